using Temporalio.Common;
using Temporalio.Exceptions;
using Temporalio.Workflows;

namespace Mdlc.Conformance.Tests.Differential;

/// <summary>Does what a program says, and returns what it saw.</summary>
[Workflow("Trial")]
public sealed class TrialWorkflow
{
    /// <summary>What a child waits for before it begins.</summary>
    public const string Go = "go";

    /// <summary>What a child waits for before it ends.</summary>
    public const string Finish = "finish";

    private static readonly SearchAttributeKey<long> Number = SearchAttributeKey.CreateLong("ConformanceInt");
    private static readonly RetryPolicy Once = new() { MaximumAttempts = 1 };
    private static readonly TimeSpan Long = TimeSpan.FromHours(1);

    private readonly HashSet<string> _signals = [];
    private readonly SortedSet<string> _waits = new(StringComparer.Ordinal);
    private readonly List<string> _log = [];
    private TrialInput _input = new("", false, false, [], []);

    [WorkflowRun]
    public async Task<IReadOnlyList<string>> RunAsync(TrialInput input)
    {
        _input = input;
        _log.AddRange(input.Log);
        if (Workflow.Info.Attempt > 1)
        {
            _log.Add($"attempt {Workflow.Info.Attempt}");
        }

        try
        {
            if (input.IsChild)
            {
                await AwaitAsync(Go);
            }

            await RunStepsAsync(input.Steps, isTop: true);
        }
        catch (Exception e) when (TemporalException.IsCanceledException(e))
        {
            if (input.CleansUp)
            {
                await AwaitAsync("cleanup", CancellationToken.None);
                await Workflow.ExecuteActivityAsync((TrialActivities a) => a.Work("cleanup", 0, false), Options("cleanup", CancellationToken.None));
            }

            await BeforeEndAsync();
            throw;
        }

        await BeforeEndAsync();
        return _log;
    }

    [WorkflowSignal]
    public Task TellAsync(string name)
    {
        _signals.Add(name);
        return Task.CompletedTask;
    }

    [WorkflowQuery]
    public IReadOnlyList<string> Waits() => [.. _waits];

    [WorkflowUpdate]
    public async Task<string> ChangeAsync(string kind)
    {
        _log.Add($"update {kind}");
        if (kind == nameof(OutsideKind.GatedUpdate))
        {
            await Workflow.ExecuteActivityAsync((TrialActivities a) => a.WaitAsync("update", 0, false), Options($"update-{Workflow.CurrentUpdateInfo!.Id}", CancellationToken.None));
        }

        return kind == nameof(OutsideKind.FailedUpdate) ? throw new ApplicationFailureException("not to be done", "Broken") : $"done {kind}";
    }

    [WorkflowUpdateValidator(nameof(ChangeAsync))]
    public void ValidateChange(string kind)
    {
        if (kind == nameof(OutsideKind.RefusedUpdate))
        {
            throw new ApplicationFailureException("refused", "Refused");
        }
    }

    private Task BeforeEndAsync() => _input.IsChild ? AwaitAsync(Finish, CancellationToken.None) : Task.CompletedTask;

    private async Task AwaitAsync(string name, CancellationToken? cancellation = null)
    {
        _waits.Add(name);
        try
        {
            await Workflow.WaitConditionAsync(() => _signals.Contains(name), cancellation ?? Workflow.CancellationToken);
        }
        finally
        {
            _waits.Remove(name);
        }
    }

    private async Task RunStepsAsync(IReadOnlyList<Step> steps, bool isTop = false)
    {
        for (var i = 0; i < steps.Count; i++)
        {
            var step = steps[i];
            switch (step.Kind)
            {
                case StepKind.ContinueAsNew when isTop:
                    await BeforeEndAsync();
                    var rest = _input with { Steps = steps.Skip(i + 1).ToList(), Log = _log.Append("continued").ToList() };
                    throw Workflow.CreateContinueAsNewException((TrialWorkflow w) => w.RunAsync(rest));
                case StepKind.Fail:
                    if (step.Variant == 0 || Workflow.Info.Attempt == 1)
                    {
                        await BeforeEndAsync();
                        throw new ApplicationFailureException($"{step.Name} in attempt {Workflow.Info.Attempt}", "Broken", step.IsFinal, [_log]);
                    }

                    break;
                default:
                    await RunStepAsync(step);
                    break;
            }
        }
    }

