using System.Diagnostics;
using System.Globalization;
using Mdlc.Conformance.Tests.Running;
using Temporalio.Api.Enums.V1;
using Temporalio.Client;
using Temporalio.Client.Schedules;
using Temporalio.Exceptions;
using Temporalio.Worker;

namespace Mdlc.Conformance.Tests.Differential;

/// <summary>
/// The outside of one program on one server. It acts only when nothing moves, and what it does follows from the seed and from what it then
/// sees, so that two servers that behave alike are treated alike.
/// </summary>
internal sealed class TrialDriver(ScenarioRun run, TrialProgram program)
{
    private const int MostSteps = 60;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(15);

    private readonly Gates _gates = new();
    private readonly Random _random = new(program.Seed);
    private readonly List<string> _trace = [];
    private readonly List<Task> _answers = [];
    private readonly List<string> _firstRuns = [];
    private readonly Queue<OutsideAction> _outside = new(program.Outside);
    private string _rootId = run.Id("root");

    /// <summary>Runs the program to its end, and records all of its histories and what was done to it.</summary>
    public Task DriveAsync() => run.WithWorkerAsync(Configure, async () =>
    {
        await StartAsync();
        var world = await SettleAsync();
        for (var step = 0; step < MostSteps && !IsOver(world); step++)
        {
            if (await ActAsync(world, step) is not { } done)
            {
                break;
            }

            _trace.Add(done);
            world = await SettleAsync();
        }

        await EndAsync(world);
        await RecordAsync(world);
    });

    private void Configure(TemporalWorkerOptions options) => options.AddWorkflow<TrialWorkflow>().AddAllActivities(new TrialActivities(_gates));

    /// <summary>A cron goes on for ever, and by itself: its first run and the beginning of the next are all that is looked at.</summary>
    private bool IsOver(TrialWorld world) => program.Start == StartKind.Cron && world.Workflow(_rootId).RunId != _firstRuns[0];

    private async Task StartAsync()
    {
        var input = new TrialInput(run.Id("p"), IsChild: false, program.CleansUp, program.Steps, []);
        var options = new WorkflowOptions(_rootId, run.TaskQueue)
        {
            Rpc = ScenarioRun.Rpc(),
            RetryPolicy = program.Attempts > 1 ? new() { MaximumAttempts = program.Attempts, InitialInterval = TimeSpan.FromSeconds(1) } : null,
        };
        switch (program.Start)
        {
            case StartKind.SignalWithStart:
                options.SignalWithStart((TrialWorkflow w) => w.TellAsync("first"));
                break;
            case StartKind.Delayed:
                options.StartDelay = TimeSpan.FromMilliseconds(500);
                break;
            case StartKind.Cron:
                options.CronSchedule = "@every 1s";
                break;
            case StartKind.UpdateWithStart:
                await UpdateWithStartAsync(input, options);
                return;
            case StartKind.Schedule:
                await ScheduleAsync(input);
                return;
        }

        _firstRuns.Add((await run.Client.StartWorkflowAsync((TrialWorkflow w) => w.RunAsync(input), options)).ResultRunId!);
    }

    private async Task UpdateWithStartAsync(TrialInput input, WorkflowOptions options)
    {
        (options.IdConflictPolicy, options.Rpc) = (WorkflowIdConflictPolicy.Fail, null);
        var start = WithStartWorkflowOperation.Create((TrialWorkflow w) => w.RunAsync(input), options);
        var update = await run.Client.ExecuteUpdateWithStartWorkflowAsync(
            (TrialWorkflow w) => w.ChangeAsync(nameof(OutsideKind.Update)), new(start) { Id = "with-start", Rpc = ScenarioRun.Rpc() });
        _trace.Add($"started: {update}");
        _firstRuns.Add((await start.GetHandleAsync()).ResultRunId!);
    }

