using System.Globalization;
using Mdlc.Catalog.DuckDb;
using Mdlc.Catalog.Sources.Preparing;
using Mdlc.Contracts.Artifacts;
using Mdlc.Contracts.Spec;

namespace Mdlc.Catalog.Sources;

/// <summary>Whether two classes look the same to a person: they differ in a zero-width space or a no-break space only, and are learned as two.</summary>
internal static class LabelLookalikes
{
    private const int MostClasses = 1000;

    /// <param name="relation">What stands behind FROM to read the snapshot.</param>
    /// <returns>A sentence; null: nothing is to be seen.</returns>
    public static string? Note(DuckDbSession session, string relation, SnapshotRef snapshot, SourceRequest request, CancellationToken cancellationToken)
    {
        if (request is not { Label: { } label, Task: not ModelTask.Regression } || snapshot.Columns.FirstOrDefault(c => c.Name == label)?.Type != ColumnType.Text)
        {
            return null;
        }

        var classes = session.Rows(
            $"SELECT DISTINCT {Sql.Name(label)} FROM {relation} WHERE {Sql.Name(label)} IS NOT NULL LIMIT {MostClasses}", r => r.GetString(0), cancellationToken);
        return classes.Order(StringComparer.Ordinal).GroupBy(Seen).FirstOrDefault(g => g.Count() > 1) is { } alike
            ? $"the label's classes {string.Join(" and ", alike.Select(Told))} look the same and are learned as {alike.Count()}: they differ in characters that cannot be seen; mend the file"
            : null;
    }

    /// <summary>As a person sees it.</summary>
    private static string Seen(string text) => string.Join(
        ' ', string.Concat(text.Where(c => !IsInvisible(c)).Select(c => char.IsWhiteSpace(c) ? ' ' : c)).Split(' ', StringSplitOptions.RemoveEmptyEntries));

    private static string Told(string text) =>
        $"'{string.Concat(text.Select(c => IsInvisible(c) || (char.IsWhiteSpace(c) && c != ' ') ? string.Create(CultureInfo.InvariantCulture, $"<U+{(int)c:X4}>") : c.ToString()))}'";

    private static bool IsInvisible(char c) => char.GetUnicodeCategory(c) is UnicodeCategory.Format or UnicodeCategory.Control && !char.IsWhiteSpace(c);
}
