using System.Text;
using System.Text.RegularExpressions;
using Mdlc.Contracts.Artifacts;
using Mdlc.Contracts.Spec;

namespace Mdlc.Spec;

/// <summary>Reads where rows come from and the dialect of their file.</summary>
/// <param name="folder">The spec's folder, against which relative paths resolve.</param>
internal sealed partial class SourceReader(string folder)
{
    private const string ExpectedPath = "the path of a file, or a glob";
    private static readonly string[] CsvOnly = ["delimiter", "quote", "escape", "header", "names", "nullValues", "encoding"];

    public SourceSpec? Read(SpecSection section)
    {
        var dialect = ReadDialect(section, new SourceSpec { Path = "", Rules = ReadingRules.Current });
        var arrivals = section.Find("arrivals") is { } glob ? ReadPath(glob, mayBeUri: true) : null;
        var source = ReadFile(section, dialect);
        section.Close();
        return source is null ? null : source with { Arrivals = arrivals };
    }

    /// <summary>A second file, such as a test set: what it does not state of its dialect is as in the source.</summary>
    public SourceSpec? ReadBeside(SpecSection section, SourceSpec? source)
    {
        var isSameFormat = source is not null && section.Find(EnumNames.Of(source.Format)) is not null;
        var defaults = isSameFormat ? source! with { Arrivals = null } : new SourceSpec { Path = "", Rules = ReadingRules.Current };
        var file = ReadFile(section, ReadDialect(section, defaults));
        section.Close();
        return file;
    }

    private SourceSpec? ReadFile(SpecSection section, SourceSpec dialect)
    {
        var stated = EnumNames.Of<SourceFormat>().Select(f => (Format: f.Value, Value: section.Find(f.Key))).ToList();
        var named = stated.Where(f => f.Value is not null).ToList();
        foreach (var (_, surplus) in named.Skip(1))
        {
            surplus!.Report("a source is one of csv, parquet and json; keep one of them");
        }

        if (named.Count == 0)
        {
            ReportNoFile(section);
            return null;
        }

        var (format, value) = named[0];
        if (format != SourceFormat.Csv)
        {
            foreach (var key in CsvOnly)
            {
                section.Forbid(key, $"only a csv file has this option; a {EnumNames.Of(format)} file says it itself");
            }
        }

        var path = ReadPath(value!);
        return path is null ? null : dialect with { Format = format, Path = path };
    }

    private static void ReportNoFile(SpecSection section)
    {
        if (section.IsPresent)
        {
            section.Report("missing key: name the file with csv, parquet or json, such as {csv: data.csv}");
        }
    }

    private static SourceSpec ReadDialect(SpecSection section, SourceSpec defaults)
    {
        var names = section.Find("names")?.Texts("a list of column names");
        var header = section.Find("header")?.Flag();
        if (header == true && names is { Count: > 0 })
        {
            section.Find("names")!.Report("names are for a file without a header; remove them, or set header: false");
        }

        var dialect = defaults with
        {
            Delimiter = ReadCharacter(section, "delimiter", mayBeEmpty: false) ?? defaults.Delimiter,
            Quote = ReadCharacter(section, "quote", mayBeEmpty: true) ?? defaults.Quote,
            Escape = ReadCharacter(section, "escape", mayBeEmpty: true) ?? defaults.Escape,
            Names = names ?? defaults.Names,
            Header = header ?? (names is { Count: > 0 } ? false : defaults.Header),
            NullValues = section.Find("nullValues")?.Texts("a list of texts, such as [NA, \"?\"]", mayBeEmpty: true) ?? defaults.NullValues,
            Types = ReadTypes(section) ?? defaults.Types,
            Encoding = ReadEncoding(section) ?? defaults.Encoding,
        };
        if (dialect.Delimiter is not null && dialect.Delimiter == dialect.Quote)
        {
            section.Report("delimiter and quote are the same character");
        }

        return dialect;
    }

    private static Dictionary<string, ColumnType>? ReadTypes(SpecSection section)
    {
        var names = EnumNames.Of<ColumnType>();
        return section.Find("types")?.Entries("a type for each column, such as {zip: text}")
            .Select(e => (e.Name, Type: e.Value.Choice(names)))
            .Where(e => e.Type is not null)
            .ToDictionary(e => e.Name, e => e.Type!.Value, StringComparer.Ordinal);
    }

    private static string? ReadCharacter(SpecSection section, string key, bool mayBeEmpty)
    {
        var value = section.Find(key);
        var text = value?.Text("one character, such as \",\"", mayBeEmpty);
        if (text is null or "\\t")
        {
            return text is null ? null : "\t";
        }

        if (text.Length <= 1 && text is not ("\n" or "\r"))
        {
            return text;
        }

        value!.Expect("one character, such as \",\" or \"\\t\"");
        return null;
    }

    private static string? ReadEncoding(SpecSection section)
    {
        var value = section.Find("encoding");
        var name = value?.Text("the name of an encoding, such as utf-8");
        if (name is null || IsEncoding(name))
        {
            return name;
        }

        value!.Expect("a known encoding: utf-8, utf-16, latin-1, windows-1252 or another .NET encoding name");
        return null;
    }

    private static bool IsEncoding(string name)
    {
        try
        {
            // latin-1 is the name that people and DuckDB write; .NET's is latin1.
            return name == "latin-1" || (CodePagesEncodingProvider.Instance.GetEncoding(name) ?? Encoding.GetEncoding(name)) is not null;
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            return false;
        }
    }

    private string? ReadPath(SpecValue value, bool mayBeUri = false)
    {
        var path = value.Text(ExpectedPath);
        if (path is null)
        {
            return null;
        }

        if (mayBeUri && HttpGlob.IsMatch(path))
        {
            return path;
        }

        if (path.Contains("://", StringComparison.Ordinal) || path.Contains('\0', StringComparison.Ordinal))
        {
            value.Expect(mayBeUri
                ? "a glob of local files, or of http(s) URIs whose host is written out, such as https://lake.example/exports/*.csv"
                : "the path of a local file, or a glob; fetch the file first");
            return null;
        }

        var full = Path.GetFullPath(Path.Combine(folder, path));
        return Path.DirectorySeparatorChar == '\\' ? full.Replace('\\', '/') : full;
    }

    /// <summary>A wildcard in the host would let a sender name its own.</summary>
    [GeneratedRegex(@"^https?://[a-z0-9.\-]+(:\d+)?/[^?#]*$", RegexOptions.CultureInvariant)]
    private static partial Regex HttpGlob { get; }
}
