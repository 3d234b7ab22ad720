using System.Globalization;
using Mdlc.Activities.Profiles;
using Mdlc.Catalog;
using Mdlc.Catalog.Artifacts;
using Mdlc.Catalog.DuckDb;
using Mdlc.Catalog.Snapshots.Validation;
using Mdlc.Catalog.Sources;
using Mdlc.Catalog.Sources.Preparing;
using Mdlc.Contracts.Artifacts;
using Mdlc.Contracts.Faults;
using Mdlc.Contracts.Json;
using Mdlc.Contracts.Runs;
using Mdlc.Contracts.Spec;
using Mdlc.Contracts.Validation;
using Mdlc.Reporting.Validation;
using Mdlc.Workflows.Data;
using Temporalio.Activities;

namespace Mdlc.Activities.Data;

/// <summary>The data stage: see <see cref="IDataActivities"/>.</summary>
public sealed class DataActivities(Home home, SourceReader reader, SnapshotValidator validator, ArtifactStore artifacts, ArrivedObjects arrived, TimeProvider time) : IDataActivities
{
    [Activity]
    public async Task<FetchResult> FetchAsync(FetchInput input)
    {
        var cancellationToken = ActivityExecutionContext.Current.CancellationToken;
        var doing = "starting";
        await using var beat = Heartbeat.Start(time, () => doing);
        using var opened = input.Trigger == RunTrigger.DataArrived
            ? await arrived.OpenAsync(input.Spec.Source, text => doing = text, cancellationToken)
            : ArrivedObject.InPlace(input.Spec.Source.Path);
        var request = new SourceRequest
        {
            Source = input.Spec.Source with { Path = opened.Path },
            Label = input.Spec.Label,
            Task = input.Spec.Task,
            Time = input.Spec.Time,
            RequiresTimes = RequiresTimes(input.Spec),
            MaxRejectedShare = input.Spec.QuarantineMaxShare,
        };
        var reading = await Task.Run(() => reader.ReadAsync(request, text => doing = text, cancellationToken), cancellationToken);
        FetchedCheck.RequireSlices(reading.Snapshot.Columns, input.Spec);
        if (input.Spec.Task == ModelTask.Binary)
        {
            await Task.Run(() => RequirePositiveAsync(reading.Snapshot, input.Spec, cancellationToken), cancellationToken);
        }

        var test = input.Spec.Split is { By: SplitKind.File, File: { } file }
            ? await Task.Run(
                () => reader.ReadAsync(request with { Source = RowSource.OfTest(reading.Source, file), Columns = reading.Snapshot.Columns }, text => doing = text, cancellationToken), cancellationToken)
            : null;
        var summary = string.Create(
            CultureInfo.InvariantCulture, $"{reading.Snapshot.Rows} rows × {reading.Snapshot.Columns.Count} columns, {reading.Rejected} rejected");
        var source = reading.Source with { Path = input.Spec.Source.Path };
        return new FetchResult(reading.Snapshot, source, reading.Rejected + (test?.Rejected ?? 0), reading.Quarantine, test?.Snapshot, summary)
        {
            Notes = [.. reading.Notes, .. test?.Notes ?? []],
            Unreadable = DriftProfile.UnreadableOf(reading.Reasons),
        };
    }

    [Activity]
    public async Task<ValidateResult> ValidateAsync(ValidateInput input)
    {
        var cancellationToken = ActivityExecutionContext.Current.CancellationToken;
        var doing = "starting";
        await using var beat = Heartbeat.Start(time, () => doing);
        return await Task.Run(() => ValidateAsync(input, text => doing = text, cancellationToken), cancellationToken);
    }

