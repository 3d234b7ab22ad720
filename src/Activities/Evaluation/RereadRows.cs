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
        var ours = await ReadAsync(input.Spec.Source, cancellationToken);
        if (ours.Snapshot.DataDigest != input.Snapshot.DataDigest)
        {
            return "the source gives other rows by now, or some were quarantined";
        }

        var theirs = await ReadAsync(AsReadBy(earlier.Source), cancellationToken);
        if (ours.Rejected + theirs.Rejected > 0)
        {
            return string.Create(
                CultureInfo.InvariantCulture, $"records are rejected by one of the two ({ours.Rejected} by these rules, {theirs.Rejected} by those), so that their numbers do not tell them");
        }

        using var rows = await _scratch.Artifacts.OpenAsync(ours.Snapshot.File, cancellationToken);
        var splitter = new SnapshotSplitter(session, rows.Path, ours.Snapshot.Columns);
        var parts = await splitter.AssignAsync(input.Spec.Split, input.Spec.Label, input.Spec.Time, cancellationToken);
        IsTest = new BitArray(Array.ConvertAll(parts, part => part == SnapshotPart.Test));
        _theirs = await _scratch.Artifacts.OpenAsync(theirs.Snapshot.File, cancellationToken);
        return parts.Count(part => part == SnapshotPart.Test) == testRows ? null : "the split of the rows that were read again is another";
    }

    private Task<SourceReading> ReadAsync(SourceSpec source, CancellationToken cancellationToken) => _scratch.Reader.ReadAsync(
        new SourceRequest { Source = source, Label = input.Spec.Label, MaxRejectedShare = 1 }, _ => { }, cancellationToken);

    /// <summary>The dialect is the file's, what a cell means is the earlier model's.</summary>
    private SourceSpec AsReadBy(SourceSpec earlier)
    {
        var columns = input.Snapshot.Columns.Select(column => column.Name).ToHashSet(StringComparer.Ordinal);
        return input.Spec.Source with
        {
            Rules = earlier.Rules,
            Types = earlier.Types.Where(type => columns.Contains(type.Key)).ToDictionary(),
            NullValues = earlier.NullValues,
            ColumnNullValues = earlier.ColumnNullValues,
            Formats = earlier.Formats,
            Decimal = earlier.Decimal,
        };
    }
}
