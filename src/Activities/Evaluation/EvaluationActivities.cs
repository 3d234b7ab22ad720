using System.Globalization;
using Mdlc.Activities.Profiles;
using Mdlc.Activities.Reports;
using Mdlc.Catalog;
using Mdlc.Catalog.Artifacts;
using Mdlc.Catalog.DuckDb;
using Mdlc.Catalog.Metadata;
using Mdlc.Catalog.Models;
using Mdlc.Catalog.Snapshots;
using Mdlc.Contracts.Artifacts;
using Mdlc.Contracts.Evaluation;
using Mdlc.Contracts.Json;
using Mdlc.Contracts.Models;
using Mdlc.Contracts.Monitoring;
using Mdlc.Contracts.Spec;
using Mdlc.Contracts.Verdicts;
using Mdlc.Learning.Gating;
using Mdlc.Learning.Leaks;
using Mdlc.Learning.Statistics;
using Mdlc.Learning.Training;
using Mdlc.Workflows.Evaluation;
using Temporalio.Activities;

namespace Mdlc.Activities.Evaluation;

/// <summary>The evaluate and gate stages: see <see cref="IEvaluationActivities"/>.</summary>
public sealed class EvaluationActivities(Home home, ArtifactStore artifacts, ICatalog catalog, TimeProvider time) : IEvaluationActivities
{
    private readonly RunPages _pages = new(home, artifacts, catalog);

    [Activity]
    public async Task<EvaluateResult> EvaluateAsync(EvaluateInput input)
    {
        var cancellationToken = ActivityExecutionContext.Current.CancellationToken;
        var doing = "scoring";
        await using var beat = Heartbeat.Start(time, () => doing);
        return await Task.Run(() => EvaluateAsync(input, text => doing = text, cancellationToken), cancellationToken);
    }

    [Activity]
    public async Task<GateResult> GateAsync(GateInput input)
    {
        var cancellationToken = ActivityExecutionContext.Current.CancellationToken;
        var doing = "scoring";
        await using var beat = Heartbeat.Start(time, () => doing);
        return await Task.Run(() => GateAsync(input, text => doing = text, cancellationToken), cancellationToken);
    }

    private async Task<EvaluateResult> EvaluateAsync(EvaluateInput input, Action<string> progress, CancellationToken cancellationToken)
    {
        var (measured, profile) = await SideBySide.RunAsync(
            stop => MeasureAsync(input, progress, stop), stop => ProfileTrainingAsync(input, stop), cancellationToken);
        var (document, scores, label, predictions) = measured;
        progress("documents");
        profile = profile with { Records = input.Records, Unreadable = input.Unreadable, Predictions = scores, TestLabel = label };
        return new EvaluateResult(
            document.Metric,
            document.Metrics.ToDictionary(metric => metric.Name, metric => metric.Value ?? double.NaN),
            predictions,
            await artifacts.PutTextAsync(MdlcJson.Serialize(profile), ".json", cancellationToken),
            await artifacts.PutTextAsync(MdlcJson.Serialize(document), ".json", cancellationToken),
            (await _pages.WriteAsync(input.Run, input.Spec, snapshot: null, document, profile, gate: null, version: null, cancellationToken)).File,
            Summary(document))
        {
            Deciding = document.Metrics.FirstOrDefault(metric => metric.Name == document.Metric),
        };
    }

    private async Task<DataProfile> ProfileTrainingAsync(EvaluateInput input, CancellationToken cancellationToken) => input.Profile is { } made
        ? MdlcJson.Deserialize<DataProfile>(await artifacts.ReadTextAsync(made, cancellationToken))
        : await TrainingRows.ProfileAsync(home, artifacts, input.Split.Train, input.Spec, input.Plan, cancellationToken);

    private async Task<(EvaluationDocument Document, ColumnProfile Scores, ColumnProfile Label, ArtifactRef Predictions)> MeasureAsync(
        EvaluateInput input, Action<string> progress, CancellationToken cancellationToken)
    {
        using var session = DuckDbSession.Open(home);
        var model = await LoadAsync(input.Model, input.Spec.Task, input.Plan, cancellationToken);
        using var test = await artifacts.OpenAsync(input.Split.Test, cancellationToken);
        var threshold = OperatingPoint.ThresholdOf(input.OperatingPoint);
        var rows = await ScoredRows.LoadAsync(session, test.Path, input.Spec, input.Plan, model, threshold, keep: null, cancellationToken);
        var slices = new Dictionary<string, IReadOnlyList<string?>>();
        foreach (var column in input.Spec.Evaluate.Slices)
        {
            slices[column] = await ScoredRows.TextsAsync(session, test.Path, column, cancellationToken);
        }

        var (columns, cutoff) = (SnapshotSchema.Read(session, test.Path, cancellationToken), UnseenRows.CutoffOf(session, test.Path, input.Spec, cancellationToken));
        var (document, predictions) = await SideBySide.RunAsync(
            _ => Task.FromResult(new Evaluator(input, rows, progress).Evaluate(slices)),
            stop => PredictionFile.WriteAsync(session, artifacts, rows, stop),
            cancellationToken);
        return (document with { Columns = columns, Cutoff = cutoff }, PredictionProfile.Of(rows.Output), LabelProfile.Of(rows.LabelTexts, rows.Predictions.Rows), predictions);
    }

