using System.Globalization;
using Mdlc.Catalog;
using Mdlc.Catalog.Artifacts;
using Mdlc.Catalog.DuckDb;
using Mdlc.Catalog.Metadata;
using Mdlc.Catalog.Models;
using Mdlc.Catalog.Sources;
using Mdlc.Catalog.Sources.Preparing;
using Mdlc.Contracts.Artifacts;
using Mdlc.Contracts.Faults;
using Mdlc.Contracts.Json;
using Mdlc.Contracts.Models;
using Mdlc.Contracts.Monitoring;
using Mdlc.Contracts.Spec;
using Mdlc.Learning.Drift;
using Mdlc.Reporting.Monitoring;
using Mdlc.Workflows.Monitoring;
using Temporalio.Activities;

namespace Mdlc.Activities.Monitoring;

/// <summary>The monitor stage: see <see cref="IMonitoringActivities"/>.</summary>
public sealed class MonitoringActivities(Home home, ICatalog catalog, ArtifactStore artifacts, SourceReader reader, TimeProvider time)
    : IMonitoringActivities
{
    private const int ReasonsTold = 3;

    private readonly PackageStore _packages = new(home, catalog);

    [Activity]
    public async Task<MonitorResult> CompareAsync(MonitorInput input)
    {
        var context = ActivityExecutionContext.Current;
        var doing = "starting";
        await using var beat = Heartbeat.Start(time, () => doing);
        var window = context.Info.WorkflowId!.Split('/')[^1];
        return await Task.Run(() => CompareAsync(input, window, text => doing = text, context.CancellationToken), context.CancellationToken);
    }

    /// <summary>The work itself, apart from Temporal.</summary>
    /// <param name="window">Names the window: comparing it again writes the same report in the same place.</param>
    /// <exception cref="FaultException">There is no champion, or there are no rows.</exception>
    public async Task<MonitorResult> CompareAsync(MonitorInput input, string window, Action<string> progress, CancellationToken cancellationToken)
    {
        var package = await OpenChampionAsync(input, cancellationToken);
        var plan = package.ReadPlan();
        using var session = DuckDbSession.Open(home);
        progress("reading the window");
        using var read = await ReadWindowAsync(input, package, plan, session, progress, cancellationToken);
        progress("comparing");
        var eventTime = package.ReadSpec().Time;
        var reference = DriftProfile.Renewed(package.Read<DataProfile>(PackageFile.Profile), plan, eventTime);
        var current = await DriftProfile.OfAsync(session, read.File.Path, plan, eventTime, cancellationToken) with
        {
            Unreadable = DriftProfile.UnreadableOf(read.Reasons),
        };
        current = current with { Records = current.Rows + read.Rejected };
        var document = new MonitoringDocument
        {
            Project = input.Project,
            Model = input.Model,
            Version = package.Package.Version,
            File = input.File,
            From = input.From,
            To = input.To,
            Records = current.Records,
            Rejected = read.Rejected,
            Reasons = read.Reasons,
            Quarantine = read.Quarantine,
            Drift = DriftDetector.Compare(reference, current),
            Reference = reference,
            Current = current,
        };
        return await WriteAsync(document, window, cancellationToken);
    }

    private async Task<VerifiedPackage> OpenChampionAsync(MonitorInput input, CancellationToken cancellationToken)
    {
        var aliases = await catalog.Models.AliasesAsync(input.Project, input.Model, cancellationToken);
        if (!aliases.TryGetValue(AliasName.Champion, out var champion))
        {
            throw FaultException.InSpec($"Model {input.Project}/{input.Model} has no champion to compare with; train and promote one first.");
        }

        return _packages.Open((await catalog.Models.GetAsync(input.Project, input.Model, champion, cancellationToken))!);
    }

    private async Task<MonitoredRows> ReadWindowAsync(
        MonitorInput input,
        VerifiedPackage package,
        FeaturePlan plan,
        DuckDbSession session,
        Action<string> progress,
        CancellationToken cancellationToken)
    {
        if (input.File is null)
        {
            var exported = await WindowFile.NewAsync(
                artifacts.NewScratchFile(".parquet"),
                file => PredictionWindow.ExportAsync(session, home, package.Package, package.Signature, input.From, input.To, file, cancellationToken));
            return new MonitoredRows(exported, 0, [], null);
        }

        var spec = package.ReadSpec();
        var request = new SourceRequest
        {
            Source = RowSource.Of(spec.Source, input.File),

            // However many cannot be read: that is what is to be told.
            MaxRejectedShare = 1,
            MayBeEmpty = true,
            Columns = [.. plan.Columns.Where(column => column.Role != ColumnRole.Drop).Select(column => new SnapshotColumn(column.Name, column.Type))],
        };
        var reading = await reader.ReadAsync(request, progress, cancellationToken);
        var quarantine = reading.Quarantine is { } file ? artifacts.PlaceOf(file) : null;
        return new MonitoredRows(
            WindowFile.Of(await artifacts.OpenAsync(reading.Snapshot.File, cancellationToken)), reading.Rejected, reading.Reasons, quarantine);
    }

    private async Task<MonitorResult> WriteAsync(MonitoringDocument document, string window, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateDirectory(Path.Combine(home.Monitoring, document.Project, document.Model, window)).FullName;
        var json = MdlcJson.SerializePretty(document);
        var report = Path.Combine(folder, "drift.html");
        await File.WriteAllTextAsync(Path.Combine(folder, "drift.json"), json, cancellationToken);
        await File.WriteAllTextAsync(report, DriftPage.Render(document), cancellationToken);
        var drift = document.Drift;
        return new MonitorResult(
            document.Project,
            document.Model,
            document.Version,
            document.Current.Rows,
            drift.Status.ToString().ToLowerInvariant(),
            [.. drift.Columns.Where(column => column.Status == DriftStatus.Drift).Select(column => column.Column)],
            await artifacts.PutTextAsync(json, ".json", cancellationToken),
            report,
            Summary(document))
        {
            Rejected = document.Rejected,
            Reasons = [.. document.Reasons.Take(ReasonsTold)],
            Quarantine = document.Quarantine,
        };
    }

    private static string Summary(MonitoringDocument document)
    {
        var unread = document.Rejected == 0
            ? ""
            : string.Create(CultureInfo.InvariantCulture, $", {document.Rejected} of which could not be read ({string.Join("; ", document.Reasons.Take(ReasonsTold))})");
        return string.Create(
            CultureInfo.InvariantCulture, $"{document.Records} rows{unread} against version {document.Version}: {document.Drift.Summary}");
    }
}