    /// <summary>The work itself, apart from Temporal.</summary>
    public async Task<ValidateResult> ValidateAsync(ValidateInput input, Action<string> progress, CancellationToken cancellationToken)
    {
        var (spec, fetched) = (input.Spec, input.Fetched);
        var validation = await validator.ValidateAsync(fetched.Snapshot, spec.Expectations, progress, cancellationToken);
        var test = fetched.TestSnapshot is { } snapshot
            ? await validator.ValidateAsync(snapshot, [.. spec.Expectations.Where(e => e.Column is not null)], progress, cancellationToken)
            : null;
        var document = new ValidationDocument(
            input.Run.ToString(),
            fetched.Snapshot.DataDigest,
            fetched.Snapshot.Rows,
            fetched.Rejected,
            validation.Quarantined,
            spec.QuarantineMaxShare,
            validation.Rules);
        var page = ValidationPage.Render(document);
        var report = await WriteReportAsync(input.Run, document, page, cancellationToken);
        var kept = await artifacts.PutTextAsync(page, ".html", cancellationToken);
        if (Refusal(document, validation, report) is { } refusal)
        {
            // The page is the run's only one, and shows what the sentence says.
            throw new FaultException(FaultKind.Data, refusal) { Page = new FaultPage(PageName.Validation, kept) };
        }

        var quarantined = fetched.Rejected + validation.Quarantined + (test?.Quarantined ?? 0);
        return new ValidateResult(
            validation.Snapshot, test?.Snapshot, quarantined, validation.Quarantine ?? fetched.Quarantine, report, Summary(validation, quarantined))
        {
            Page = kept,
        };
    }

    private async Task RequirePositiveAsync(SnapshotRef snapshot, ModelSpec spec, CancellationToken cancellationToken)
    {
        using var session = DuckDbSession.Open(home);
        using var rows = await artifacts.OpenAsync(snapshot.File, cancellationToken);
        await FetchedCheck.RequirePositiveAsync(session, rows.Path, snapshot.Columns, spec, cancellationToken);
    }

    /// <summary>A rule that takes rows without a time out may come before the split.</summary>
    private static bool RequiresTimes(ModelSpec spec) =>
        spec.Split.By == SplitKind.Time && !spec.Expectations.Any(e => e.Column == spec.Time && e.NotNull && e.Severity == Severity.Error);

    private async Task<string> WriteReportAsync(RunKey run, ValidationDocument document, string page, CancellationToken cancellationToken)
    {
        var folder = home.RunFolder(run.Project, run.Model, run.Number);
        var report = Path.Combine(folder, PageName.Validation);
        await File.WriteAllTextAsync(Path.Combine(folder, "validation.json"), MdlcJson.SerializePretty(document), cancellationToken);
        await File.WriteAllTextAsync(report, page, cancellationToken);
        return report;
    }

    /// <summary>Why the run ends here: a rule about the batch is broken, or too many rows were taken out. Null: it goes on.</summary>
    private string? Refusal(ValidationDocument document, SnapshotValidation validation, string report)
    {
        if (document.Rules.FirstOrDefault(r => r.Column is null && r.Severity == Severity.Error && r.Broken > 0) is { } batch)
        {
            return $"Found {batch.Examples[0]} rows, expected {batch.Rule}. See {report}; correct the source or expectations.";
        }

        var share = (double)(document.Rejected + document.Quarantined) / (document.Rows + document.Rejected);
        if (share <= document.MaxShare && document.Quarantined != document.Rows)
        {
            return null;
        }

        var (found, fault) = ShareWords.Beyond(share, document.MaxShare);
        var worst = document.Rules.Where(r => r.Severity == Severity.Error).MaxBy(r => r.Broken);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{document.Rejected + document.Quarantined} of {document.Rows + document.Rejected} rows ({found}) are rejected or break an expectation, {fault}. "
            + $"Most of them: {worst?.Rule} is broken by {worst?.Broken} rows, e.g. {string.Join(", ", worst?.Examples ?? [])}. "
            + $"All of them with rule and value: {(validation.Quarantine is { } file ? artifacts.PlaceOf(file) : report)}. "
            + $"Mend the source, correct expectations, or raise expectations' quarantine.maxShare.");
    }

    private static string Summary(SnapshotValidation validation, long quarantined)
    {
        var warnings = validation.Rules.Count(r => r.Severity == Severity.Warn && r.Broken > 0);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{validation.Rules.Count} rules, {quarantined} rows quarantined{(warnings > 0 ? $", {warnings} warnings" : "")}");
    }
}
