using Mdlc.Contracts.Artifacts;
using Mdlc.Contracts.Runs;
using Mdlc.Contracts.Spec;
using Mdlc.Contracts.Tuning;
using Mdlc.Unit.Tests.Workflows.Runs;
using Mdlc.Workflows;
using Mdlc.Workflows.Studies;
using Temporalio.Client;
using Temporalio.Worker;

namespace Mdlc.Unit.Tests.Workflows.Studies;

/// <summary>One study with its workers, in a project of its own.</summary>
internal sealed class StudyDriver : IAsyncDisposable
{
    private static int _projects;

    private readonly SkippingEngine _engine;
    private readonly List<TemporalWorker> _workers;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _working;

    public StudyDriver(SkippingEngine engine, StandInStudy study)
    {
        _engine = engine;
        Project = $"study-{Interlocked.Increment(ref _projects)}";
        var queues = new TaskQueues(Project);
        _workers = [.. new[] { queues.Workflows, queues.Data, queues.Train }.Select(queue => new TemporalWorker(
            engine.Client,
            new TemporalWorkerOptions(queue)
            {
                MaxHeartbeatThrottleInterval = TimeSpan.FromMilliseconds(10),
                DefaultHeartbeatThrottleInterval = TimeSpan.FromMilliseconds(10),
            }.AddWorkflow<ModelStudy>().AddAllActivities(study)))];
        _working = Task.WhenAll(_workers.Select(worker => worker.ExecuteAsync(_stop.Token)));
    }

    public string Project { get; }

    public WorkflowHandle<ModelStudy, StudyOutcome> Handle => _engine.Client.GetWorkflowHandle<ModelStudy, StudyOutcome>($"run/{Project}/m/1/tuning");

    public Task StartAsync(TuneSpec tune)
    {
        var spec = new ModelSpec
        {
            Project = Project,
            Model = "m",
            Task = ModelTask.Regression,
            Label = "y",
            Source = new() { Path = "/data/in.csv" },
            Evaluate = new() { Metric = "rmse" },
            Tune = tune with { Tuner = TunerKind.Tpe, Metric = "rmse" },
        };
        var file = new ArtifactRef("rows", "rows", 1);
        var input = new ModelStudyInput(new RunKey(Project, "m", 1), spec, new(file, 80, file, 20), new([]));
        return _engine.Client.StartWorkflowAsync(
            (ModelStudy s) => s.RunAsync(input),
            new($"run/{Project}/m/1/tuning", new TaskQueues(Project).Workflows));
    }

    public async Task<StudyOutcome> RunAsync(TuneSpec tune)
    {
        await StartAsync(tune);
        return await EndAsync();
    }

    public Task<StudyOutcome> EndAsync() => Handle.GetResultAsync().WaitAsync(TestContext.Current.CancellationToken);

    public Task<Leaderboard> BoardAsync() => Handle.QueryAsync(s => s.Leaderboard());

    /// <summary>Asks until it is so.</summary>
    public async Task UntilAsync(Func<Leaderboard, bool> isSo)
    {
        while (!isSo(await BoardAsync()))
        {
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            await Handle.TerminateAsync();
        }
        catch (Temporalio.Exceptions.RpcException ended) when (ended.Code == Temporalio.Exceptions.RpcException.StatusCode.NotFound)
        {
            // As it should be.
        }

        await _stop.CancelAsync();
        await Task.WhenAny(_working);
        _workers.ForEach(worker => worker.Dispose());
        _stop.Dispose();
    }
}
