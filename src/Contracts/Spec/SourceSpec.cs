using Mdlc.Contracts.Artifacts;

namespace Mdlc.Contracts.Spec;

/// <summary>Where rows come from and how a file of them is read. The dialect is explicit: what was sniffed is written down here.</summary>
public sealed record SourceSpec
{
    public SourceFormat Format { get; init; } = SourceFormat.Csv;

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

    /// <summary>Column names for a file without a header; empty: DuckDB's column0, column1, ….</summary>
    public IReadOnlyList<string> Names { get; init; } = [];

    /// <summary>Cells that mean "missing", besides the empty one.</summary>
    public IReadOnlyList<string> NullValues { get; init; } = [];

    /// <summary>Types that override what the values suggest.</summary>
    public IReadOnlyDictionary<string, ColumnType> Types { get; init; } = new Dictionary<string, ColumnType>();

    /// <summary>utf-8, utf-16, latin-1 or windows-1252 (any .NET encoding name).</summary>
    public string Encoding { get; init; } = "utf-8";
}
