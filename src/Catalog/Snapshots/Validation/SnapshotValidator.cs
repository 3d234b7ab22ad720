using System.Globalization;
using Mdlc.Catalog.Artifacts;
using Mdlc.Catalog.DuckDb;
using Mdlc.Contracts.Artifacts;
using Mdlc.Contracts.Faults;
using Mdlc.Contracts.Spec;
using Mdlc.Contracts.Validation;

namespace Mdlc.Catalog.Snapshots.Validation;

/// <summary>
/// Holds a snapshot against expectations. Rows that break one of severity error leave it, each with the rule and the value; a rule of
/// severity warn is only counted.
/// </summary>
public sealed class SnapshotValidator(Home home, ArtifactStore artifacts, SnapshotWriter writer)
{
    private const int ExamplesShown = 5;

    /// <exception cref="FaultException">An expectation does not fit the data.</exception>
    public async Task<SnapshotValidation> ValidateAsync(
        SnapshotRef snapshot, IReadOnlyList<Expectation> expectations, Action<string> progress, CancellationToken cancellationToken)
    {
        var rules = RowRules.Of(expectations, snapshot.Columns);
        using var session = DuckDbSession.Open(home);
        using var stored = await artifacts.OpenAsync(snapshot.File, cancellationToken);
        var rows = $"read_parquet({Sql.Files([stored.Path])}, file_row_number = true)";
        progress("counting rows that break a rule");
        var broken = Count(session, rows, rules, cancellationToken);
        RuleOutcome[] outcomes =
        [
            .. rules.Zip(broken, (rule, count) => new RuleOutcome(rule.Column, rule.Words, rule.Severity, count, Examples(session, rows, rule, count, cancellationToken))),
            .. expectations.SelectMany(e => BatchRules(e, snapshot.Rows)),
        ];
        RowRule[] taking = [.. rules.Zip(broken).Where(r => r.First.Severity == Severity.Error && r.Second > 0).Select(r => r.First)];
        if (taking.Length == 0)
        {
            return new SnapshotValidation(snapshot, 0, null, outcomes);
        }

        Mark(session, rows, taking, cancellationToken);
        progress("writing the quarantine");
        var quarantine = await QuarantineAsync(session, rows, cancellationToken);
        var taken = session.Scalar<long>("SELECT count(DISTINCT row) FROM broken", cancellationToken);
        var clean = await CleanAsync(session, rows, snapshot, taking, taken, progress, cancellationToken);
        return new SnapshotValidation(clean, taken, quarantine, outcomes);
    }

    private static IReadOnlyList<long> Count(DuckDbSession session, string rows, IReadOnlyList<RowRule> rules, CancellationToken cancellationToken)
    {
        if (rules.Count == 0)
        {
            return [];
        }

        // Window functions may not stand inside an aggregate: each rule is a column first.
        var conditions = string.Join(", ", rules.Select((rule, i) => $"{rule.Broken} AS b{i}"));
        var counts = string.Join(", ", rules.Select((_, i) => $"count(*) FILTER (WHERE b{i})"));
        return session.Rows(
            $"SELECT {counts} FROM (SELECT {conditions} FROM {rows})",
            reader => Enumerable.Range(0, rules.Count).Select(reader.GetInt64).ToList(),
            cancellationToken)[0];
    }

    private static IReadOnlyList<string> Examples(DuckDbSession session, string rows, RowRule rule, long count, CancellationToken cancellationToken)
    {
        if (count == 0)
        {
            return [];
        }

        var value = $"coalesce(left(CAST({Sql.Name(rule.Column)} AS VARCHAR), 80), 'null')";
        var sql = string.Create(
            CultureInfo.InvariantCulture,
            $"SELECT value FROM (SELECT {RowRules.RowNumber} AS row, {value} AS value, {rule.Broken} AS b FROM {rows}) WHERE b ORDER BY row LIMIT {ExamplesShown}");
        return session.Rows(sql, reader => reader.GetString(0), cancellationToken);
    }

    private static IEnumerable<RuleOutcome> BatchRules(Expectation expectation, long rows)
    {
        if (expectation.MinRows is { } min)
        {
            yield return Batch($"at least {min} rows", rows < min);
        }

        if (expectation.MaxRows is { } max)
        {
            yield return Batch($"at most {max} rows", rows > max);
        }

        RuleOutcome Batch(string words, bool broken) => new(
            null, words, expectation.Severity, broken ? 1 : 0, broken ? [rows.ToString(CultureInfo.InvariantCulture)] : []);
    }

    /// <summary>A table of what is taken out: row, rule, value; a row that breaks two rules stands in it twice.</summary>
    private static void Mark(DuckDbSession session, string rows, IReadOnlyList<RowRule> taking, CancellationToken cancellationToken) =>
        session.Execute(
            "CREATE OR REPLACE TEMP TABLE broken AS " + string.Join(
                " UNION ALL ",
                taking.Select(rule =>
                    $"SELECT row, rule, value FROM (SELECT {RowRules.RowNumber} AS row, {Sql.Text(rule.Words)} AS rule, CAST({Sql.Name(rule.Column)} AS VARCHAR) AS value, {rule.Broken} AS b FROM {rows}) WHERE b")),
            cancellationToken);

    private async Task<ArtifactRef> QuarantineAsync(DuckDbSession session, string rows, CancellationToken cancellationToken)
    {
        var file = artifacts.NewScratchFile(".parquet");
        try
        {
            var query = $"SELECT b.row + 1 AS \"row\", b.rule AS \"rule\", b.value AS \"value\", r.* EXCLUDE ({RowRules.RowNumber}) "
                + $"FROM broken b JOIN {rows} r ON r.{RowRules.RowNumber} = b.row ORDER BY b.row, b.rule";
            session.Execute(SnapshotWriter.Copy(query, file), cancellationToken);
            return await artifacts.MoveInAsync(file, cancellationToken);
        }
        finally
        {
            File.Delete(file);
        }
    }

    /// <summary>A filter keeps the rows' order by itself; only a rule that compares rows (unique) has to sort them back.</summary>
    private Task<SnapshotRef> CleanAsync(
        DuckDbSession session,
        string rows,
        SnapshotRef snapshot,
        IReadOnlyList<RowRule> taking,
        long taken,
        Action<string> progress,
        CancellationToken cancellationToken)
    {
        var columns = string.Join(", ", snapshot.Columns.Select(c => Sql.Name(c.Name)));
        var bad = string.Join(" OR ", taking.Select(rule => $"coalesce({rule.Broken}, false)"));
        var order = taking.Any(rule => rule.ComparesRows) ? $" ORDER BY {RowRules.RowNumber}" : "";
        var query = $"SELECT {columns} FROM (SELECT *, {bad} AS mdlc_bad FROM {rows}) WHERE NOT mdlc_bad{order}";
        return writer.WriteAsync(session, query, snapshot.Columns, null, snapshot.Rows - taken, progress, cancellationToken);
    }
}
