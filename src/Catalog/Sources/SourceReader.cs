using System.Globalization;
using DuckDB.NET.Data;
using Mdlc.Catalog.Artifacts;
using Mdlc.Catalog.DuckDb;
using Mdlc.Catalog.Files;
using Mdlc.Catalog.Snapshots;
using Mdlc.Catalog.Sources.Csv;
using Mdlc.Catalog.Sources.Json;
using Mdlc.Catalog.Sources.Preparing;
using Mdlc.Catalog.Sources.Typed;
using Mdlc.Contracts.Artifacts;
using Mdlc.Contracts.Faults;
using Mdlc.Contracts.Spec;
using Mdlc.Contracts.Validation;

namespace Mdlc.Catalog.Sources;

/// <summary>
/// Reads a source into a snapshot. No record is lost in silence: those of the snapshot and those in quarantine together are the records
/// of the files, or reading fails and leaves nothing behind.
/// </summary>
/// <param name="keep">Makes of a quarantine file one that outlives this reader's home, and says where it is; null: the home lasts.</param>
public sealed class SourceReader(Home home, ArtifactStore artifacts, SnapshotWriter writer, Func<string, string>? keep = null)
{
    private const int ReasonsShown = 3;

    /// <param name="progress">Gets a line that says what is being done; called from the reading thread.</param>
    /// <exception cref="FaultException">The source cannot be read as it is described, or too much of it is rejected.</exception>
    /// <exception cref="NoRoomException">The disk has no room for what is made of it.</exception>
    public async Task<SourceReading> ReadAsync(SourceRequest request, Action<string> progress, CancellationToken cancellationToken)
    {
        using var scratch = new ScratchFolder(home);
        using var session = DuckDbSession.Open(home);
        using var quarantine = new Quarantine(session);
        try
        {
            var stamps = request.Source.Rules >= ReadingRules.Second ? SourceStamps.Take(session, request.Source.Path) : null;
            var prepared = await PrepareAsync(session, scratch, quarantine, request, progress, cancellationToken);
            var saved = await quarantine.SaveAsync(artifacts, cancellationToken);
            CheckShare(request, prepared, quarantine, saved);
            var snapshot = await writer.WriteAsync(
                session, prepared.Query, prepared.Columns, prepared.Source, prepared.Records - quarantine.Count, progress, cancellationToken, stamps is null ? null : stamps.Require);
            using var stored = await artifacts.OpenAsync(snapshot.File, cancellationToken);
            LabelCheck.Require(session, SnapshotWriter.Relation(stored.Path), snapshot, request, cancellationToken);
            TimeCheck.Require(session, SnapshotWriter.Relation(stored.Path), snapshot, request, cancellationToken);
            string[] dependence = LabelDependence.Note(session, SnapshotWriter.Relation(stored.Path), snapshot, prepared.Source, request, quarantine.Labels, cancellationToken) is { } note ? [note] : [];
            string[] alike = LabelLookalikes.Note(session, SnapshotWriter.Relation(stored.Path), snapshot, request, cancellationToken) is { } look ? [look] : [];
            return new SourceReading(snapshot, prepared.Source, prepared.Records, quarantine.Count, saved, [.. Notes(prepared, quarantine), .. dependence, .. alike]) { Reasons = quarantine.Reasons };
        }
        catch (Exception inner) when (inner is DuckDBException || NoRoom.IsMeantBy(inner))
        {
            throw SourceFaults.Of(inner, request.Source.Path, home);
        }
    }

    /// <summary>
    /// The source with what a look at its first records suggests for what it leaves open: encoding, delimiter, quote, header and null values
    /// of a CSV file. For a person to look at and write down.
    /// </summary>
    /// <exception cref="FaultException">There is no such file, or it is empty.</exception>
    /// <param name="label">The column to be learned: no word in it is taken for "missing"; null: none is known.</param>
    public SourceSpec Propose(SourceSpec source, string? label = null, CancellationToken cancellationToken = default)
    {
        if (source.Format != SourceFormat.Csv)
        {
            return source;
        }

        using var scratch = new ScratchFolder(home);
        using var session = DuckDbSession.Open(home);
        var first = SourceFiles.Find(session, source.Path)[0];
        var plain = SourceFiles.Unpacked(first, scratch, _ => { }, cancellationToken);
        var spec = source with { Encoding = EncodingSniffer.Propose(plain.Path, cancellationToken) };
        return DialectSniffer.Propose(spec, SourceFiles.InUtf8(plain.Path, spec, scratch, _ => { }, cancellationToken) with { Name = first }, label);
    }

    private static Task<PreparedSource> PrepareAsync(
        DuckDbSession session, ScratchFolder scratch, Quarantine quarantine, SourceRequest request, Action<string> progress,
        CancellationToken cancellationToken) => request.Source switch
        {
            { Format: SourceFormat.Csv } => Task.FromResult(new CsvSource(session, scratch, quarantine, progress, cancellationToken).Prepare(request)),
            { Format: SourceFormat.Parquet, Rules: >= ReadingRules.Second } =>
                new ParquetTableSource(session, quarantine, progress, cancellationToken).PrepareAsync(request),
            { Format: SourceFormat.Parquet } => Task.FromResult(new ParquetSource(session, quarantine, cancellationToken).Prepare(request)),
            { Rules: >= ReadingRules.Second } =>
                Task.FromResult(new JsonTableSource(session, scratch, quarantine, progress, cancellationToken).Prepare(request)),
            _ => Task.FromResult(new JsonSource(session, scratch, quarantine, progress, cancellationToken).Prepare(request)),
        };

    private void CheckShare(SourceRequest request, PreparedSource prepared, Quarantine quarantine, ArtifactRef? saved)
    {
        if (prepared.Records == 0)
        {
            throw FaultException.InData($"{request.Source.Path} holds no records: expected at least one. Put the data there, or correct source.");
        }

        var share = (double)quarantine.Count / prepared.Records;
        if (share > request.MaxRejectedShare || (quarantine.Count == prepared.Records && !request.MayBeEmpty))
        {
            var file = artifacts.PlaceOf(saved!);
            var (found, fault) = ShareWords.Beyond(share, request.MaxRejectedShare);
            throw FaultException.InData(string.Create(
                CultureInfo.InvariantCulture,
                $"{quarantine.Count} of {prepared.Records} records ({found}) of {request.Source.Path} are rejected, {fault}: "
                + $"{quarantine.Describe(ReasonsShown)}. All of them with line, column and reason: {keep?.Invoke(file) ?? file}. "
                + $"Mend the file, correct source (delimiter, quote, types, nullValues), or raise expectations' quarantine.maxShare."));
        }
    }

    private static IReadOnlyList<string> Notes(PreparedSource prepared, Quarantine quarantine) => quarantine.Count == 0
        ? prepared.Notes
        : [.. prepared.Notes, string.Create(CultureInfo.InvariantCulture, $"{quarantine.Count} of {prepared.Records} records rejected: {quarantine.Describe(ReasonsShown)}")];
}
