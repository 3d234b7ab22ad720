using System.Collections;
using System.Globalization;
using Mdlc.Catalog;
using Mdlc.Catalog.Artifacts;
using Mdlc.Catalog.DuckDb;
using Mdlc.Catalog.Snapshots;
using Mdlc.Catalog.Sources;
using Mdlc.Catalog.Sources.Preparing;
using Mdlc.Contracts.Faults;
using Mdlc.Contracts.Spec;
using Mdlc.Workflows.Evaluation;

namespace Mdlc.Activities.Evaluation;

/// <summary>
/// The candidate's source as an earlier model of other reading rules reads it. The source is read again by both, so that a record is found in both
/// readings by its number: the earlier model scores its own rows, the candidate its own.
/// </summary>
internal sealed class RereadRows(Home home, TimeProvider time, GateInput input) : IDisposable
{
    private readonly ScratchReader _scratch = new(time, home.Scratch);
    private VerifiedArtifact? _theirs;

    /// <summary>Parquet of every record, as the earlier model reads it.</summary>
    public string File => _theirs!.Path;

    /// <summary>By record: whether it is one of the candidate's test rows.</summary>
    public BitArray IsTest { get; private set; } = new(0);

    /// <summary>By record: whether it has a label as the earlier model reads it.</summary>
    public BitArray IsLabelled { get; private set; } = new(0);

    /// <returns>Why the records of the two readings cannot be told to be the same; null when they can.</returns>
    public async Task<string?> ReadAsync(DuckDbSession session, ModelSpec earlier, int testRows, CancellationToken cancellationToken)
    {
        if (input.Spec.Split.By == SplitKind.File)
        {
            return "its test rows are a file of their own";
        }

        try
        {
            return await ReadBothAsync(session, earlier, testRows, cancellationToken);
        }
        catch (FaultException fault)
        {
            return $"the source cannot be read again: {fault.Message}";
        }
    }

    public void Dispose()
    {
        _theirs?.Dispose();
        _scratch.Dispose();
    }

    private async Task<string?> ReadBothAsync(DuckDbSession session, ModelSpec earlier, int testRows, CancellationToken cancellationToken)
    {
        var judged = await ReadAsync(input.Spec.Source, input.Spec.Label, cancellationToken);
        if (judged.Snapshot.DataDigest != input.Snapshot.DataDigest)
        {
            return "the source gives other rows by now, or some were quarantined";
        }

        // The first rules reject a record without a label: it would have no number.
        var ours = judged.Rejected == 0 ? judged : await ReadAsync(input.Spec.Source, label: null, cancellationToken);
        var theirs = await ReadAsync(AsReadBy(earlier.Source, input.Spec.Source, input.Snapshot.Columns.Select(column => column.Name)), label: null, cancellationToken);
        if (!await AreSameRecordsAsync(session, ours, theirs, cancellationToken))
        {
            return string.Create(
                CultureInfo.InvariantCulture,
                $"not the same records are rejected by the two ({ours.Rejected} by these rules, {theirs.Rejected} by those), so that their numbers do not tell them");
        }

        using var rows = await _scratch.Artifacts.OpenAsync(ours.Snapshot.File, cancellationToken);
        var splitter = new SnapshotSplitter(session, rows.Path, ours.Snapshot.Columns);
        var parts = await splitter.AssignAsync(input.Spec.Split, input.Spec.Label, input.Spec.Time, cancellationToken);
        IsTest = new BitArray(Array.ConvertAll(parts, part => part == SnapshotPart.Test));
        _theirs = await _scratch.Artifacts.OpenAsync(theirs.Snapshot.File, cancellationToken);
        IsLabelled = new BitArray([.. session.Rows(
            $"SELECT {Sql.Name(input.Spec.Label)} IS NOT NULL FROM {SnapshotWriter.Relation(File)}", row => row.GetBoolean(0), cancellationToken)]);
        return parts.Count(part => part == SnapshotPart.Test) == testRows ? null : "the split of the rows that were read again is another";
    }

    /// <summary>Whether the records that were taken are the same: then they have the same numbers.</summary>
    private async Task<bool> AreSameRecordsAsync(DuckDbSession session, SourceReading ours, SourceReading theirs, CancellationToken cancellationToken)
    {
        if (ours.Records != theirs.Records || ours.Rejected != theirs.Rejected)
        {
            return false;
        }

        // What the "line" of a JSON object is whose value was rejected differs between the rules.
        var isTold = input.Spec.Source.Format != SourceFormat.Json || ours.Reasons.Concat(theirs.Reasons).All(reason => reason.Column is null);
        return ours.Rejected == 0
            || (isTold && (await RejectedAsync(session, ours, cancellationToken)).SequenceEqual(await RejectedAsync(session, theirs, cancellationToken)));
    }

    private async Task<IReadOnlyList<(string File, long Line)>> RejectedAsync(DuckDbSession session, SourceReading reading, CancellationToken cancellationToken)
    {
        using var quarantine = await _scratch.Artifacts.OpenAsync(reading.Quarantine!, cancellationToken);

        return session.Rows(
            $"SELECT file, line FROM {SnapshotWriter.Relation(quarantine.Path)} ORDER BY file, line", row => (row.GetString(0), row.GetInt64(1)), cancellationToken);
    }

    private Task<SourceReading> ReadAsync(SourceSpec source, string? label, CancellationToken cancellationToken) => _scratch.Reader.ReadAsync(
        new SourceRequest { Source = source, Label = label, MaxRejectedShare = 1 }, _ => { }, cancellationToken);

    /// <summary>The dialect is the file's, what a cell means is the earlier model's.</summary>
    /// <param name="columns">Those that the file has: a type of another would be a fault of the spec.</param>
    internal static SourceSpec AsReadBy(SourceSpec earlier, SourceSpec present, IEnumerable<string> columns)
    {
        var there = columns.ToHashSet(StringComparer.Ordinal);
        return present with
        {
            Rules = earlier.Rules,
            Types = earlier.Types.Where(type => there.Contains(type.Key)).ToDictionary(),
            NullValues = earlier.NullValues,
            ColumnNullValues = earlier.ColumnNullValues,
            Formats = earlier.Formats,
            Decimal = earlier.Decimal,
        };
    }
}
