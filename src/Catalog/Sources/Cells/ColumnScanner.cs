using System.Text;
using Mdlc.Contracts.Spec;

namespace Mdlc.Catalog.Sources.Cells;

/// <summary>Fills one column's profile, cell by cell, under the rules of its source.</summary>
/// <param name="nullWords">Texts that mean "missing" in this column.</param>
internal sealed class ColumnScanner(int rules, IReadOnlyList<string> nullWords)
{
    private readonly bool _normalises = rules >= ReadingRules.Second;

    private readonly CellClassifier _classifier = new(rules >= ReadingRules.Second ? nullWords.Select(CellText.Normalise) : nullWords);

    public ColumnProfile Profile { get; } = ColumnProfile.For(rules);

    /// <param name="cell">UTF-8, with its escapes resolved.</param>
    /// <returns>Whether the cell holds something.</returns>
    public bool Add(ReadOnlySpan<byte> cell, string file, long line, long count = 1)
    {
        if (_normalises && !CellText.IsNormal(cell))
        {
            Profile.Census!.HasUnnormal = true;
            return AddNormal(Encoding.UTF8.GetBytes(CellText.Normalise(Encoding.UTF8.GetString(cell))), file, line, count);
        }

        return AddNormal(cell, file, line, count);
    }

    private bool AddNormal(ReadOnlySpan<byte> cell, string file, long line, long count)
    {
        var kind = _classifier.Classify(cell);
        Profile.Add(kind, cell, file, line, count);
        return kind != CellKind.Null;
    }
}
