using System.Text;
using Mdlc.Contracts.Artifacts;

namespace Mdlc.Catalog.Sources.Cells;

/// <summary>The second rules: a cell is copied in its canonical form; a missing one, the label's too, is copied empty.</summary>
internal sealed class SecondCellRule(CellReader reader) : CellRule
{
    private static readonly byte[] Empty = [];

    private readonly CellClassifier _classifier = new(reader.Column.NullWords.Select(CellText.Normalise));
    private readonly bool _isPlain = reader.Column.Format is null;

    public override string? Judge(ReadOnlySpan<byte> cell, out byte[]? written)
    {
        written = null;
        if (cell.IsEmpty || (_isPlain && CellText.IsNormal(cell) && IsRight(cell, ref written)))
        {
            return null;
        }

        var outcome = reader.Read(Encoding.UTF8.GetString(cell), out var canonical);
        written = outcome == CellOutcome.Value ? Encoding.UTF8.GetBytes(canonical) : Empty;
        return outcome == CellOutcome.Bad ? $"is not {reader.Expected}" : null;
    }

    /// <summary>A cell in plain notation needs no other form: most cells are so, and are judged where they lie.</summary>
    private bool IsRight(ReadOnlySpan<byte> cell, ref byte[]? written)
    {
        var kind = _classifier.Classify(cell);
        written = kind == CellKind.Null || (kind == CellKind.NotANumber && reader.Column.Type == ColumnType.Number) ? Empty : null;
        return written is not null || ColumnTyping.Fits(reader.Column.Type, kind, cell);
    }
}