    private async Task ScheduleAsync(TrialInput input)
    {
        var action = ScheduleActionStartWorkflow.Create(
            (TrialWorkflow w) => w.RunAsync(input),
            new(_rootId, run.TaskQueue)
            {
                RetryPolicy = program.Attempts > 1 ? new() { MaximumAttempts = program.Attempts, InitialInterval = TimeSpan.FromSeconds(1) } : null,
            });
        var schedule = await run.Client.CreateScheduleAsync(run.Id("schedule"), new(action, new()), new() { TriggerImmediately = true, Rpc = ScenarioRun.Rpc() });
        while (true)
        {
            if ((await schedule.DescribeAsync(ScenarioRun.Rpc())).Info.RecentActions .FirstOrDefault()?.Action is ScheduleActionExecutionStartWorkflow started)
            {
                _rootId = started.WorkflowId;
                _firstRuns.Add(started.FirstExecutionRunId!);
                await schedule.DeleteAsync(ScenarioRun.Rpc());
                return;
            }

            await Task.Delay(PollInterval);
        }
    }

    private async Task<TrialWorld> SettleAsync()
    {
        for (var begin = Stopwatch.GetTimestamp(); ;)
        {
            var world = await TrialWorld.LookAsync(run, _rootId, _gates);
            if (!world.Moves || IsOver(world))
            {
                // Nothing moved at one moment; looked at one after the other, things may have moved behind.
                var again = await TrialWorld.LookAsync(run, _rootId, _gates);
                if ((!again.Moves || IsOver(again)) && Shape(world) == Shape(again))
                {
                    return again;
                }
            }

            if (Stopwatch.GetElapsedTime(begin) > Patience)
            {
                throw new TimeoutException($"It does not come to rest: {world.Motion}. Before: {string.Join("; ", _trace)}");
            }

            await Task.Delay(PollInterval);
        }
    }

    private static string Shape(TrialWorld world) =>
        string.Join(',', world.Workflows.Select(seen => $"{seen.Id}/{seen.RunId}/{seen.History.Count}/{seen.Described.PendingActivities.Count}"));

    /// <returns>What was done, or null when there is nothing left to do.</returns>
    private async Task<string?> ActAsync(TrialWorld world, int step)
    {
        var root = world.Workflow(_rootId);
        while (root.IsRunning && _outside.TryPeek(out var unasked) && unasked.At <= step)
        {
            _outside.Dequeue();
            if (await DoAsync(unasked.Kind, world, root, step) is { } done)
            {
                return done;
            }
        }

        var actions = new List<(string Name, Func<Task> Do)>();
        foreach (var seen in world.Running)
        {
            var handle = run.Client.GetWorkflowHandle<TrialWorkflow>(seen.Id, seen.RunId);
            var options = new WorkflowSignalOptions { Rpc = ScenarioRun.Rpc() };
            foreach (var name in await handle.QueryAsync(w => w.Waits(), new() { Rpc = ScenarioRun.Rpc(30) }))
            {
                actions.Add(($"tell {seen.Id} {name}", () => handle.SignalAsync(w => w.TellAsync(name), options)));
            }
        }

        foreach (var (seen, activity) in world.Gated)
        {
            actions.Add(($"let go {seen.Id} {activity.ActivityId} {activity.Attempt}", () =>
            {
                _gates.Open(seen.RunId, activity.ActivityId, activity.Attempt);
                return Task.CompletedTask;
            }));
        }

        if (actions.Count == 0)
        {
            return null;
        }

        var (chosen, act) = actions[_random.Next(actions.Count)];
        await act();
        return chosen;
    }

    /// <returns>What was done, or null when it could not be done without a race.</returns>
    private async Task<string?> DoAsync(OutsideKind kind, TrialWorld world, TrialWorld.Seen root, int step)
    {
        var handle = run.Client.GetWorkflowHandle<TrialWorkflow>(root.Id, root.RunId);
        switch (kind)
        {
            case OutsideKind.Signal:
                await handle.SignalAsync(w => w.TellAsync("unasked"), new() { Rpc = ScenarioRun.Rpc() });
                return "signal";
            case OutsideKind.Query:
                return $"query: {string.Join(", ", await handle.QueryAsync(w => w.Waits(), new() { Rpc = ScenarioRun.Rpc() }))}";
            case OutsideKind.Update or OutsideKind.RefusedUpdate or OutsideKind.FailedUpdate or OutsideKind.GatedUpdate:
                return await UpdateAsync(handle, kind, step);
            case OutsideKind.Cancel when CanCancel(world):
                await handle.CancelAsync(new() { Rpc = ScenarioRun.Rpc() });
                return "cancel";
            case OutsideKind.Terminate:
                await handle.TerminateAsync("enough", new() { Rpc = ScenarioRun.Rpc() });
                return "terminate";
            case OutsideKind.Reset when root.Children.Count == 0:
                return await ResetAsync(root);
            default:
                return null;
        }
    }

