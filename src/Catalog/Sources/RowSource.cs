using Mdlc.Catalog.Sources.Packing;
using Mdlc.Contracts.Artifacts;
using Mdlc.Contracts.Spec;

namespace Mdlc.Catalog.Sources;

/// <summary>How a file of rows for a trained model is read: in the dialect of its training source.</summary>
public static class RowSource
{
    /// <param name="training">The source as it was read for training.</param>
    /// <param name="file">Absolute path; its extension tells Parquet and JSON apart from the training's format.</param>
    public static SourceSpec Of(SourceSpec training, string file) => training with
    {
        Path = file,
        Arrivals = null,
        Format = FormatOf(file) ?? training.Format,

        // What stands above the training's table need not stand above this one.
        SkipLines = 0,

        // The columns that the model takes are asked for with their types; others, such as the label, need not be there.
        Types = new Dictionary<string, ColumnType>(),
    };

    /// <summary>The format that a file's extension tells, behind that of its compression; null when it tells none.</summary>
    public static SourceFormat? FormatOf(string file) => Path.GetExtension(FileMark.Unpacked(file)).ToLowerInvariant() switch
    {
        ".parquet" => SourceFormat.Parquet,
        ".json" or ".jsonl" or ".ndjson" => SourceFormat.Json,
        ".csv" or ".tsv" or ".tab" or ".psv" or ".txt" or ".data" => SourceFormat.Csv,
        _ => null,
    };
}
