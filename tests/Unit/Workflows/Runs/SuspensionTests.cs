using Mdlc.Contracts.Runs;
using Mdlc.Contracts.Spec;
using Mdlc.Workflows;
using Mdlc.Workflows.Evaluation;
using Mdlc.Workflows.Registry;
using Mdlc.Workflows.Training;
using Temporalio.Activities;
using Temporalio.Exceptions;

namespace Mdlc.Unit.Tests.Workflows.Runs;

/// <summary>What ends a run, what makes it wait for a person, and what a person may then do.</summary>
public sealed class SuspensionTests(SkippingEngine engine) : IClassFixture<SkippingEngine>, IAsyncDisposable
{
    /// <summary>How often an activity is tried by itself.</summary>
    private const int Attempts = 5;

    private readonly StandInStages _stages = new();
    private TrainingRunDriver? _driver;

    private TrainingRunDriver Driver => _driver ??= new TrainingRunDriver(engine, _stages);

    private int Trainings => _stages.Calls.Count(name => name == "train");

    public async ValueTask DisposeAsync()
    {
        if (_driver is not null)
        {
            await _driver.DisposeAsync();
        }
    }

    [Theory]
    [InlineData(ErrorTypes.SpecFault)]
    [InlineData(ErrorTypes.DataFault)]
    public async Task Fault_EndsTheRun_AtItsFirstAttempt(string type)
    {
        _stages.Validate = (_, _) => throw new ApplicationFailureException("in.csv, line 3: no", type);

        var report = await Driver.RunAsync();

        Assert.Equal(["fetch", "validate"], _stages.Calls);
        Assert.Equal((RunState.Failed, "in.csv, line 3: no"), (report.State, report.Error));
        Assert.Equal((StageState.Failed, "in.csv, line 3: no"), (Stage(report, StageName.Validate).State, Stage(report, StageName.Validate).Summary));
        Assert.Equal(Enumerable.Repeat(StageState.Skipped, 6), report.Stages.Skip(2).Select(s => s.State));
        Assert.Equal("failed", await Driver.AttributeAsync(SearchAttributes.State));
    }

    [Fact]
    public async Task ErrorThatPasses_IsTriedAgainByItself()
    {
        Failing(calls: Attempts - 1);

        var report = await Driver.RunAsync();

        Assert.Equal((RunState.Succeeded, Attempts), (report.State, Trainings));
    }

    [Fact]
    public async Task ErrorThatStays_SuspendsTheRun_AndSaysSoEverywhere()
    {
        Failing(calls: Attempts);

        var report = await Driver.RunUntilSuspendedAsync();

        Assert.Equal((Attempts, "call 5 went wrong"), (Trainings, report.Error));
        Assert.Equal((StageState.Suspended, "call 5 went wrong"), (Stage(report, StageName.Train).State, Stage(report, StageName.Train).Summary));
        Assert.Equal(StageState.Waiting, Stage(report, StageName.Evaluate).State);
        Assert.Equal((RunState.Suspended, "call 5 went wrong"), (_stages.Recorded[^1].State, _stages.Recorded[^1].Error));
        Assert.Equal(("suspended", "retry"), (await Driver.AttributeAsync(SearchAttributes.State), await Driver.AttributeAsync(SearchAttributes.Awaiting)));
    }

    [Fact]
    public async Task Retry_OnceMended_GoesOnWhereItWas_AndForgetsTheError()
    {
        Failing(calls: Attempts);
        var suspended = await Driver.RunUntilSuspendedAsync();

        var retried = await Driver.RetryAsync();
        var report = await Driver.EndAsync();

        Assert.NotEqual(RunState.Suspended, retried.State);
        Assert.Null(retried.Error);
        Assert.Equal(1, _stages.Calls.Count(name => name == "fetch"));
        Assert.Equal((RunState.Succeeded, null), (report.State, report.Error));
        Assert.Equal(("trained", StageState.Succeeded), (Stage(report, StageName.Train).Summary, Stage(report, StageName.Train).State));
        Assert.Null(await Driver.AttributeAsync(SearchAttributes.Awaiting));

        // From the stage's first start: the half minute of the first tries counts.
        Assert.True(Stage(report, StageName.Train).Seconds >= Stage(suspended, StageName.Train).Seconds);
        Assert.InRange(Stage(suspended, StageName.Train).Seconds!.Value, 14, 60);
    }