    private async Task RunStepAsync(Step step)
    {
        try
        {
            _log.Add($"{step.Name}: {await DoAsync(step)}");
        }
        catch (FailureException e) when (!TemporalException.IsCanceledException(e) || !Workflow.CancellationToken.IsCancellationRequested)
        {
            var causes = new List<string>();
            for (Exception? cause = e; cause is not null; cause = cause.InnerException)
            {
                causes.Add($"{cause.GetType().Name} {cause.Message}");
            }

            _log.Add($"{step.Name}: {string.Join(" <- ", causes)}");
        }
    }

    private async Task<string> DoAsync(Step step)
    {
        switch (step.Kind)
        {
            case StepKind.Activity:
                return await Workflow.ExecuteActivityAsync((TrialActivities a) => a.Work(step.Name, step.Fails, step.IsFinal), Options(step));
            case StepKind.GatedActivity:
                return await Workflow.ExecuteActivityAsync((TrialActivities a) => a.WaitAsync(step.Name, step.Fails, false), Options(step));
            case StepKind.SilentActivity:
                await Workflow.ExecuteActivityAsync((TrialActivities a) => a.SilentAsync(), Silent(step));
                return "answered";
            case StepKind.CancelledActivity:
                return await CancelActivityAsync(step);
            case StepKind.LocalActivity:
                return await Workflow.ExecuteLocalActivityAsync(
                    (TrialActivities a) => a.Work(step.Name, step.Fails, step.IsFinal),
                    new() { ActivityId = step.Name, ScheduleToCloseTimeout = TimeSpan.FromSeconds(60), RetryPolicy = Retry(step) });
            case StepKind.Timer:
                await Workflow.DelayAsync(TimeSpan.FromMilliseconds(step.Milliseconds));
                return "passed";
            case StepKind.OvertakenTimer:
                return await OvertakeAsync(step);
            case StepKind.Await:
                await AwaitAsync(step.Name);
                return "came";
            case StepKind.Patch:
                return $"{Workflow.Patched(step.Name)}";
            case StepKind.Memo:
                Workflow.UpsertMemo(step.Variant == 0 ? MemoUpdate.ValueUnset("memo") : MemoUpdate.ValueSet("memo", step.Name));
                return "noted";
            case StepKind.SearchAttribute:
                Workflow.UpsertTypedSearchAttributes(step.Variant == 0 ? Number.ValueUnset() : Number.ValueSet(step.Variant));
                return "noted";
            case StepKind.Parallel:
                await Workflow.WhenAllAsync(step.Branches.Select(branch => RunStepsAsync(branch)).ToArray());
                return "joined";
            case StepKind.SignalNobody:
                await Workflow.GetExternalWorkflowHandle<TrialWorkflow>($"{_input.Root}-nobody").SignalAsync(w => w.TellAsync("lost"));
                return "told";
            case StepKind.CancelNobody:
                await Workflow.GetExternalWorkflowHandle<TrialWorkflow>($"{_input.Root}-nobody").CancelAsync();
                return "told";
            default:
                return await DoChildAsync(step);
        }
    }

    private async Task<string> CancelActivityAsync(Step step)
    {
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(Workflow.CancellationToken);
        var options = Options(step.Name, cancellation.Token);
        options.CancellationType = (ActivityCancellationType)step.Variant;
        options.HeartbeatTimeout = TimeSpan.FromSeconds(5);
        var activity = Workflow.ExecuteActivityAsync((TrialActivities a) => a.WaitAsync(step.Name, 0, true), options);
        await AwaitAsync($"{step.Name} cancel");
        cancellation.Cancel();
        var ended = "was not cancelled";
        try
        {
            await activity;
        }
        catch (Exception e) when (TemporalException.IsCanceledException(e) && !Workflow.CancellationToken.IsCancellationRequested)
        {
            ended = e.InnerException?.Message ?? e.Message;
        }

        // What is left of it comes before anything else is begun.
        await AwaitAsync($"{step.Name} after");
        return ended;
    }

