using Mdlc.Catalog.DataViews;
using Mdlc.Catalog.DuckDb;
using Mdlc.Contracts.Artifacts;
using Mdlc.Contracts.Faults;
using Mdlc.Contracts.Spec;

namespace Mdlc.Activities.Data;

/// <summary>What the spec says of columns and values that only later stages use, held against the data as soon as they are there: a slip of the pen must not cost a training.</summary>
internal static class FetchedCheck
{
    /// <exception cref="FaultException">A slice is of no column.</exception>
    public static void RequireSlices(IReadOnlyList<SnapshotColumn> columns, ModelSpec spec)
    {
        var names = columns.Select(column => column.Name).ToList();
        if (spec.Evaluate.Slices.FirstOrDefault(slice => !names.Contains(slice)) is { } slice)
        {
            var hint = NearestName.Hint(slice, names);
            throw FaultException.InSpec($"evaluate.slices names the column '{slice}', which the data do not have.{hint} Expected one of {string.Join(", ", names)}.");
        }
    }

    /// <summary>Of a binary task; of others no value of the label is named.</summary>
    /// <param name="file">The snapshot's.</param>
    /// <exception cref="FaultException">The value that counts as true does not occur.</exception>
    public static async Task RequirePositiveAsync(
        DuckDbSession session, string file, IReadOnlyList<SnapshotColumn> columns, ModelSpec spec, CancellationToken cancellationToken)
    {
        var label = SnapshotLabel.Of(spec.Label, columns, spec.Task, spec.Positive);
        var loaded = await SnapshotDataView.LoadAsync(session, file, [label.Source], cancellationToken: cancellationToken);
        label.RequirePositive(SnapshotLabel.ClassesOf(loaded[spec.Label]));
    }
}