    [Fact]
    public async Task Retry_WithoutMending_SuspendsAgain_AndStaysSo()
    {
        Failing(calls: int.MaxValue);
        await Driver.RunUntilSuspendedAsync();

        await Driver.RetryAsync();
        var report = await Driver.SuspendedAsync();

        Assert.Equal((2 * Attempts, "call 10 went wrong"), (Trainings, report.Error));

        await Driver.RetryAsync();
        report = await Driver.SuspendedAsync();

        Assert.Equal((3 * Attempts, "call 15 went wrong"), (Trainings, report.Error));
    }

    [Fact]
    public async Task Retry_WithAnotherSpec_GoesOnByIt_AndKeepsTheDifference()
    {
        Failing(calls: Attempts);
        await Driver.RunUntilSuspendedAsync();
        var changed = Driver.Spec with { Train = Driver.Spec.Train with { Seed = 77 }, Evaluate = Driver.Spec.Evaluate with { Slices = ["city"] } };

        await Driver.RetryAsync(new(changed, false, "ann", "another seed"));
        var report = await Driver.EndAsync();

        Assert.Equal(RunState.Succeeded, report.State);
        Assert.Equal(77, _stages.Inputs<RegisterInput>().Single().Spec.Train.Seed);
        Assert.Equal(";", _stages.Inputs<RegisterInput>().Single().Spec.Source.Delimiter);
        Assert.Equal(["city"], _stages.Inputs<EvaluateInput>().Single().Spec.Evaluate.Slices);
        var change = Assert.Single(report.Changes);
        Assert.Equal((StageName.Train, "ann", "another seed", false), (change.Stage, change.By, change.Reason, change.Skipped));
        Assert.Equal(["train.seed: 1 → 77", "evaluate.slices: nothing → [\"city\"]"], change.Differences.Select(d => d.ToString()).OrderByDescending(d => d));
        Assert.Equal(report.Changes, _stages.Recorded[^1].Changes, (a, b) => a!.Reason == b!.Reason);
    }

    [Fact]
    public async Task Retry_WithWhatEarlierStagesWentBy_IsRefused_AndTheRunStaysSuspended()
    {
        Failing(calls: Attempts);
        await Driver.RunUntilSuspendedAsync();

        var refused = await Assert.ThrowsAsync<WorkflowUpdateFailedException>(() => Driver.RetryAsync(new(Driver.Spec with { Label = "z" }, false, "ann", null)));

        Assert.StartsWith($"Run {Driver.Run} is suspended at train, and stages before it have gone by what shall change: label: y → z.", refused.InnerException!.Message, StringComparison.Ordinal);
        Assert.Empty((await Driver.SuspendedAsync()).Changes);
        await Driver.RetryAsync();
        Assert.Equal(RunState.Succeeded, (await Driver.EndAsync()).State);
    }

    [Fact]
    public async Task Skip_OfTheDeployment_LeavesAVersionThatIsNoChampion()
    {
        _stages.Deploy = (_, _) => throw new ApplicationFailureException("no server");
        await Driver.RunUntilSuspendedAsync();

        await Driver.RetryAsync(new(null, true, "ann", "tomorrow"));
        var report = await Driver.EndAsync();

        Assert.Equal((RunState.Succeeded, StandInStages.Candidate, StandInStages.Champion), (report.State, report.Version, report.Champion));
        Assert.Equal((StageState.Skipped, "left out by ann: tomorrow"), (Stage(report, StageName.Deploy).State, Stage(report, StageName.Deploy).Summary));
        Assert.DoesNotContain("promote", _stages.Calls);
        Assert.Contains("withdraw", _stages.Calls);
        Assert.True(Assert.Single(report.Changes).Skipped);
    }

