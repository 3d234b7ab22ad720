using System.Globalization;
using Mdlc.Catalog;
using Mdlc.Catalog.Artifacts;
using Mdlc.Catalog.Snapshots;
using Mdlc.Contracts.Evaluation;
using Mdlc.Contracts.Json;
using Mdlc.Contracts.Verdicts;
using Mdlc.Learning.Training;
using Mdlc.Workflows.Evaluation;
using Temporalio.Activities;

namespace Mdlc.Activities.Evaluation;

/// <summary>The evaluate and gate stages: see <see cref="IEvaluationActivities"/>.</summary>
public sealed class EvaluationActivities(Home home, ArtifactStore artifacts, TimeProvider time) : IEvaluationActivities
{
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
        if (input.Spec.Gate.Limits.Count > 0 || input.Spec.Gate.Champion is not null)
        {
            throw new NotSupportedException("The gate's rules are not decided yet.");
        }

        var document = await artifacts.PutTextAsync("{}", ".json", ActivityExecutionContext.Current.CancellationToken);
        return new GateResult(Verdict.Pass, null, document, "no rule");
    }

    private async Task<EvaluateResult> EvaluateAsync(EvaluateInput input, Action<string> progress, CancellationToken cancellationToken)
    {
        using var session = DuckDbSession.Open(home);
        var model = TrainedModel.Load(artifacts.PathOf(input.Model), input.Spec.Task);
        var test = artifacts.PathOf(input.Split.Test);
        var rows = await ScoredRows.LoadAsync(session, test, input.Spec, input.Plan, model, keep: null, cancellationToken);
        var slices = new Dictionary<string, IReadOnlyList<string?>>();
        foreach (var column in input.Spec.Evaluate.Slices)
        {
            slices[column] = await ScoredRows.TextsAsync(session, test, column, cancellationToken);
        }

        var document = new Evaluator(input, rows, progress).Evaluate(slices);
        progress("predictions");
        var predictions = await PredictionFile.WriteAsync(session, artifacts, rows, cancellationToken);
        var profile = await artifacts.PutTextAsync("{}", ".json", cancellationToken);
        var folder = home.RunFolder(input.Run.Project, input.Run.Model, input.Run.Number);
        var report = Path.Combine(folder, "report.html");
        await File.WriteAllTextAsync(Path.Combine(folder, "evaluation.json"), MdlcJson.SerializePretty(document), cancellationToken);
        return new EvaluateResult(
            document.Metric,
            document.Metrics.ToDictionary(metric => metric.Name, metric => metric.Value ?? double.NaN),
            predictions,
            profile,
            await artifacts.PutTextAsync(MdlcJson.Serialize(document), ".json", cancellationToken),
            report,
            Summary(document));
    }

    private static string Summary(EvaluationDocument document)
    {
        var metric = document.Metrics.First(value => value.Name == document.Metric);
        var interval = metric.Lower is null
            ? ""
            : string.Create(CultureInfo.InvariantCulture, $" ({metric.Lower:0.####} to {metric.Upper:0.####})");
        return string.Create(CultureInfo.InvariantCulture, $"{metric.Name} {metric.Value:0.####}{interval} on {document.TestRows} rows");
    }
}
