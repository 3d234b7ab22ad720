using System.Globalization;
using System.Text.Json;
using Mdlc.Activities.Profiles;
using Mdlc.Catalog;
using Mdlc.Catalog.Artifacts;
using Mdlc.Catalog.DuckDb;
using Mdlc.Catalog.Metadata;
using Mdlc.Catalog.Models;
using Mdlc.Catalog.Sources;
using Mdlc.Contracts.Evaluation;
using Mdlc.Contracts.Faults;
using Mdlc.Contracts.Json;
using Mdlc.Contracts.Models;
using Mdlc.Contracts.Monitoring;
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
        using var read = await new WindowReader(home, artifacts, reader, package, progress).ReadAsync(session, input, cancellationToken);
        progress("scoring");
        var evaluation = package.Has(PackageFile.Metrics) ? package.Read<EvaluationDocument>(PackageFile.Metrics) : null;
        var scorer = new WindowScorer(session, package);
        var quality = await scorer.JudgeAsync(read, evaluation, cancellationToken);
        progress("comparing");
        var reference = DriftProfile.Renewed(package.Read<DataProfile>(PackageFile.Profile), plan, package.ReadSpec().Time);
        var current = await DriftProfile.OfWindowAsync(session, read.File.Path, plan, reference, cancellationToken) with
        {
            Unreadable = DriftProfile.UnreadableOf(read.Reasons),
            Predictions = reference.Predictions is null ? null : await scorer.ProfileAsync(read.File, cancellationToken),
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
            Drift = DriftDetector.Compare(reference, current, importances: evaluation?.Importance),
            Quality = quality,
            Notes = [.. Notes(package.Package.Version, reference, evaluation)],
            Reference = reference,
            Current = current,
        };
        return await WriteAsync(document, window, cancellationToken);
    }

    /// <summary>What is not compared, of which no number would tell.</summary>
    private static IEnumerable<string> Notes(int version, DataProfile reference, EvaluationDocument? evaluation)
    {
        foreach (var column in reference.Columns.Where(column => column.Note is not null))
        {
            yield return $"'{column.Name}' is compared only by whether it is missing: {column.Note}";
        }

        if (reference.Predictions is null)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"what the model says is not compared: version {version} was trained before that was kept; the next version will have it");
        }

        if (evaluation is not { Importance.Count: > 0 })
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"how much each column matters to the model is not known: version {version}'s evaluation has no importances");
        }
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
            Severity = Word(drift.Severity),
            Columns = [.. Drifted(drift).Select(column => new DriftedColumn(column.Column, Word(column.Severity), column.Importance, column.ImportanceRank, column.Reason))],
            PredictionDrift = drift.Predictions is { } predictions ? predictions.Status.ToString().ToLowerInvariant() : "",
            Quality = JsonNamingPolicy.CamelCase.ConvertName(document.Quality!.Status.ToString()),
            QualityReason = document.Quality.Reason,
            Notes = document.Notes,
            Rejected = document.Rejected,
            Reasons = [.. document.Reasons.Take(ReasonsTold)],
            Quarantine = document.Quarantine,
        };
    }

    /// <summary>That there are no labels is the usual case, and nothing for a line.</summary>
    private static string Told(WindowQuality quality)
    {
        var values = quality is { Window.Value: { } now, Training.Value: { } before }
            ? string.Create(CultureInfo.InvariantCulture, $" ({quality.Metric} {now:0.####}, {before:0.####} at training)")
            : "";
        return quality.Status switch
        {
            QualityStatus.Worse => $"; the model is worse{values}",
            QualityStatus.Ok => $"; the model is as good as it was{values}",
            _ => quality.Rows == 0 ? "" : $"; whether the model is as good cannot be told{values}",
        };
    }

    private static IEnumerable<ColumnDrift> Drifted(DriftReport drift) =>
        drift.Columns.Append(drift.Predictions).OfType<ColumnDrift>().Where(column => column.Status == DriftStatus.Drift);

    private static string Word(DriftSeverity? severity) => (severity ?? DriftSeverity.None).ToString().ToLowerInvariant();

    private static string Summary(MonitoringDocument document)
    {
        var unread = document.Rejected == 0
            ? ""
            : string.Create(CultureInfo.InvariantCulture, $", {document.Rejected} of which could not be read ({string.Join("; ", document.Reasons.Take(ReasonsTold))})");
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{document.Records} rows{unread} against version {document.Version}: {document.Drift.Summary}{Told(document.Quality!)}");
    }
}