    /// <summary>What is cancelled together ends in any order.</summary>
    private static bool CanCancel(TrialWorld world) => world.Running.All(seen =>
        seen.OpenActivities + seen.OpenChildren.Count() <= 1
        && seen.Described.PendingActivities.All(a => !a.ActivityId.StartsWith("cancelled", StringComparison.Ordinal)));

    private static async Task<string> UpdateAsync(WorkflowHandle<TrialWorkflow> handle, OutsideKind kind, int step)
    {
        var id = string.Create(CultureInfo.InvariantCulture, $"u{step}");
        var stage = kind == OutsideKind.GatedUpdate ? WorkflowUpdateStage.Accepted : WorkflowUpdateStage.Completed;
        try
        {
            var update = await handle.StartUpdateAsync(w => w.ChangeAsync(kind.ToString()), new(stage) { Id = id, Rpc = ScenarioRun.Rpc() });
            return kind == OutsideKind.GatedUpdate ? $"update {kind}" : $"update {kind}: {await update.GetResultAsync(ScenarioRun.Rpc())}";
        }
        catch (WorkflowUpdateFailedException e)
        {
            return $"update {kind}: {e.InnerException?.Message}";
        }
    }

    private async Task<string> ResetAsync(TrialWorld.Seen root)
    {
        var answer = await run.Service.ResetWorkflowExecutionAsync(
            new()
            {
                Namespace = run.Namespace,
                WorkflowExecution = ScenarioRun.Execution(root.Id, root.RunId),
                WorkflowTaskFinishEventId = root.History.First(e => e.EventType == EventType.WorkflowTaskCompleted).EventId,
                Reason = "again",
                RequestId = Guid.NewGuid().ToString(),
            },
            ScenarioRun.Rpc());
        _firstRuns.Add(answer.RunId);
        return "reset";
    }

    /// <summary>What is left waits for nobody.</summary>
    private async Task EndAsync(TrialWorld world)
    {
        foreach (var seen in world.Running)
        {
            _trace.Add($"left {seen.Id}");
            try
            {
                await run.Client.GetWorkflowHandle(seen.Id).TerminateAsync("the end", new() { Rpc = ScenarioRun.Rpc() });
            }
            catch (RpcException e) when (e.Code == RpcException.StatusCode.NotFound)
            {
                // Its parent's end has ended it.
            }
        }

        await Task.WhenAll(_answers);
    }

    private async Task RecordAsync(TrialWorld world)
    {
        run.Record("trace", string.Join('\n', _trace));
        for (var n = 0; n < _firstRuns.Count; n++)
        {
            await RecordChainAsync($"root{(n == 0 ? "" : $" after reset {n}")}", _rootId, _firstRuns[n]);
        }

        foreach (var child in world.Workflows.Where(seen => seen.Id != _rootId))
        {
            var first = child.History[0].WorkflowExecutionStartedEventAttributes.FirstExecutionRunId;
            await RecordChainAsync($"child {child.Id}", child.Id, first);
        }
    }

    private async Task RecordChainAsync(string name, string id, string runId)
    {
        var isCron = program.Start == StartKind.Cron;
        for (var number = 1; runId.Length > 0 && (!isCron || number <= 2); number++)
        {
            var history = await run.HistoryAsync(id, runId);
            if (isCron && number == 2)
            {
                history = [history[0]];
            }

            foreach (var started in history.Where(e => e.WorkflowExecutionStartedEventAttributes is not null))
            {
                // From one clock reading to another.
                started.WorkflowExecutionStartedEventAttributes.FirstWorkflowTaskBackoff = null;
            }

            foreach (var continued in history.Where(e => e.WorkflowExecutionContinuedAsNewEventAttributes is not null))
            {
                continued.WorkflowExecutionContinuedAsNewEventAttributes.BackoffStartInterval = null;
            }

            run.RecordEvents($"{name.Replace(run.Id(""), "", StringComparison.Ordinal)}, run {number}", history);
            runId = ScenarioRun.NextRunId(history[^1]);
        }
    }
}