    private async Task<string> OvertakeAsync(Step step)
    {
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(Workflow.CancellationToken);
        var timer = Workflow.DelayAsync(Long, cancellation.Token);
        var first = await Workflow.WhenAnyAsync(timer, AwaitAsync(step.Name));
        await first;
        cancellation.Cancel();
        return first == timer ? "was late" : "overtaken";
    }

    private async Task<string> DoChildAsync(Step step)
    {
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(Workflow.CancellationToken);
        var options = new ChildWorkflowOptions
        {
            Id = $"{_input.Root}-{(step.Kind == StepKind.RefusedChild ? "root" : step.Name)}",
            CancellationToken = cancellation.Token,
            RetryPolicy = step.Attempts > 1 ? new() { MaximumAttempts = step.Attempts, InitialInterval = TimeSpan.FromSeconds(1) } : null,
        };
        switch (step.Kind)
        {
            case StepKind.RefusedChild:
                options.Id = Workflow.Info.WorkflowId;
                break;
            case StepKind.LeftChild:
                options.ParentClosePolicy = (ParentClosePolicy)(1 + step.Variant);
                break;
            case StepKind.CancelledChild:
                options.CancellationType = step.Variant switch
                {
                    0 => ChildWorkflowCancellationType.TryCancel,
                    1 => ChildWorkflowCancellationType.WaitCancellationRequested,
                    _ => ChildWorkflowCancellationType.WaitCancellationCompleted,
                };
                break;
            case StepKind.SilentChild:
                options.RunTimeout = TimeSpan.FromSeconds(1);
                break;
        }

        var input = new TrialInput(_input.Root, IsChild: true, step.Variant == 1, step.Branches.Count > 0 ? step.Branches[0] : [], []);
        var child = await Workflow.StartChildWorkflowAsync((TrialWorkflow w) => w.RunAsync(input), options);
        switch (step.Kind)
        {
            case StepKind.LeftChild:
                // It stands where it waits before its parent may end.
                await AwaitAsync($"{step.Name} left");
                return "left";
            case StepKind.SignalledChild:
                await AwaitAsync($"{step.Name} signal");
                await child.SignalAsync(w => w.TellAsync(Go));
                break;
            case StepKind.CancelledChild:
                return await CancelChildAsync(step, child, cancellation);
        }

        return string.Join("; ", await child.GetResultAsync());
    }

    private async Task<string> CancelChildAsync(Step step, ChildWorkflowHandle<TrialWorkflow, IReadOnlyList<string>> child, CancellationTokenSource cancellation)
    {
        await AwaitAsync($"{step.Name} cancel");
        cancellation.Cancel();
        var ended = "was not cancelled";
        try
        {
            await child.GetResultAsync();
        }
        catch (Exception e) when (TemporalException.IsCanceledException(e) && !Workflow.CancellationToken.IsCancellationRequested)
        {
            ended = "cancelled";
        }

        await AwaitAsync($"{step.Name} after");
        return ended;
    }

    private static ActivityOptions Options(Step step) => new()
    {
        ActivityId = step.Name,
        StartToCloseTimeout = TimeSpan.FromSeconds(120),
        RetryPolicy = Retry(step),
    };

    private static ActivityOptions Options(string name, CancellationToken cancellation) => new()
    {
        ActivityId = name,
        StartToCloseTimeout = TimeSpan.FromSeconds(120),
        RetryPolicy = Once,
        CancellationToken = cancellation,
    };

    private static ActivityOptions Silent(Step step)
    {
        var options = Options(step);
        switch (step.Variant)
        {
            case 0:
                options.StartToCloseTimeout = TimeSpan.FromSeconds(1);
                break;
            case 1:
                options.HeartbeatTimeout = TimeSpan.FromSeconds(1);
                break;
            case 2:
                options.ScheduleToCloseTimeout = TimeSpan.FromSeconds(1);
                break;
            default:
                options.ScheduleToStartTimeout = TimeSpan.FromSeconds(1);
                options.TaskQueue = "nobody";
                break;
        }

        return options;
    }

    private static RetryPolicy Retry(Step step) => new()
    {
        InitialInterval = TimeSpan.FromMilliseconds(10),
        BackoffCoefficient = 1,
        MaximumAttempts = step.Attempts,
    };
}
