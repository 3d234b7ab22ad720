using System.Globalization;
using DuckDB.NET.Data;
using Mdlc.Catalog;
using Mdlc.Catalog.DuckDb;
using Mdlc.Catalog.Predictions;
using Mdlc.Catalog.Sources.Cells;
using Mdlc.Contracts.Artifacts;
using Mdlc.Contracts.Faults;
using Mdlc.Contracts.Models;
using Mdlc.Contracts.Spec;

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
        var columns = signature.Inputs.Select((input, i) => $"{Read(session, signature, i)} AS {Sql.Name(input.Name)}").ToList();
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

    /// <summary>Texts are logged as they came; what the model saw of them is compared.</summary>
    private static string Read(DuckDbSession session, ModelSignature signature, int index)
    {
        var input = signature.Inputs[index];
        var logged = Sql.Name(PredictionLogFiles.InputPrefix + input.Name);
        if (signature.Rules < ReadingRules.Second || input.Type != ColumnType.Text)
        {
            return logged;
        }

        var reader = new CellReader(ColumnReading.Of(input));
        var function = string.Create(CultureInfo.InvariantCulture, $"mdlc_read_{index}");
        session.Connection.RegisterScalarFunction<string, string>(function, (readers, writer, count) =>
        {
            for (ulong i = 0; i < count; i++)
            {
                writer.WriteValue(reader.Read(readers[0].GetValue<string>(i), out var canonical) == CellOutcome.Value ? canonical : "", i);
            }
        });
        return $"nullif({function}({logged}), '')";
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
