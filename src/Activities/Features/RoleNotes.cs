using System.Globalization;
using Mdlc.Catalog.DataViews;
using Mdlc.Catalog.DuckDb;
using Mdlc.Catalog.Snapshots;
using Mdlc.Contracts.Models;
using Mdlc.Contracts.Spec;
using Mdlc.Learning.Features;

namespace Mdlc.Activities.Features;

/// <summary>Tells what the roles of a plan leave out of the training rows: it is counted, and not lost in silence.</summary>
internal static class RoleNotes
{
    private const int MostNamed = 5;

    public static async Task<IReadOnlyList<string>> OfAsync(
        DuckDbSession session, string parquet, FeaturePlan plan, ModelSpec spec, CancellationToken cancellationToken)
    {
        var notes = new List<string>();
        foreach (var column in plan.Columns.Where(column => column is { Role: ColumnRole.Ordinal, Order: not null }))
        {
            var view = await SnapshotDataView.LoadAsync(
                session, parquet, [new SnapshotDataViewColumn(column.Name, column.Type, ColumnarDataViewKind.Text)], cancellationToken: cancellationToken);
            notes.AddRange(Unlisted(column, view[column.Name], view.Rows));
        }

        notes.AddRange(plan.Columns.Where(column => column.Role == ColumnRole.Target).SelectMany(column => Unkept(session, parquet, column, spec, cancellationToken)));
        return notes;
    }

    private static IEnumerable<string> Unlisted(FeatureColumn column, ColumnarDataViewColumn values, int rows)
    {
        var listed = values.Texts!.Select(text => text.Length == 0 || column.Order!.Contains(text)).ToArray();
        var others = ((int[])values.Values).Take(rows).Where(code => !listed[code]).GroupBy(code => code).ToDictionary(group => group.Key, group => group.Count());
        if (others.Count > 0)
        {
            var named = others.OrderByDescending(other => other.Value).ThenBy(other => other.Key).Take(MostNamed).Select(other => $"'{values.Texts![other.Key]}'");
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"column '{column.Name}': {others.Values.Sum()} of {rows} training rows hold {string.Join(", ", named)}{(others.Count > MostNamed ? $" or one of {others.Count - MostNamed} more values" : "")}, not listed in transform.orders: they count as missing");
        }
    }

    private static IEnumerable<string> Unkept(DuckDbSession session, string parquet, FeatureColumn column, ModelSpec spec, CancellationToken cancellationToken)
    {
        var relation = SnapshotWriter.Relation(parquet);
        var figures = spec.Task == ModelTask.Multiclass ? Distinct(spec.Label) : 1;
        var most = TargetEncoding.MostCells / Math.Max(1, figures);
        var distinct = session.Scalar<long>($"SELECT count(*) FROM {relation}", cancellationToken) > most ? Distinct(column.Name) : 0;
        if (distinct > most)
        {
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"column '{column.Name}': {distinct} distinct values, of which the {most} most frequent are kept; the others count as unseen");
        }

        long Distinct(string name) => session.Scalar<long>($"SELECT count(DISTINCT {Sql.Name(name)}) FROM {relation}", cancellationToken);
    }
}
