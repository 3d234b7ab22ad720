using Mdlc.Contracts.Runs;
using Mdlc.Contracts.Spec;
using Mdlc.Unit.Tests.Workflows.Studies;
using Mdlc.Workflows;
using Mdlc.Workflows.Runs;
using Mdlc.Workflows.Studies;
using Mdlc.Workflows.Tuning;
using Temporalio.Client;
using Temporalio.Exceptions;
using Temporalio.Worker;

namespace Mdlc.Unit.Tests.Workflows.Runs;

/// <summary>One run with its workers: a project of its own, so that no other run's work comes its way.</summary>
internal sealed class TrainingRunDriver : IAsyncDisposable
{
    private static int _projects;

    private readonly SkippingEngine _engine;
    private readonly StandInStudy _study;
    private readonly List<TemporalWorker> _workers;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _working;

    /// <param name="study">What a study asks for; null: one that does nothing.</param>
    public TrainingRunDriver(SkippingEngine engine, StandInStages stages, StandInStudy? study = null)
    {
        _study = study ?? new StandInStudy();
        _engine = engine;
        Project = $"project-{Interlocked.Increment(ref _projects)}";
        var queues = new TaskQueues(Project);
        _workers =
        [
            Worker(Options(queues.Workflows, stages).AddWorkflow<TrainingRun>().AddWorkflow<TuningStudy>().AddWorkflow<ModelStudy>().AddWorkflow<RunListener>()),
            .. new[] { queues.Data, queues.Train, queues.Deploy }.Select(queue => Worker(Options(queue, stages))),
        ];
        _working = Task.WhenAll(_workers.Select(worker => worker.ExecuteAsync(_stop.Token)));
    }

    public string Project { get; }

    public RunKey Run => new(Project, "m", 1);

    public ModelSpec Spec => new()
    {
        Project = Project,
        Model = "m",
        Task = ModelTask.Regression,
        Label = "y",
        Source = new() { Path = "/data/in.csv" },
        Evaluate = new() { Metric = "rmse" },
    };

    public WorkflowHandle<TrainingRun, RunReport> Handle => _engine.Client.GetWorkflowHandle<TrainingRun, RunReport>(Run.WorkflowId);

    private string ListenerId => $"listener/{Project}";

    /// <param name="lifecycle">Whom it shall report to; null: nobody.</param>
    /// <param name="takeOver">What it takes over from an earlier run.</param>
    public Task StartAsync(Func<ModelSpec, ModelSpec>? change = null, string? lifecycle = null, TakeOver? takeOver = null)
    {
        var spec = change is null ? Spec : change(Spec);
        return _engine.Client.StartWorkflowAsync(
            (TrainingRun r) => r.RunAsync(new(Run, spec, RunTrigger.Manual, lifecycle) { TakeOver = takeOver }), new(Run.WorkflowId, new TaskQueues(Project).Workflows));
    }

    /// <summary>Starts the run and waits for its end.</summary>
    public async Task<RunReport> RunAsync(Func<ModelSpec, ModelSpec>? change = null)
    {
        await StartAsync(change);
        return await EndAsync();
    }

    public Task<RunReport> EndAsync() => Handle.GetResultAsync().WaitAsync(TestContext.Current.CancellationToken);

    /// <summary>Starts the run and waits until it does nothing but wait for a person.</summary>
    public async Task<RunReport> RunUntilSuspendedAsync(Func<ModelSpec, ModelSpec>? change = null)
    {
        await StartAsync(change);
        return await SuspendedAsync();
    }

    /// <summary>How the run stands, once it does nothing but wait for a person; before that it may wait for its next attempt.</summary>
    public async Task<RunReport> SuspendedAsync()
    {
        RunReport report;
        do
        {
            await _engine.WhenIdleAsync();
            report = await Handle.QueryAsync(r => r.Progress());
        }
        while (report.State == RunState.Running);

        Assert.Equal(RunState.Suspended, report.State);
        await _engine.WhenIdleAsync();
        return await Handle.QueryAsync(r => r.Progress());
    }

    public Task<RunReport> RetryAsync(RetryWith? with = null) => Handle.ExecuteUpdateAsync(r => r.RetryStageAsync(with));

    public Task<RunReport> AbortAsync(string reason) => Handle.ExecuteUpdateAsync(r => r.AbortRunAsync(reason));

    /// <summary>The value of a search attribute of the run; null: none.</summary>
    public async Task<T?> AttributeAsync<T>(Temporalio.Common.SearchAttributeKey<T> key)
        where T : notnull
    {
        var attributes = (await Handle.DescribeAsync()).TypedSearchAttributes;
        return attributes.TryGetValue(key, out var value) ? value : default;
    }

    /// <summary>Starts somebody who listens, and gives its workflow's id.</summary>
    public async Task<string> StartListenerAsync()
    {
        await _engine.Client.StartWorkflowAsync((RunListener l) => l.RunAsync(), new(ListenerId, new TaskQueues(Project).Workflows));
        return ListenerId;
    }

    public Task<RunFinished> HeardAsync() =>
        _engine.Client.GetWorkflowHandle<RunListener, RunFinished>(ListenerId).GetResultAsync().WaitAsync(TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        // Time waits for a run without a worker.
        await foreach (var open in _engine.Client.ListWorkflowsAsync($"TaskQueue = '{new TaskQueues(Project).Workflows}' AND ExecutionStatus = 'Running'"))
        {
            await TerminateAsync(open.Id);
        }

        await _stop.CancelAsync();
        await Task.WhenAny(_working);
        _workers.ForEach(worker => worker.Dispose());
        _stop.Dispose();
    }

    private async Task TerminateAsync(string workflowId)
    {
        try
        {
            await _engine.Client.GetWorkflowHandle(workflowId).TerminateAsync();
        }
        catch (RpcException ended) when (ended.Code == RpcException.StatusCode.NotFound)
        {
            // It has ended since it was listed.
        }
    }

    /// <summary>Heartbeats go out as they are told, so that an activity learns at once that it is to end.</summary>
    private TemporalWorkerOptions Options(string queue, StandInStages stages) => new TemporalWorkerOptions(queue)
    {
        MaxHeartbeatThrottleInterval = TimeSpan.FromMilliseconds(10),
        DefaultHeartbeatThrottleInterval = TimeSpan.FromMilliseconds(10),
    }.AddAllActivities(stages).AddAllActivities(_study);

    private TemporalWorker Worker(TemporalWorkerOptions options) => new(_engine.Client, options);
}
