using System.Globalization;
using System.Text;
using DuckDB.NET.Data;
using Mdlc.Catalog.Artifacts;
using Mdlc.Catalog.DuckDb;
using Mdlc.Catalog.Snapshots;
using Mdlc.Contracts.Artifacts;
using Mdlc.Contracts.Validation;

namespace Mdlc.Catalog.Sources.Preparing;

/// <summary>Rejected records with place and reason, a table of the session until they are saved as Parquet.</summary>
internal sealed class Quarantine : IDisposable
{
    /// <summary>A value is kept up to so many bytes.</summary>
    private const int MostValueBytes = 500;

    private const string Table = "rejected_records";

    private readonly DuckDbSession _session;
    private readonly Dictionary<(string? Column, string Reason), (long Count, string First)> _reasons = [];
    private DuckDBAppender? _appender;

    public Quarantine(DuckDbSession session)
    {
        _session = session;
        session.Execute($"CREATE TABLE {Table} (file VARCHAR, line BIGINT, \"column\" VARCHAR, value VARCHAR, reason VARCHAR)");
    }

    /// <summary>The labels of the rejected records.</summary>
    public RejectedLabels Labels { get; } = new();

    /// <summary>Records rejected so far.</summary>
    public long Count { get; private set; }

    /// <param name="line">The line, from 1; in a Parquet file the row.</param>
    /// <param name="column">Null: the whole record.</param>
    /// <param name="value">UTF-8; kept in part when it is long.</param>
    /// <param name="label">The record's label, where it can be told: so that a loss which depends on it is seen.</param>
    public void Add(string file, long line, string? column, ReadOnlySpan<byte> value, string reason, string? label = null)
    {
        Count++;
        Labels.Add(label);
        _appender ??= _session.Connection.CreateAppender(Table);
        var row = _appender.CreateRow().AppendValue(file).AppendValue(line);
        row = column is null ? row.AppendNullValue() : row.AppendValue(column);
        var text = Encoding.UTF8.GetString(value[..Math.Min(value.Length, MostValueBytes)]);
        row.AppendValue(text.Replace("\0", "␀", StringComparison.Ordinal)).AppendValue(reason).EndRow();
        Tally(file, line, column, text, reason);
    }

    /// <summary>The most frequent reasons first.</summary>
    public IReadOnlyList<RejectionReason> Reasons =>
        [.. _reasons.OrderByDescending(r => r.Value.Count).Select(r => new RejectionReason(r.Key.Column, r.Key.Reason, r.Value.Count, r.Value.First))];

    /// <summary>The most frequent reasons, each with its number and its first place.</summary>
    public string Describe(int most) => string.Join("; ", Reasons.Take(most));

    /// <returns>The Parquet file; null when nothing was rejected.</returns>
    public async Task<ArtifactRef?> SaveAsync(ArtifactStore artifacts, CancellationToken cancellationToken)
    {
        if (Count == 0)
        {
            return null;
        }

        Close();
        var file = artifacts.NewScratchFile(".parquet");
        try
        {
            _session.Execute(SnapshotWriter.Copy($"SELECT * FROM {Table}", file), cancellationToken);
            return await artifacts.MoveInAsync(file, cancellationToken);
        }
        finally
        {
            File.Delete(file);
        }
    }

    public void Dispose() => Close();

    private void Close()
    {
        _appender?.Dispose();
        _appender = null;
    }

    private void Tally(string file, long line, string? column, string value, string reason)
    {
        var key = (column, reason);
        if (_reasons.TryGetValue(key, out var known))
        {
            _reasons[key] = known with { Count = known.Count + 1 };
        }
        else if (_reasons.Count < 1000)
        {
            var shown = value.Length > 40 ? string.Concat(value.AsSpan(0, 40), "…") : value;
            var place = column is null ? "" : $", column '{column}': '{shown}'";
            _reasons[key] = (1, string.Create(CultureInfo.InvariantCulture, $"{Path.GetFileName(file)}, line {line}{place}"));
        }
    }
}
