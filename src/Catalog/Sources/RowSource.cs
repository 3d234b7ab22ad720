using Mdlc.Catalog.Sources.Packing;
using Mdlc.Contracts.Artifacts;
using Mdlc.Contracts.Formats;
using Mdlc.Contracts.Spec;

namespace Mdlc.Catalog.Sources;

/// <summary>How a file of rows for a trained model is read: by the rules and in the notations of its training source, and in its dialect where the format is the same.</summary>
public static class RowSource
{
    /// <param name="training">The source as it was read for training.</param>
    /// <param name="file">Absolute path; its extension tells Parquet and JSON apart from the training's format.</param>
    public static SourceSpec Of(SourceSpec training, string file)
    {
        var format = FormatOf(file) ?? training.Format;
        var isSame = format == training.Format || training.Rules < ReadingRules.Second;
        return (isSame ? training : WithoutDialect(training)) with
        {
            Path = file,
            Arrivals = null,
            Format = format,

            // What stands above the training's table need not stand above this one.
            SkipLines = 0,

            // The columns that the model takes are asked for with their types; others, such as the label, need not be there.
            Types = new Dictionary<string, ColumnType>(),
        };
    }

    /// <summary>A test file in its own dialect: what a cell means is as in training wherever the file's source does not say it.</summary>
    /// <param name="training">The source as it was read for training.</param>
    /// <param name="test">What the spec says of the test file.</param>
    public static SourceSpec OfTest(SourceSpec training, SourceSpec test)
    {
        if (test.Rules < ReadingRules.Second)
        {
            return test;
        }

        var hasSameMark = test.Decimal is null || test.Decimal == training.Decimal;
        return test with
        {
            NullValues = test.NullValues.Count == 0 ? training.NullValues : test.NullValues,
            ColumnNullValues = Over(training.ColumnNullValues, test.ColumnNullValues),
            Decimal = test.Decimal ?? training.Decimal,
            Formats = Over(training.Formats.Where(format => hasSameMark || !NumberFormat.IsPattern(format.Value)), test.Formats),
        };
    }

    private static Dictionary<string, T> Over<T>(IEnumerable<KeyValuePair<string, T>> training, IReadOnlyDictionary<string, T> test) =>
        training.Where(column => !test.ContainsKey(column.Key)).Concat(test).ToDictionary();

    /// <summary>What a column's texts mean stays; how a file of another format is written is that format's own affair.</summary>
    private static SourceSpec WithoutDialect(SourceSpec training) => new()
    {
        Path = training.Path,
        Rules = training.Rules,
        NullValues = training.NullValues,
        ColumnNullValues = training.ColumnNullValues,
        Decimal = training.Decimal,
        Formats = training.Formats,
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