    [Fact]
    public async Task Skip_OfTheSearch_TrainsByTheSpecsOwnParameters()
    {
        _stages.Propose = _ => throw new ApplicationFailureException("no proposal", nonRetryable: true);
        ModelSpec Searching(ModelSpec spec) => spec with { Tune = spec.Tune with { Trials = 2 }, Train = spec.Train with { Params = new Dictionary<string, double> { ["numberOfLeaves"] = 5 } } };
        await Driver.RunUntilSuspendedAsync(Searching);

        await Driver.RetryAsync(new(null, true, "ann", null));
        var report = await Driver.EndAsync();

        Assert.Equal((RunState.Succeeded, null), (report.State, report.Leaderboard));
        Assert.Equal(5, Assert.Single(_stages.Inputs<TrainInput>()).Params["numberOfLeaves"]);
    }

    [Fact]
    public async Task Skip_OfWhatIsNeeded_IsRefused()
    {
        Failing(calls: Attempts);
        await Driver.RunUntilSuspendedAsync();

        var refused = await Assert.ThrowsAsync<WorkflowUpdateFailedException>(() => Driver.RetryAsync(new(null, true, "ann", null)));

        Assert.Equal($"Run {Driver.Run} is suspended at train, which cannot be left out; tune and deploy can.", refused.InnerException!.Message);
    }

    [Fact]
    public async Task RetrySignal_WhileSuspended_IsARetry()
    {
        Failing(calls: Attempts);
        await Driver.RunUntilSuspendedAsync();

        await Driver.Handle.SignalAsync(r => r.RetryAsync());

        Assert.Equal(RunState.Succeeded, (await Driver.EndAsync()).State);
    }

    [Fact]
    public async Task RetrySignal_WhileRunning_IsNotKeptForTheNextSuspension()
    {
        var began = new TaskCompletionSource();
        var mayFail = new TaskCompletionSource();
        _stages.Train = async (call, _, _) =>
        {
            began.TrySetResult();
            await mayFail.Task;
            throw new ApplicationFailureException($"call {call} went wrong");
        };
        await Driver.StartAsync();
        await began.Task;

        await Driver.Handle.SignalAsync(r => r.RetryAsync());
        mayFail.SetResult();
        await Driver.SuspendedAsync();

        Assert.Equal(Attempts, Trainings);
    }

