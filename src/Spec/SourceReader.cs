using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Mdlc.Contracts.Artifacts;
using Mdlc.Contracts.Spec;

namespace Mdlc.Spec;

/// <summary>Reads where rows come from and the dialect of their file.</summary>
/// <param name="folder">The spec's folder, against which relative paths resolve.</param>
internal sealed partial class SourceReader(string folder)
{
    private const int MostSkippedLines = 1_000_000;
    private const string ExpectedPath = "the path of a file, or a glob";
    private static readonly string[] DecimalMarks = [".", ","];
    private static readonly string[] CsvOnly = ["delimiter", "quote", "escape", "header", "names", "skipLines"];

    /// <summary>What the first rules knew of CSV files only; the second ones read every format's cells alike. Parquet says its encoding itself.</summary>
    private static readonly string[] OnceCsvOnly = ["nullValues", "encoding"];

    private static readonly string[] SinceSecond = ["decimal", "formats", "skipLines"];

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
        var defaults = isSameFormat ? source! with { Arrivals = null } : new SourceSpec { Path = "", Rules = source?.Rules ?? ReadingRules.Current };
        var file = ReadFile(section, ReadDialect(section, defaults));
        if (source is not null && file is not null && file.Rules != source.Rules)
        {
            section.Find("rules")!.Expect(string.Create(
                CultureInfo.InvariantCulture, $"{source.Rules}, those of source: rows that train and rows that judge are read alike"));
        }

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
        ForbidOthers(section, format, dialect.Rules);
        var path = ReadPath(value!);
        return path is null ? null : dialect with { Format = format, Path = path };
    }

    private static void ForbidOthers(SpecSection section, SourceFormat format, int rules)
    {
        var isFirst = rules == ReadingRules.First;
        foreach (var key in isFirst ? SinceSecond : [])
        {
            section.Forbid(key, "the first reading rules know no such key; remove rules: 1");
        }

        if (format == SourceFormat.Csv)
        {
            return;
        }

        var foreign = OnceCsvOnly.Where(key => isFirst || (format == SourceFormat.Parquet && key == "encoding"));
        foreach (var key in CsvOnly.Except(isFirst ? SinceSecond : []).Concat(foreign))
        {
            section.Forbid(key, $"only a csv file has this option; a {EnumNames.Of(format)} file says it itself");
        }
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
        var rules = section.Find("rules")?.Whole(ReadingRules.First, ReadingRules.Current) ?? defaults.Rules;
        var nulls = new NullValueReader().Read(section.Find("nullValues"), rules);
        var types = ReadTypes(section);
        var dialect = defaults with
        {
            Rules = rules,
            SkipLines = section.Find("skipLines")?.Whole(0, MostSkippedLines) ?? defaults.SkipLines,
            Decimal = section.Find("decimal")?.Choice(DecimalMarks) ?? defaults.Decimal,
            Formats = new FormatReader(types ?? defaults.Types).Read(section.Find("formats")) ?? defaults.Formats,
            Delimiter = ReadCharacter(section, "delimiter", mayBeEmpty: false) ?? defaults.Delimiter,
            Quote = ReadCharacter(section, "quote", mayBeEmpty: true) ?? defaults.Quote,
            Escape = ReadCharacter(section, "escape", mayBeEmpty: true) ?? defaults.Escape,
            Names = names ?? defaults.Names,
            // By the first rules names stood for a header that is not there; since then they take the place of one that is.
            Header = header ?? (names is { Count: > 0 } && rules == ReadingRules.First ? false : defaults.Header),
            NullValues = nulls?.Common ?? defaults.NullValues,
            ColumnNullValues = nulls?.OfColumns ?? defaults.ColumnNullValues,
            Types = types ?? defaults.Types,
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
