using Mdlc.Activities.Runs;
using Mdlc.Catalog.Metadata;
using Mdlc.Contracts.Artifacts;
using Mdlc.Contracts.Models;
using Mdlc.Contracts.Verdicts;
using Mdlc.Workflows.Data;
using Mdlc.Workflows.Evaluation;
using Mdlc.Workflows.Features;
using Mdlc.Workflows.Lifecycle;
using Mdlc.Workflows.Monitoring;
using Mdlc.Workflows.Registry;
using Mdlc.Workflows.Training;
using Temporalio.Activities;

namespace Mdlc.Unit.Tests.Workflows.Year;

/// <summary>
/// The stages that would read and compute, without doing so. A snapshot, and the model trained on it, are named by the world that they are
/// of; a candidate is better than the champion when it is of another world.
/// </summary>
internal sealed class SimulatedStages(SimulatedWorld world, ICatalog catalog, Lifecycles lifecycles, TimeProvider time, bool tellsByEvent = true)
    : IDataActivities, IFeatureActivities, ITrainingActivities, IEvaluationActivities, IRegistryActivities, IMonitoringActivities
{
    private int _drifts;

    /// <summary>How often monitoring has seen that the world is not the champion's.</summary>
    public int Drifts => _drifts;

    [Activity]
    public Task<FetchResult> FetchAsync(FetchInput input)
    {
        var seen = world.At(time.GetUtcNow());
        return Task.FromResult(new FetchResult(new(seen, File(seen), 100, []), input.Spec.Source, 0, null, null, seen));
    }

    [Activity]
    public Task<ValidateResult> ValidateAsync(ValidateInput input) =>
        Task.FromResult(new ValidateResult(input.Fetched.Snapshot, null, 0, null, "", "as it should be"));

    [Activity]
    public Task<TransformResult> TransformAsync(TransformInput input) =>
        Task.FromResult(new TransformResult(new(input.Snapshot.File, 80, input.Snapshot.File, 20), new([]), "80 + 20 rows"));

    [Activity]
    public Task<TrainResult> TrainAsync(TrainInput input) =>
        Task.FromResult(new TrainResult(input.Split.Train, input.Split.Train.Uri, input.Spec.Train.Trainer, 1, 0, "trained"));

    [Activity]
    public Task<EvaluateResult> EvaluateAsync(EvaluateInput input) => Task.FromResult(
        new EvaluateResult("rmse", new Dictionary<string, double> { ["rmse"] = 1 }, input.Model, input.Model, input.Model, "", "evaluated"));

    [Activity]
    public async Task<GateResult> GateAsync(GateInput input)
    {
        var champion = await ChampionAsync(input.Run.Project, input.Run.Model);
        var isSame = champion?.ModelDigest == input.ModelDigest;
        return new GateResult(Verdict.Pass, champion?.Version, input.Model, "pass") { Judged = true, SameAs = isSame ? champion?.Version : null };
    }

    [Activity]
    public async Task<RegisterResult> RegisterAsync(RegisterInput input)
    {
        var (project, model, _) = input.Run;
        var run = input.Run.ToString();
        var version = await catalog.Models.ReserveAsync(project, model, run);
        var package = new ModelPackage(
            project, model, version, run, input.Training.ModelDigest, input.Data.Snapshot.DataDigest, "", new Dictionary<string, string>(), time.GetUtcNow());
        await catalog.Models.PublishAsync(package, () => { });
        return new RegisterResult(version, null, $"version {version}");
    }

    /// <summary>Whoever watches a model tells of what it sees by an event, as through the webhook.</summary>
    [Activity]
    public async Task<MonitorResult> CompareAsync(MonitorInput input)
    {
        var champion = (await ChampionAsync(input.Project, input.Model))!;
        var seen = world.At(time.GetUtcNow());
        var drifted = champion.Snapshot != seen;
        if (drifted)
        {
            Interlocked.Increment(ref _drifts);
            var arrival = new DataArrival("monitor", seen, "/data/new.csv");
            if (!tellsByEvent)
            {
                return Result();
            }

            await lifecycles.SignalAsync(input.Project, input.Model, l => l.DataArrivedAsync(arrival), ActivityExecutionContext.Current.CancellationToken);
        }

        return Result();

        MonitorResult Result() => new(input.Project, input.Model, champion.Version, 100, drifted ? "drift" : "stable", [], File(seen), "", seen);
    }

    private async Task<ModelPackage?> ChampionAsync(string project, string model) =>
        (await catalog.Models.AliasesAsync(project, model)).Find(AliasName.Champion) is { } version
            ? await catalog.Models.GetAsync(project, model, version)
            : null;

    private static ArtifactRef File(string name) => new(name, name, 1);
}