    [Fact]
    public async Task Retry_OfARunThatIsNotSuspended_IsRefused()
    {
        var began = new TaskCompletionSource();
        UntilCancelled(began);
        await Driver.StartAsync();
        await began.Task;

        var refused = await Assert.ThrowsAsync<WorkflowUpdateFailedException>(() => Driver.RetryAsync());

        Assert.Contains("is running; only a suspended run can be retried", refused.InnerException!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Abort_OfWhatIsRunning_CancelsIt_AndSkipsTheRest()
    {
        var began = new TaskCompletionSource();
        UntilCancelled(began);
        await Driver.StartAsync();
        await began.Task;

        await Driver.AbortAsync("too dear");
        var report = await Driver.EndAsync();

        Assert.Equal((RunState.Aborted, "too dear"), (report.State, report.Error));
        Assert.Equal((StageState.Aborted, "too dear"), (Stage(report, StageName.Train).State, Stage(report, StageName.Train).Summary));
        Assert.Equal(StageState.Skipped, Stage(report, StageName.Evaluate).State);
        Assert.Equal((RunState.Aborted, 1), (_stages.Recorded[^1].State, Trainings));
    }

    [Fact]
    public async Task Abort_BySignal_IsAnAbort_AndItsFirstReasonStays()
    {
        // The stage ends only when both were heard: a run that has ended hears nothing.
        var (began, heard) = (new TaskCompletionSource(), new TaskCompletionSource());
        UntilCancelled(began, heard.Task);
        await Driver.StartAsync();
        await began.Task;

        await Driver.Handle.SignalAsync(r => r.AbortAsync("first"));
        await Driver.Handle.SignalAsync(r => r.AbortAsync("second"));
        await Driver.Handle.QueryAsync(r => r.Progress());
        heard.SetResult();

        var report = await Driver.EndAsync();
        Assert.Equal((RunState.Aborted, "first"), (report.State, report.Error));
        Assert.Equal(StageState.Aborted, Stage(report, StageName.Train).State);
    }

    [Fact]
    public async Task Cancellation_OfTheWorkflow_EndsItWithAReport()
    {
        var began = new TaskCompletionSource();
        UntilCancelled(began);
        await Driver.StartAsync();
        await began.Task;

        await Driver.Handle.CancelAsync();
        var report = await Driver.EndAsync();

        Assert.Equal((RunState.Aborted, "The run's workflow was cancelled."), (report.State, report.Error));
        Assert.Equal(RunState.Aborted, _stages.Recorded[^1].State);
    }

    [Fact]
    public async Task Cancellation_OfASuspendedWorkflow_EndsItWithAReport()
    {
        Failing(calls: Attempts);
        await Driver.RunUntilSuspendedAsync();

        await Driver.Handle.CancelAsync();

        Assert.Equal(RunState.Aborted, (await Driver.EndAsync()).State);
    }

    [Fact]
    public async Task TrainerKilledAgainAndAgain_IsBegunAgainByItself_FiftyTimes()
    {
        _stages.Train = (call, input, _) => call <= 50 ? throw Killed() : Task.FromResult(StandInStages.Trained(input));

        var report = await Driver.RunAsync();

        Assert.Equal((RunState.Succeeded, 51), (report.State, Trainings));

        // The rests before each time: 1, 2, 4, 8, 16 and then 30 seconds.
        Assert.InRange(report.Seconds!.Value, 31 + (45 * 30), 2000);
        Assert.DoesNotContain(_stages.Recorded, r => r.State == RunState.Suspended);
    }

    [Fact]
    public async Task TrainerKilledWithoutEnd_SuspendsTheRun_AndARetryGivesItAsManyMore()
    {
        _stages.Train = (_, _, _) => throw Killed();
        var report = await Driver.RunUntilSuspendedAsync();
        Assert.Equal(51, Trainings);
        Assert.Contains("the trainer was killed", report.Error, StringComparison.Ordinal);

        await Driver.RetryAsync();
        await Driver.SuspendedAsync();

        Assert.Equal(2 * 51, Trainings);
    }

    /// <summary>The activity's retries are the activity's affair; here it is over with the first.</summary>
    private static ApplicationFailureException Killed() => new("the trainer was killed", ErrorTypes.Interrupted, nonRetryable: true);

    private static StageReport Stage(RunReport report, string name) => report.Stages.Single(s => s.Name == name);

    private void Failing(int calls) =>
        _stages.Train = (call, input, _) => call <= calls ? throw new ApplicationFailureException($"call {call} went wrong") : Task.FromResult(StandInStages.Trained(input));

    /// <param name="mayEnd">What it waits for once it is cancelled; null: nothing.</param>
    private void UntilCancelled(TaskCompletionSource began, Task? mayEnd = null) => _stages.Train = async (_, input, cancelled) =>
    {
        began.TrySetResult();
        while (!cancelled.IsCancellationRequested || mayEnd is { IsCompleted: false })
        {
            ActivityExecutionContext.Current.Heartbeat();
            await Task.Delay(20, CancellationToken.None);
        }

        throw new OperationCanceledException(cancelled);
    };
}