    private async Task<GateResult> GateAsync(GateInput input, Action<string> progress, CancellationToken cancellationToken)
    {
        using var session = DuckDbSession.Open(home);
        using var test = await artifacts.OpenAsync(input.Split.Test, cancellationToken);
        var model = await LoadAsync(input.Model, input.Spec.Task, input.Plan, cancellationToken);
        var candidate = await ScoredRows.LoadAsync(session, test.Path, input.Spec, input.Plan, model, input.Threshold, keep: null, cancellationToken);
        var opponents = new Opponents(input, home, catalog, new PackageStore(home, catalog), session, test.Path, candidate.Predictions, time);
        var champion = await opponents.ChampionAsync(cancellationToken);
        var evidence = new GateEvidence
        {
            Candidate = candidate.Predictions,
            Metric = input.Evaluation.Metric,
            Seed = SeededRandom.Derive(input.Spec.Train.Seed, "gate"),
        };
        int? same = null;
        var renews = false;
        if (champion is { } version)
        {
            progress("comparing with the champion");
            same = await opponents.IsSameAsync(version, artifacts, cancellationToken) ? version : null;
            evidence = same is not null ? evidence with { SameAs = opponents.NameOf(version) }
                : input.Spec.Gate.Champion is not null ? await opponents.ComparedAsync(evidence, version, cancellationToken)
                : evidence;
            renews = same is not null && input.Spec.Deploy.Target != DeployTarget.None && await opponents.DeclaresOtherwiseAsync(version, cancellationToken);
        }

        progress("deciding");
        var document = MdlcJson.Deserialize<EvaluationDocument>(await artifacts.ReadTextAsync(input.Evaluation.Document, cancellationToken));
        var judged = GateEvaluator.Evaluate(input.Spec.Gate, evidence) with { SameAs = same };
        var verdict = Warned(GateWords.Told(judged, input.Spec.Gate, champion, evidence.SameAs, renews), document.Warnings) with
        {
            Curves = champion is { } other && same is null
                ? Curves.Beside(opponents.NameOf(other), evidence.Champion, await opponents.EvaluationOfAsync(other, cancellationToken), candidate.Predictions.Rows)
                : null,
        };
        var profile = MdlcJson.Deserialize<DataProfile>(await artifacts.ReadTextAsync(input.Evaluation.Profile, cancellationToken));
        await _pages.WriteAsync(input.Run, input.Spec, input.Snapshot.DataDigest, document, profile, verdict, version: null, cancellationToken);
        var file = await artifacts.PutTextAsync(MdlcJson.Serialize(verdict), ".json", cancellationToken);
        return new GateResult(verdict.Verdict, champion, file, verdict.Summary) { Judged = verdict.Judged, SameAs = same, Renews = renews && verdict.Verdict == Verdict.Pass };
    }

    private async Task<TrainedModel> LoadAsync(ArtifactRef model, ModelTask task, FeaturePlan plan, CancellationToken cancellationToken)
    {
        using var file = await artifacts.OpenAsync(model, cancellationToken);
        return TrainedModel.Load(file.Content, task, plan.Label);
    }

    private static GateVerdict Warned(GateVerdict verdict, IReadOnlyList<string> warnings) =>
        verdict with { Warnings = warnings, Summary = verdict.Summary + LeakWords.InALine(warnings) };

    private static string Summary(EvaluationDocument document)
    {
        var metric = document.Metrics.First(value => value.Name == document.Metric);
        var interval = metric.Lower is null
            ? ""
            : string.Create(CultureInfo.InvariantCulture, $" ({metric.Lower:0.####} to {metric.Upper:0.####}, {100 * metric.Confidence:0} % interval)");
        return string.Create(CultureInfo.InvariantCulture, $"{metric.Name} {metric.Value:0.####}{interval} on {document.TestRows} rows");
    }
}
