using Mdlc.Contracts.Artifacts;
using Mdlc.Contracts.Models;
using Mdlc.Contracts.Spec;

namespace Mdlc.Catalog.Sources.Cells;

/// <summary>How one column's cells are read.</summary>
/// <param name="Format">Its notation of numbers or of times; null: plain, or ISO 8601.</param>
/// <param name="NullWords">Texts that mean "missing", besides the empty one.</param>
public sealed record ColumnReading(string Name, ColumnType Type, string? Format, IReadOnlyList<string> NullWords)
{
    /// <summary>As the resolved source says.</summary>
    public static ColumnReading Of(SourceSpec source, SnapshotColumn column) => new(
        column.Name, column.Type, source.Formats.GetValueOrDefault(column.Name), NullWordsOf(source, column.Name));

    /// <summary>As a model's signature says.</summary>
    public static ColumnReading Of(SignatureInput input) => new(input.Name, input.Type, input.Format, input.NullWords);

    /// <summary>The words of every column and those of this one.</summary>
    public static IReadOnlyList<string> NullWordsOf(SourceSpec source, string column) =>
        source.ColumnNullValues.TryGetValue(column, out var own) ? [.. source.NullValues, .. own] : source.NullValues;
}
