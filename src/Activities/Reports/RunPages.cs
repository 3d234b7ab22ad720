using Mdlc.Catalog;
using Mdlc.Catalog.Artifacts;
using Mdlc.Catalog.Metadata;
using Mdlc.Contracts.Artifacts;
using Mdlc.Contracts.Evaluation;
using Mdlc.Contracts.Json;
using Mdlc.Contracts.Monitoring;
using Mdlc.Contracts.Runs;
using Mdlc.Contracts.Spec;
using Mdlc.Contracts.Verdicts;
using Mdlc.Learning.Search.Importance;
using Mdlc.Reporting.Runs;

namespace Mdlc.Activities.Reports;

/// <summary>Writes a run's report and its numbers into the run's folder. A report that is read meanwhile is whole; making it again gives the same.</summary>
internal sealed class RunPages(Home home, ArtifactStore artifacts, ICatalog catalog)
{
    /// <param name="snapshot">The rows' data digest; null: not known to this stage.</param>
    /// <param name="profile">Of the training rows; null: there is none.</param>
    /// <param name="gate">Null while it has not decided.</param>
    /// <param name="version">Null while none is registered.</param>
    /// <returns>Where it lies, and the page itself.</returns>
    public async Task<(string File, string Page)> WriteAsync(
        RunKey run, ModelSpec spec, string? snapshot, EvaluationDocument document, DataProfile? profile, GateVerdict? gate, int? version, CancellationToken cancellationToken)
    {
        var recorded = await catalog.Runs.GetAsync(run, cancellationToken);
        var facts = new ReportFacts
        {
            Project = run.Project,
            Started = recorded?.Started,
            Trigger = recorded?.Trigger,
            Causes = recorded?.Causes ?? [],
            Waits = recorded?.Waits ?? [],
            Snapshot = snapshot ?? recorded?.Snapshot,
            Source = spec.Source.Path,
            Spec = MdlcJson.SerializePretty(spec),
            Version = version,
            Space = document.Tuning?.Study?.Space ?? spec.Tune.Space,
            Importance = document.Tuning is { } tuning ? ParameterImportances.Of(tuning.Trials, tuning.HigherIsBetter) : [],
        };
        var folder = home.RunFolder(run.Project, run.Model, run.Number);
        var page = RunReportPage.Render(document, gate, profile, facts);
        await ReplaceAsync(Path.Combine(folder, "evaluation.json"), MdlcJson.SerializePretty(document), cancellationToken);
        if (gate is not null)
        {
            await ReplaceAsync(Path.Combine(folder, "gate.json"), MdlcJson.SerializePretty(gate), cancellationToken);
        }

        var report = Path.Combine(folder, PageName.Report);
        await ReplaceAsync(report, page, cancellationToken);
        return (report, page);
    }

    /// <summary>The last form of the report: with the version, and in the store.</summary>
    public async Task<ArtifactRef> FinishAsync(
        RunKey run, ModelSpec spec, string snapshot, ArtifactRef evaluation, ArtifactRef profile, ArtifactRef gate, int version, CancellationToken cancellationToken)
    {
        var (_, page) = await WriteAsync(
            run,
            spec,
            snapshot,
            MdlcJson.Deserialize<EvaluationDocument>(await artifacts.ReadTextAsync(evaluation, cancellationToken)),
            MdlcJson.Deserialize<DataProfile>(await artifacts.ReadTextAsync(profile, cancellationToken)),
            MdlcJson.Deserialize<GateVerdict>(await artifacts.ReadTextAsync(gate, cancellationToken)),
            version,
            cancellationToken);
        return await artifacts.PutTextAsync(page, ".html", cancellationToken);
    }

    private async Task ReplaceAsync(string file, string text, CancellationToken cancellationToken)
    {
        var aside = artifacts.NewScratchFile(Path.GetExtension(file));
        await File.WriteAllTextAsync(aside, text, cancellationToken);
        File.Move(aside, file, overwrite: true);
    }
}
