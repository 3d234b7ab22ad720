using Mdlc.Contracts.Artifacts;

namespace Mdlc.Catalog.Sources.Cells;

/// <summary>The first rules: a cell stays as it is or its record is rejected; a label must be there.</summary>
internal sealed class FirstCellRule(ColumnType type, CellClassifier classifier, bool isLabel) : CellRule
{
    public override string? Judge(ReadOnlySpan<byte> cell, out byte[]? written)
    {
        written = null;
        var kind = classifier.Classify(cell);
        var isMissingLabel = isLabel && (kind == CellKind.Null || (kind == CellKind.NotANumber && type == ColumnType.Number));
        return isMissingLabel ? "the label is missing"
            : ColumnTyping.Fits(type, kind, cell) ? null
            : $"is not {Noun(type)}";
    }

    private static string Noun(ColumnType type) => type switch
    {
        ColumnType.Integer => "a whole number",
        ColumnType.Number => "a finite number",
        ColumnType.Boolean => "a boolean",
        ColumnType.Timestamp => "a timestamp (ISO 8601)",
        _ => "text",
    };
}
