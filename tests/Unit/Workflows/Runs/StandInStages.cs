using System.Collections.Concurrent;
using Mdlc.Contracts.Artifacts;
using Mdlc.Contracts.Models;
using Mdlc.Contracts.Runs;
using Mdlc.Contracts.Tuning;
using Mdlc.Contracts.Verdicts;
using Mdlc.Workflows.Data;
using Mdlc.Workflows.Deployment;
using Mdlc.Workflows.Evaluation;
using Mdlc.Workflows.Features;
using Mdlc.Workflows.Registry;
using Mdlc.Workflows.Runs;
using Mdlc.Workflows.Training;
using Mdlc.Workflows.Tuning;
using Temporalio.Activities;

namespace Mdlc.Unit.Tests.Workflows.Runs;

/// <summary>
/// Activities that do nothing and go well, each until a test says otherwise: it is given the number of the call, from 1, and what the call
/// was told. Everything that was asked is kept, in order.
/// </summary>
internal sealed class StandInStages
    : IDataActivities, IFeatureActivities, ITuningActivities, ITrainingActivities, IEvaluationActivities, IRegistryActivities, IDeploymentActivities, IRunActivities
{
    /// <summary>What a run registers.</summary>
    public const int Candidate = 7;

    /// <summary>Who was champion before.</summary>
    public const int Champion = 3;

    private readonly ConcurrentQueue<(string Name, object Input)> _calls = [];
    private readonly ConcurrentDictionary<string, int> _counts = [];

    public Func<int, FetchInput, FetchResult> Fetch { get; set; } =
        (_, input) => new FetchResult(Snapshot("fetched", 100), input.Spec.Source with { Delimiter = ";" }, 0, null, null, "100 rows");

    public Func<int, ValidateInput, ValidateResult> Validate { get; set; } =
        (_, input) => new ValidateResult(input.Fetched.Snapshot, input.Fetched.TestSnapshot, 0, null, "validation.html", "nothing to complain about");

    public Func<int, TransformInput, TransformResult> Transform { get; set; } =
        (_, input) => new TransformResult(new(input.Snapshot.File, 80, input.Snapshot.File, 20), new FeaturePlan([]), "80 + 20 rows");

    public Func<ProposeInput, IReadOnlyList<IReadOnlyDictionary<string, double>>> Propose { get; set; } =
        asked => [.. Enumerable.Range(asked.From, asked.Count).Select(trial => new Dictionary<string, double> { ["numberOfLeaves"] = 10 * (trial + 1) })];

    public Func<int, TrialInput, TrialResult> Trial { get; set; } =
        (_, input) => new TrialResult(input.Trial, input.Params, 1 + input.Trial, null, 0);

    /// <summary>Given the token that ends the activity.</summary>
    public Func<int, TrainInput, CancellationToken, Task<TrainResult>> Train { get; set; } =
        (_, input, _) => Task.FromResult(Trained(input));

    public Func<int, EvaluateInput, EvaluateResult> Evaluate { get; set; } =
        (_, input) => new EvaluateResult(
            input.Spec.Evaluate.Metric, new Dictionary<string, double> { [input.Spec.Evaluate.Metric] = 0.25 }, input.Model, input.Model, input.Model, "report.html", "measured");

    public Func<int, GateInput, GateResult> Gate { get; set; } = (_, input) => new GateResult(Verdict.Pass, Champion, input.Model, "better");

    public Func<int, RegisterInput, RegisterResult> Register { get; set; } = (_, _) => new RegisterResult(Candidate, "challenger", "version 7");

    public Func<int, DeployInput, DeployResult> Deploy { get; set; } = (_, _) => new DeployResult(false, "http://127.0.0.1:1/v2/models/m", "one server is ready");

    public Func<int, PromoteInput, PromoteResult> Promote { get; set; } = (_, input) => new PromoteResult(true, input.Version, input.Expected, "champion");

    /// <summary>What was called, in order; runs that were recorded are not among it.</summary>
    public IReadOnlyList<string> Calls => [.. _calls.Select(c => c.Name).Where(n => n != "record")];

    /// <summary>The reports that were recorded, in order.</summary>
    public IReadOnlyList<RunReport> Recorded => Inputs<RunReport>();

    /// <summary>What the calls of a kind were told, in order.</summary>
    public IReadOnlyList<T> Inputs<T>() => [.. _calls.Select(c => c.Input).OfType<T>()];

    public static SnapshotRef Snapshot(string digest, long rows) => new(digest, File(digest), rows, []);

    public static TrainResult Trained(TrainInput input) => new(File("model"), "digest of the model", input.Spec.Train.Trainer, 1, 0, "trained");

    [Activity]
    public Task<FetchResult> FetchAsync(FetchInput input) => Do("fetch", input, Fetch);

    [Activity]
    public Task<ValidateResult> ValidateAsync(ValidateInput input) => Do("validate", input, Validate);

    [Activity]
    public Task<TransformResult> TransformAsync(TransformInput input) => Do("transform", input, Transform);

    [Activity]
    public Task<IReadOnlyList<IReadOnlyDictionary<string, double>>> ProposeAsync(ProposeInput input) =>
        Do("propose", input, (_, asked) => Propose(asked));

    [Activity]
    public Task<TrialResult> RunTrialAsync(TrialInput input) => Do("trial", input, Trial);

    [Activity]
    public Task<TrainResult> TrainAsync(TrainInput input) => Train(Count("train", input), input, ActivityExecutionContext.Current.CancellationToken);

    [Activity]
    public Task<EvaluateResult> EvaluateAsync(EvaluateInput input) => Do("evaluate", input, Evaluate);

    [Activity]
    public Task<GateResult> GateAsync(GateInput input) => Do("gate", input, Gate);

    [Activity]
    public Task<RegisterResult> RegisterAsync(RegisterInput input) => Do("register", input, Register);

    [Activity]
    public Task<DeployResult> DeployAsync(DeployInput input) => Do("deploy", input, Deploy);

    [Activity]
    public Task<PromoteResult> PromoteAsync(PromoteInput input) => Do("promote", input, Promote);

    [Activity]
    public Task WithdrawAsync(DeployInput input) => Do("withdraw", input, (_, _) => true);

    /// <summary>As the catalog does: it knows who is champion.</summary>
    [Activity]
    public Task<RunReport> RecordRunAsync(RunReport report) => Do("record", report, (_, r) => r with { Champion = r.Champion ?? Champion });

    [Activity]
    public Task<RunLiveness> DescribeRunAsync(RunKey run) => throw new NotSupportedException();

    [Activity]
    public Task<RunKey> AllocateRunAsync(AllocateRunInput input) => throw new NotSupportedException();

    /// <summary>What earlier runs have kept, by stage.</summary>
    public Dictionary<string, string> Kept { get; } = new(StringComparer.Ordinal);

    [Activity]
    public Task<KeptResult> TakeOverAsync(TakeOverInput input) => Do("take over", input, (_, asked) => new KeptResult(Kept[asked.Stage]));

    [Activity]
    public Task KeepAsync(KeepInput input) => Do("keep", input, (_, _) => 0);

    private static ArtifactRef File(string name) => new(name, name, 1);

    private Task<TResult> Do<TInput, TResult>(string name, TInput input, Func<int, TInput, TResult> work)
        where TInput : notnull =>
        Task.FromResult(work(Count(name, input), input));

    private int Count(string name, object input)
    {
        _calls.Enqueue((name, input));
        return _counts.AddOrUpdate(name, 1, (_, count) => count + 1);
    }
}
