using System.Buffers;
using System.Globalization;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Mdlc.Spec;

/// <summary>
/// YAML text to nodes, over YamlDotNet's events: duplicate keys are all reported, and neither depth nor aliases can make a small file large
/// (a node model of the library recurses as deep as the file says).
/// </summary>
internal static class SpecNodeParser
{
    private const int MaxDepth = 16;

    /// <summary>Control characters but those that are white space.</summary>
    private static readonly SearchValues<char> Controls =
        SearchValues.Create([.. Enumerable.Range(0, 0xA0).Select(c => (char)c).Where(c => char.IsControl(c) && c is not ('\t' or '\n' or '\r' or '\u0085'))]);

    private static readonly string[] Marks = ["delimiter", "quote", "escape"];

    /// <returns>The file's one document; null when the text is not YAML, or is empty: then the problem has been added.</returns>
    public static SpecNode? Parse(string text, SpecProblems problems)
    {
        try
        {
            if (RefuseControls(text, problems))
            {
                return null;
            }

            var parser = new Parser(new StringReader(text));
            parser.Consume<StreamStart>();
            if (parser.Accept<StreamEnd>(out _))
            {
                problems.Add(1, 1, "", "the file is empty; `mdlc init CSV --label COLUMN` writes a first spec");
                return null;
            }

            parser.Consume<DocumentStart>();
            var root = ReadNode(parser, SpecPath.Root, problems, depth: 0);
            parser.Consume<DocumentEnd>();
            RefuseSecondDocument(parser, problems);
            return root;
        }
        catch (YamlException e)
        {
            problems.Add((int)e.Start.Line, (int)e.Start.Column, "", Explain(e, text));
            return null;
        }
    }

    private static SpecNode ReadNode(Parser parser, SpecPath path, SpecProblems problems, int depth)
    {
        RefuseSharing(parser.Current!);
        if (depth > MaxDepth)
        {
            throw At(parser.Current!, $"nested more than {MaxDepth} levels deep");
        }

        return parser.Current switch
        {
            MappingStart => ReadMapping(parser, path, problems, depth),
            SequenceStart => ReadSequence(parser, path, problems, depth),
            _ => ReadScalar(parser, path, problems),
        };
    }

    /// <summary>Written as they are, control characters end the file for the YAML reader, or vanish: what stands behind would be lost.</summary>
    private static bool RefuseControls(string text, SpecProblems problems)
    {
        var at = text.AsSpan().IndexOfAny(Controls);
        if (at < 0)
        {
            return false;
        }

        var line = text.AsSpan(0, at).Count('\n') + 1;
        problems.Add(line, at - text.LastIndexOf('\n', at), "", $"found {NameOf(text[at])}, expected text without control characters; remove it");
        return true;
    }

    private static SpecNode.Scalar ReadScalar(Parser parser, SpecPath path, SpecProblems problems)
    {
        var scalar = parser.Consume<Scalar>();
        RefuseControls(scalar, path, problems);
        return new SpecNode.Scalar((int)scalar.Start.Line, (int)scalar.Start.Column, scalar.Value, scalar.Style == ScalarStyle.Plain);
    }

    /// <summary>Those that were written as escapes; a delimiter may be one.</summary>
    private static void RefuseControls(Scalar scalar, SpecPath path, SpecProblems problems)
    {
        var isMark = Marks.Contains(path.Pattern.Split('.')[^1]) && scalar.Value.Length == 1 && scalar.Value != "\0";
        var at = isMark ? -1 : scalar.Value.AsSpan().IndexOfAny(Controls);
        if (at >= 0)
        {
            problems.Add(
                (int)scalar.Start.Line, (int)scalar.Start.Column, path.Text,
                $"found {NameOf(scalar.Value[at])} in the text, expected text without control characters; remove it, or rename in the data what is called so");
        }
    }

    private static string NameOf(char control) =>
        string.Create(CultureInfo.InvariantCulture, $"the control character U+{(int)control:X4}{(control == '\0' ? " (NUL)" : "")}");

    private static SpecNode.Sequence ReadSequence(Parser parser, SpecPath path, SpecProblems problems, int depth)
    {
        var start = parser.Consume<SequenceStart>();
        var items = new List<SpecNode>();
        while (!parser.TryConsume<SequenceEnd>(out _))
        {
            items.Add(ReadNode(parser, path.Item(items.Count), problems, depth + 1));
        }

        return new SpecNode.Sequence((int)start.Start.Line, (int)start.Start.Column, items);
    }

    private static SpecNode.Mapping ReadMapping(Parser parser, SpecPath path, SpecProblems problems, int depth)
    {
        var start = parser.Consume<MappingStart>();
        var lines = new Dictionary<string, int>(StringComparer.Ordinal);
        var entries = new List<(SpecNode.Scalar, SpecNode)>();
        while (!parser.TryConsume<MappingEnd>(out _))
        {
            if (parser.Current is not Scalar)
            {
                throw At(parser.Current!, "found a list, a mapping or an alias as a key, expected text");
            }

            RefuseSharing(parser.Current);
            var key = ReadScalar(parser, path, problems);
            var keyPath = path.Key(key.Text);
            var value = ReadNode(parser, keyPath, problems, depth + 1);
            if (lines.TryAdd(key.Text, key.Line))
            {
                entries.Add((key, value));
            }
            else
            {
                problems.Add(key, keyPath, $"duplicate key \"{key.Text}\", first on line {lines[key.Text]}; keep one of them");
            }
        }

        return new SpecNode.Mapping((int)start.Start.Line, (int)start.Start.Column, entries);
    }

    /// <summary>Anchors, aliases and tags: a spec says what it means at the place where it matters, and cannot multiply.</summary>
    private static void RefuseSharing(ParsingEvent e)
    {
        if (e is AnchorAlias or NodeEvent { Anchor.IsEmpty: false })
        {
            throw At(e, "YAML anchors and aliases (& and *) are not used in a spec: write the value out, or put text that starts so in quotes");
        }

        if (e is NodeEvent { Tag.IsEmpty: false })
        {
            throw At(e, "YAML tags (!) are not used in a spec: put text that starts so in quotes");
        }
    }

    private static void RefuseSecondDocument(Parser parser, SpecProblems problems)
    {
        if (parser.Accept<DocumentStart>(out var second))
        {
            problems.Add((int)second.Start.Line, (int)second.Start.Column, "", "found a second YAML document (---), expected one spec in a file");
        }
    }

    private static YamlException At(ParsingEvent e, string message) => new(e.Start, e.End, message);

    private static string Explain(YamlException e, string text)
    {
        // YamlDotNet throws the subclasses for its own findings; what is thrown here is of the base class and says what to do.
        if (e.GetType() == typeof(YamlException))
        {
            return e.Message;
        }

        // The place of a stray tab is told as its own line or as the one before.
        var hasTab = text.Split('\n').Skip((int)e.Start.Line - 1).Take(2).Any(line => line.TrimStart(' ').StartsWith('\t'));
        var advice = hasTab
            ? "indent with spaces, not tabs"
            : "put text in quotes that holds \": \" or \" #\" or starts with one of @ ` % & * ! | > [ {, and check the indentation and brackets";
        return $"not YAML: {e.Message.TrimEnd('.')}; {advice}";
    }
}
