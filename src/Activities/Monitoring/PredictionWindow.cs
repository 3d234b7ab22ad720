using System.Globalization;
using DuckDB.NET.Data;
using Mdlc.Catalog;
using Mdlc.Catalog.Predictions;
using Mdlc.Catalog.Snapshots;
using Mdlc.Contracts.Faults;
using Mdlc.Contracts.Models;

namespace Mdlc.Activities.Monitoring;

/// <summary>The inputs of logged predictions as a file of rows, under the names that they have in training.</summary>
internal static class PredictionWindow
{
    /// <param name="from">Inclusive; null: from the first.</param>
    /// <param name="to">Exclusive; null: to the last.</param>
    /// <param name="target">The Parquet file to write.</param>
    /// <exception cref="FaultException">Nothing was logged in that time, or what was is damaged.</exception>
    public static async Task ExportAsync(
        DuckDbSession session,
        Home home,
        ModelPackage package,
        ModelSignature signature,
        DateTimeOffset? from,
        DateTimeOffset? to,
        string target,
        CancellationToken cancellationToken)
    {
        using var logged = await PinnedPredictions.OfAsync(home, package.Project, package.Model, cancellationToken);
        if (logged.Files.Count == 0)
        {
            throw Nothing(package, from, to);
        }

        try
        {
            Export(session, logged, package, signature, from, to, target, cancellationToken);
        }
        catch (DuckDBException unreadable)
        {
            // Files of before there were digests: nothing else tells that they are damaged.
            throw FaultException.InEnvironment(
                $"The predictions logged under {Path.GetDirectoryName(PredictionLogFiles.GlobOf(home, package.Project, package.Model))} cannot be read: {unreadable.Message.Split('\n')[0]} Take the file away, or restore it from a backup.",
                unreadable);
        }
    }

    private static void Export(
        DuckDbSession session,
        PinnedPredictions logged,
        ModelPackage package,
        ModelSignature signature,
        DateTimeOffset? from,
        DateTimeOffset? to,
        string target,
        CancellationToken cancellationToken)
    {
        var columns = signature.Inputs.Select(input => $"{Sql.Name(PredictionLogFiles.InputPrefix + input.Name)} AS {Sql.Name(input.Name)}");
        var where = string.Create(CultureInfo.InvariantCulture, $"version = {package.Version}{After(">=", from)}{After("<", to)}");
        var relation = $"read_parquet({Sql.Files(logged.Files)}, union_by_name = true)";
        var rows = session.Scalar<long>($"SELECT count(*) FROM {relation} WHERE {where}", cancellationToken);
        if (rows == 0)
        {
            throw Nothing(package, from, to);
        }

        session.Execute(
            $"COPY (SELECT {string.Join(", ", columns)} FROM {relation} WHERE {where} ORDER BY time, request, row) TO {Sql.Text(target)} (FORMAT parquet)",
            cancellationToken);
    }

    private static string After(string comparison, DateTimeOffset? time) =>
        time is { } known
            ? string.Create(CultureInfo.InvariantCulture, $" AND time {comparison} TIMESTAMP '{known.UtcDateTime:yyyy-MM-dd HH:mm:ss.ffffff}'")
            : "";

    private static FaultException Nothing(ModelPackage package, DateTimeOffset? from, DateTimeOffset? to) =>
        FaultException.InData(string.Create(
            CultureInfo.InvariantCulture,
            $"No prediction of {package.Project}/{package.Model} version {package.Version} was logged from {from?.ToString("u", CultureInfo.InvariantCulture) ?? "the beginning"} to {to?.ToString("u", CultureInfo.InvariantCulture) ?? "now"}; serve the model and ask it, or name a file of rows."));
}
