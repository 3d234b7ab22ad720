using Mdlc.Catalog.DataViews;
using Mdlc.Catalog.DuckDb;
using Mdlc.Contracts.Artifacts;
using Mdlc.Contracts.Faults;
using Mdlc.Contracts.Spec;

namespace Mdlc.Activities.Data;

/// <summary>What the spec says of columns and values that only later stages use, held against the data as soon as they are there: a slip of the pen must not cost a training.</summary>
internal static class FetchedCheck
{
    /// <param name="file">The snapshot's.</param>
    /// <exception cref="FaultException">The spec names what the data do not have.</exception>
    public static async Task RequireAsync(DuckDbSession session, string file, IReadOnlyList<SnapshotColumn> columns, ModelSpec spec)
    {
        foreach (var slice in spec.Evaluate.Slices)
        {
            RequireColumn(slice, columns);
        }

        if (spec.Task == ModelTask.Binary)
        {
            var label = SnapshotLabel.Of(spec.Label, columns, spec.Task, spec.Positive);
            var loaded = await SnapshotDataView.LoadAsync(session, file, [label.Source]);
            label.RequirePositive(SnapshotLabel.ClassesOf(loaded[spec.Label]));
        }
    }

    private static void RequireColumn(string slice, IReadOnlyList<SnapshotColumn> columns)
    {
        if (columns.All(column => column.Name != slice))
        {
            var names = columns.Select(column => column.Name).ToList();
            var hint = NearestName.Of(slice, names) is { } near ? $" Did you mean {near}?" : "";
            throw FaultException.InSpec($"evaluate.slices names the column '{slice}', which the data do not have.{hint} Expected one of {string.Join(", ", names)}.");
        }
    }
}
