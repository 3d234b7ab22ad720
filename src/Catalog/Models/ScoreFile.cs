using Mdlc.Contracts.Faults;

namespace Mdlc.Catalog.Models;

/// <summary>Where predictions are written, and what goes with them.</summary>
/// <param name="Path">Absolute; its extension says how it is written.</param>
/// <param name="Keep">Columns of the file that is scored which are written before the predictions.</param>
public sealed record ScoreFile(string Path, IReadOnlyList<string> Keep)
{
    /// <summary>DuckDB's words for it.</summary>
    /// <exception cref="FaultException">It has another extension.</exception>
    public string Format => System.IO.Path.GetExtension(Path).ToLowerInvariant() switch
    {
        ".parquet" => "FORMAT parquet, COMPRESSION zstd",
        ".csv" => "FORMAT csv, HEADER true",
        ".jsonl" or ".ndjson" => "FORMAT json",
        var other => throw FaultException.InSpec($"Found --output {Path}, which ends in '{other}'; expected .parquet, .csv or .jsonl."),
    };
}
