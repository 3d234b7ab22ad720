using Mdlc.Contracts.Artifacts;

namespace Mdlc.Contracts.Spec;

/// <summary>Where rows come from and how a file of them is read. The dialect is explicit: what was sniffed is written down here.</summary>
public sealed record SourceSpec
{
    public SourceFormat Format { get; init; } = SourceFormat.Csv;

    /// <summary>
    /// The version of the rules by which cells are read: what was trained, split or stored under one is read under it for ever. What was stored
    /// before there were versions is of the first.
    /// </summary>
    public int Rules { get; init; } = ReadingRules.First;

    /// <summary>Absolute path or glob.</summary>
    public required string Path { get; init; }

    /// <summary>Absolute glob, or glob of http(s) URIs, that what a data-arrival event names must match; null: the source's folder and extension.</summary>
    public string? Arrivals { get; init; }

    /// <summary>One character; null: proposed by sniffing when the file is fetched, and recorded.</summary>
    public string? Delimiter { get; init; }

    public string Quote { get; init; } = "\"";

    public string Escape { get; init; } = "\"";

    /// <summary>Whether the first record names the columns; null: proposed by sniffing.</summary>
    public bool? Header { get; init; }

    /// <summary>Lines before the header or the first record that are none of the table, such as a title; they are not read.</summary>
    public int SkipLines { get; init; }

    /// <summary>Column names; they take the place of those in the header. Empty: the header's, or column0, column1, ….</summary>
    public IReadOnlyList<string> Names { get; init; } = [];

    /// <summary>Cells that mean "missing" in every column, besides the empty one.</summary>
    public IReadOnlyList<string> NullValues { get; init; } = [];

    /// <summary>Cells that mean "missing" in one column, besides those.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> ColumnNullValues { get; init; } = new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>Types that override what the values suggest.</summary>
    public IReadOnlyDictionary<string, ColumnType> Types { get; init; } = new Dictionary<string, ColumnType>();

    /// <summary>The decimal mark of the file's numbers, "." or ","; null: seen from each column's values.</summary>
    public string? Decimal { get; init; }

    /// <summary>Notations by column: of numbers as <see cref="Formats.NumberFormat"/>, of times as <see cref="Formats.TimeFormat"/>. Others are plain, or ISO 8601.</summary>
    public IReadOnlyDictionary<string, string> Formats { get; init; } = new Dictionary<string, string>();

    /// <summary>utf-8, utf-16, latin-1 or windows-1252 (any .NET encoding name).</summary>
    public string Encoding { get; init; } = "utf-8";
}
