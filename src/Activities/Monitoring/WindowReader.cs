using Mdlc.Catalog;
using Mdlc.Catalog.Artifacts;
using Mdlc.Catalog.DuckDb;
using Mdlc.Catalog.Models;
using Mdlc.Catalog.Sources;
using Mdlc.Catalog.Sources.Preparing;
using Mdlc.Contracts.Artifacts;
using Mdlc.Contracts.Faults;
using Mdlc.Contracts.Spec;
using Mdlc.Workflows.Monitoring;

namespace Mdlc.Activities.Monitoring;

/// <summary>Reads a window: a file as the training source was read, or what was logged.</summary>
internal sealed class WindowReader(Home home, ArtifactStore artifacts, SourceReader reader, VerifiedPackage package, Action<string> progress)
{
    public async Task<MonitoredRows> ReadAsync(DuckDbSession session, MonitorInput input, CancellationToken cancellationToken)
    {
        if (input.File is null)
        {
            var exported = await WindowFile.NewAsync(
                artifacts.NewScratchFile(".parquet"),
                file => PredictionWindow.ExportAsync(session, home, package.Package, package.Signature, input.From, input.To, file, cancellationToken));
            return new MonitoredRows(exported, 0, [], null) { Unlabelled = "logged predictions hold no labels" };
        }

        return await ReadAsync(input.File, cancellationToken);
    }

    private async Task<MonitoredRows> ReadAsync(string file, CancellationToken cancellationToken)
    {
        var spec = package.ReadSpec();
        List<SnapshotColumn> inputs = [.. package.ReadPlan().Columns.Where(column => column.Role != ColumnRole.Drop).Select(column => new SnapshotColumn(column.Name, column.Type))];
        var label = new SnapshotColumn(spec.Label, spec.Source.Types.TryGetValue(spec.Label, out var type) ? type : package.Signature.LabelType);
        SourceReading labelled;
        try
        {
            labelled = await ReadAsync(spec, file, [.. inputs, label], cancellationToken);
        }
        catch (FaultException fault) when (fault.Kind == FaultKind.Data)
        {
            // The label need not be there. If it is not that, the reading without it says so.
            var unlabelled = await ReadAsync(spec, file, inputs, cancellationToken);
            return await OpenAsync(unlabelled, cancellationToken) with { Unlabelled = fault.Message };
        }

        var unreadable = labelled.Reasons.Where(reason => reason.Column == label.Name).Sum(reason => reason.Records);
        if (unreadable == 0)
        {
            var all = await OpenAsync(labelled, cancellationToken);
            return all with { Labelled = all.File };
        }

        // What cannot be read as a label may still be known by its inputs.
        var rows = await OpenAsync(await ReadAsync(spec, file, inputs, cancellationToken), cancellationToken);
        return rows with
        {
            Labelled = WindowFile.Of(await artifacts.OpenAsync(labelled.Snapshot.File, cancellationToken)),
            UnreadableLabels = unreadable,
        };
    }

    private Task<SourceReading> ReadAsync(ModelSpec spec, string file, IReadOnlyList<SnapshotColumn> columns, CancellationToken cancellationToken) => reader.ReadAsync(
        new SourceRequest
        {
            Source = RowSource.Of(spec.Source, file),

            // However many cannot be read: that is what is to be told.
            MaxRejectedShare = 1,
            MayBeEmpty = true,
            Columns = columns,
        },
        progress,
        cancellationToken);

    private async Task<MonitoredRows> OpenAsync(SourceReading reading, CancellationToken cancellationToken) => new(
        WindowFile.Of(await artifacts.OpenAsync(reading.Snapshot.File, cancellationToken)),
        reading.Rejected,
        reading.Reasons,
        reading.Quarantine is { } quarantine ? artifacts.PlaceOf(quarantine) : null);
}
