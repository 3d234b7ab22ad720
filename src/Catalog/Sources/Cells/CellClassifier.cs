using System.Text;

namespace Mdlc.Catalog.Sources.Cells;

/// <summary>Tells what a cell looks like, null words aside.</summary>
internal sealed class CellClassifier(IEnumerable<string> nullValues)
{
    private readonly byte[][] _nulls = nullValues.Select(n => Encoding.UTF8.GetBytes(n.Trim())).Where(n => n.Length > 0).ToArray();

    public CellKind Classify(ReadOnlySpan<byte> cell) => cell.Length == 0 || IsNullValue(cell) ? CellKind.Null : PlainCell.Classify(cell);

    private bool IsNullValue(ReadOnlySpan<byte> cell)
    {
        foreach (var value in _nulls)
        {
            if (cell.SequenceEqual(value))
            {
                return true;
            }
        }

        return false;
    }
}
