using System.Globalization;
using Mdlc.Catalog.DuckDb;
using Mdlc.Catalog.Sources.Preparing;
using Mdlc.Contracts.Artifacts;
using Mdlc.Contracts.Faults;
using Mdlc.Contracts.Spec;

namespace Mdlc.Catalog.Sources;

/// <summary>Whether a snapshot's label can teach the task anything, asked where the file it came from can still be named.</summary>
internal static class LabelCheck
{
    private const int LeastClasses = 2;

    /// <param name="relation">What stands behind FROM to read the snapshot.</param>
    /// <exception cref="FaultException">One class only, or a label that is no number where numbers are to be predicted.</exception>
    public static void Require(
        DuckDbSession session, string relation, SnapshotRef snapshot, SourceRequest request, CancellationToken cancellationToken)
    {
        if (request.Label is not { } label || request.Task is not { } task)
        {
            return;
        }

        var type = snapshot.Columns.First(c => c.Name == label).Type;
        if (task == ModelTask.Regression)
        {
            RequireNumbers(request.Source.Path, label, type);
            return;
        }

        var classes = session.Rows(
            $"SELECT DISTINCT CAST({Sql.Name(label)} AS VARCHAR) FROM {relation} WHERE {Sql.Name(label)} IS NOT NULL LIMIT {LeastClasses}", r => r.GetString(0), cancellationToken);
        if (classes.Count == 0)
        {
            throw FaultException.InData(
                $"{request.Source.Path}: column '{label}', the label, is empty in all {snapshot.Rows} rows, expected at least {LeastClasses} classes. "
                + "Give rows with a label, or name another column as label.");
        }

        if (classes.Count < LeastClasses)
        {
            throw FaultException.InData(string.Create(
                CultureInfo.InvariantCulture,
                $"{request.Source.Path}: column '{label}', the label, is '{classes[0]}' in all {snapshot.Rows} rows that have one, expected at least {LeastClasses} classes. "
                + $"Give rows of every class, or name another column as label."));
        }
    }

    private static void RequireNumbers(string path, string label, ColumnType type)
    {
        if (type is ColumnType.Text or ColumnType.Timestamp)
        {
            throw FaultException.InData(
                $"{path}: column '{label}', the label, holds {(type == ColumnType.Text ? "text" : "timestamps")}, but task regression predicts numbers. "
                + "Name another column as label, set task to multiclass, or set source.types for the label to number.");
        }
    }
}
