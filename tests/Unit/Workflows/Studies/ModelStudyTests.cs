using Mdlc.Contracts.Spec;
using Mdlc.Contracts.Tuning;
using Mdlc.Unit.Tests.Workflows.Runs;
using Mdlc.Workflows;
using Mdlc.Workflows.Studies;
using Temporalio.Activities;
using Temporalio.Exceptions;

namespace Mdlc.Unit.Tests.Workflows.Studies;

/// <summary>A study on the engine, with trials that do nothing: what it lists, whatever happens to them on the way, and what it may be told.</summary>
public sealed class ModelStudyTests(SkippingEngine engine) : IClassFixture<SkippingEngine>, IAsyncDisposable
{
    private readonly List<StudyDriver> _drivers = [];

    public async ValueTask DisposeAsync()
    {
        foreach (var driver in _drivers)
        {
            await driver.DisposeAsync();
        }
    }

    [Fact]
    public async Task Trials_ThatEndInAnyOrder_AndAreCutOffAtRandom_AreTheSameList()
    {
        var undisturbed = await New(new StandInStudy()).RunAsync(new TuneSpec { Trials = 60, Parallel = 4 });
        var kills = 0;
        var disturbed = new StandInStudy
        {
            Before = async (input, call, _) =>
            {
                // Chance of each attempt's own: so many are killed, whichever comes first.
                var choice = new Random((100 * input.Trial.Trial) + call).Next(100);
                if (call <= 4 && choice < 60)
                {
                    Interlocked.Increment(ref kills);
                    throw new ApplicationFailureException("killed", choice < 30 ? ErrorTypes.Interrupted : "Lost", nonRetryable: choice < 30);
                }

                await Task.Delay(choice % 20, TestContext.Current.CancellationToken);
            },
        };

        var outcome = await New(disturbed).RunAsync(new TuneSpec { Trials = 60, Parallel = 4 });

        Assert.InRange(kills, 50, 100);
        Assert.Equal(ListOf(undisturbed), ListOf(outcome));
    }

    [Fact]
    public async Task Proposal_KnowsTheResultsUpToItsNumberLessTheParallelOnes_AndTheOthersAsPending()
    {
        var study = new StandInStudy();

        await New(study).RunAsync(new TuneSpec { Trials = 9, Parallel = 3 });

        Assert.All(study.Proposals, asked =>
        {
            Assert.Equal(Enumerable.Range(0, asked.Trial), asked.History.Select(known => known.Trial));
            Assert.All(asked.History, known => Assert.Equal(known.Trial <= asked.Trial - 3, known.Loss is not null));
            Assert.All(asked.History, known => Assert.NotNull(known.At[0]));
        });
    }

    [Fact]
    public async Task Trials_AreNeverMoreAtOnceThanParallel()
    {
        var (gate, now, most) = (new Lock(), 0, 0);
        var study = new StandInStudy
        {
            Before = async (_, _, _) =>
            {
                lock (gate)
                {
                    most = Math.Max(most, ++now);
                }

                await Task.Delay(10, TestContext.Current.CancellationToken);
                lock (gate)
                {
                    now--;
                }
            },
        };

        await New(study).RunAsync(new TuneSpec { Trials = 12, Parallel = 3 });

        Assert.InRange(most, 1, 3);
    }

    [Fact]
    public async Task LongStudy_GoesOverIntoANewHistory_WithTheSameTrials()
    {
        var study = new StandInStudy();
        var driver = New(study);

        var outcome = await driver.RunAsync(new TuneSpec { Trials = 130, Parallel = 4 });

        Assert.Equal(Enumerable.Range(0, 130), outcome.Leaderboard.Trials.Select(trial => trial.Trial).Order());
        Assert.All(study.Calls, call => Assert.Equal(1, call.Value));
        Assert.All(outcome.Leaderboard.Trials, trial => Assert.Equal(Math.Max(-1, trial.Trial - 4), trial.Through));
        Assert.Equal("ContinuedAsNew", (await engine.Client.ListWorkflowsAsync($"WorkflowId = '{driver.Handle.Id}'").ToListAsync(TestContext.Current.CancellationToken)).OrderBy(run => run.StartTime).First().Status.ToString());
    }

    [Fact]
    public async Task TrialThatCannotBeRun_IsAResult_AndAFullDiskIsNot()
    {
        var study = new StandInStudy
        {
            Before = (input, _, _) => input.Trial.Trial == 1 ? throw new ApplicationFailureException("no memory", ErrorTypes.ResourceFault) : Task.CompletedTask,
        };

        var outcome = await New(study).RunAsync(new TuneSpec { Trials = 3, Parallel = 1 });

        Assert.Equal((TrialState.Failed, "no memory", null), Told(outcome.Leaderboard.Trials[^1]));
        var full = new StandInStudy { Before = (_, _, _) => throw new ApplicationFailureException("no room", ErrorTypes.NoRoom, nonRetryable: true) };
        var broken = await Assert.ThrowsAsync<WorkflowFailedException>(() => New(full).RunAsync(new TuneSpec { Trials = 3, Parallel = 2 }));
        Assert.Equal("no room", Failures.Sentence(broken.InnerException!));

        static (TrialState?, string?, double?) Told(TrialResult trial) => (trial.State, trial.Error, trial.Score);
    }

    [Fact]
    public async Task TooManyFailures_EndTheStudyWithASentence()
    {
        var study = new StandInStudy { Before = (_, _, _) => throw new ApplicationFailureException("no such option", ErrorTypes.SpecFault) };

        var failed = await Assert.ThrowsAsync<WorkflowFailedException>(() => New(study).RunAsync(new TuneSpec { Trials = 50, Parallel = 2, MaxFailedTrials = 3 }));

        Assert.Equal(FailureClass.Fault, Failures.Classify(failed.InnerException!));
        Assert.Contains("Found 4 failed trials among the first 4, expected 3 at most (tune.maxFailedTrials); the last one: no such option", Failures.Sentence(failed.InnerException!), StringComparison.Ordinal);
        Assert.InRange(study.Calls.Count, 4, 6);
    }

    [Fact]
    public async Task SpaceThatIsUsedUp_EndsTheStudy()
    {
        var outcome = await New(new StandInStudy { Points = 5 }).RunAsync(new TuneSpec { Trials = 50, Parallel = 2 });

        Assert.Equal(5, outcome.Leaderboard.Trials.Count);
        Assert.Equal("every point of the space has been tried", outcome.Leaderboard.Study!.End);
    }

    [Fact]
    public async Task BudgetOfIterations_EndsIt_WhenTheKnownTrialsHaveSpentIt()
    {
        var outcome = await New(new StandInStudy()).RunAsync(new TuneSpec { Iterations = 450, Parallel = 2 });

        // The fifth of 100 each spends it; then it is known, and one more was under way.
        Assert.Equal(6, outcome.Leaderboard.Trials.Count);
        Assert.Equal((600L, "its 450 iterations are spent"), (outcome.Leaderboard.Study!.Spent.Iterations, outcome.Leaderboard.Study.End));
    }

    [Fact]
    public async Task Goal_OnceKnown_EndsIt()
    {
        var study = new StandInStudy { Trial = input => StandInStudy.Result(input) with { Score = input.Trial.Trial == 3 ? 0.1 : 0.9, Loss = 0.9 } };

        var outcome = await New(study).RunAsync(new TuneSpec { Trials = 50, Parallel = 1, Goal = 0.2 });

        Assert.Equal((4, "its goal of 0.2 is reached"), (outcome.Leaderboard.Trials.Count, outcome.Leaderboard.Study!.End));
    }

    [Fact]
    public async Task TimeThatIsOver_EndsWhatIsUnderWay_AndKeepsWhatItHas()
    {
        var study = new StandInStudy { Before = async (_, _, cancelled) => await UntilCancelledAsync(waits: true, cancelled) };

        var outcome = await New(study).RunAsync(new TuneSpec { Seconds = 2, Parallel = 2 });

        // Time is not skipped while work is under way; on a busy machine not both may have begun by then.
        Assert.Equal(study.Calls.Keys.Order(), outcome.Leaderboard.Trials.Select(trial => trial.Trial).Order());
        Assert.InRange(outcome.Leaderboard.Trials.Count, 0, 2);
        Assert.Equal((StudyPhase.Ended, "its time is over"), (outcome.Leaderboard.Study!.Phase, outcome.Leaderboard.Study.End));
        Assert.True(outcome.Leaderboard.Study.Spent.Seconds >= 2);
    }

    [Fact]
    public async Task PausedStudy_BeginsNothing_AndGoesOnWhenResumed()
    {
        var mayEnd = new TaskCompletionSource();
        var study = new StandInStudy { Before = (input, _, _) => input.Trial.Trial == 2 ? mayEnd.Task : Task.CompletedTask };
        var driver = New(study);
        await driver.StartAsync(new TuneSpec { Trials = 6, Parallel = 1 });
        await driver.UntilAsync(board => board.Study!.UnderWay.Any(trial => trial.Trial == 2));

        var status = await driver.Handle.ExecuteUpdateAsync(s => s.PauseAsync());
        Assert.Contains("paused already", await RefusalAsync(() => driver.Handle.ExecuteUpdateAsync(s => s.PauseAsync())), StringComparison.Ordinal);
        mayEnd.SetResult();
        await driver.UntilAsync(board => board.Trials.Count == 3);
        await engine.WhenIdleAsync();

        Assert.Equal((StudyPhase.Paused, 3), (status.Phase, study.Calls.Count));
        Assert.Equal(StudyPhase.Running, (await driver.Handle.ExecuteUpdateAsync(s => s.ResumeAsync())).Phase);
        Assert.Equal(6, (await driver.EndAsync()).Leaderboard.Trials.Count);
    }

    [Fact]
    public async Task StoppedStudy_TakesTheBestSoFar_AndExtendedOneGoesOn()
    {
        var study = new StandInStudy { Before = async (input, _, cancelled) => await UntilCancelledAsync(input.Trial.Trial == 5, cancelled) };
        var driver = New(study);
        await driver.StartAsync(new TuneSpec { Trials = 5, Parallel = 1 });
        var refused = await RefusalAsync(() => driver.Handle.ExecuteUpdateAsync(s => s.ExtendAsync(new(null, null, 60))));
        Assert.Contains("no budget of time to extend; it has one of trials", refused, StringComparison.Ordinal);
        await driver.Handle.ExecuteUpdateAsync(s => s.ExtendAsync(new(10, null, null)));
        await driver.UntilAsync(board => board.Study!.UnderWay.Any(trial => trial.Trial == 5));

        await driver.Handle.ExecuteUpdateAsync(s => s.StopAsync("it was stopped: enough"));
        var outcome = await driver.EndAsync();

        Assert.Equal((6, "it was stopped: enough"), (outcome.Leaderboard.Trials.Count, outcome.Leaderboard.Study!.End));
    }

    [Fact]
    public async Task Parallel_ChangedOnTheWay_IsNotedInEachTrialThatFollows()
    {
        var mayEnd = new TaskCompletionSource();
        var study = new StandInStudy { Before = (input, _, _) => input.Trial.Trial == 1 ? mayEnd.Task : Task.CompletedTask };
        var driver = New(study);
        await driver.StartAsync(new TuneSpec { Trials = 8, Parallel = 1 });
        await driver.UntilAsync(board => board.Study!.UnderWay.Any(trial => trial.Trial == 1));

        Assert.Contains("expected a whole number from 1 to 100", await RefusalAsync(() => driver.Handle.ExecuteUpdateAsync(s => s.SetParallelAsync(0))), StringComparison.Ordinal);
        await driver.Handle.ExecuteUpdateAsync(s => s.SetParallelAsync(3));
        mayEnd.SetResult();
        var trials = (await driver.EndAsync()).Leaderboard.Trials.OrderBy(trial => trial.Trial).ToList();

        Assert.Equal([-1, 0, -1, 0, 1, 2, 3, 4], trials.Select(trial => trial.Through!.Value));
    }

    [Fact]
    public async Task BestTrialsPlan_WhereItIsNotTheRunsOwn_IsMadeOnce()
    {
        var study = new StandInStudy { Trial = input => StandInStudy.Result(input) with { Loss = input.Trial.Trial == 3 ? 0 : 1, Score = 1 } };

        var outcome = await New(study).RunAsync(new TuneSpec { Trials = 5, Parallel = 1 });

        Assert.Equal(["zero"], outcome.Plan!.Notes);
        Assert.Single(study.Plans);
        Assert.Single(study.Ends);

        var usual = new StandInStudy { Trial = input => StandInStudy.Result(input) with { Loss = input.Trial.Trial == 2 ? 0 : 1, Score = 1 } };
        Assert.Null((await New(usual).RunAsync(new TuneSpec { Trials = 5, Parallel = 1 })).Plan);
        Assert.Empty(usual.Plans);
    }

    private StudyDriver New(StandInStudy study)
    {
        var driver = new StudyDriver(engine, study);
        _drivers.Add(driver);
        return driver;
    }

    private static string[] ListOf(StudyOutcome outcome) =>
        [.. outcome.Leaderboard.Trials.OrderBy(trial => trial.Trial).Select(trial => $"{trial.Trial} {trial.Params["x"]} {trial.Choices["plan.missing"]} {trial.Loss} {trial.Through}")];

    private static async Task<string> RefusalAsync(Func<Task> update) =>
        (await Assert.ThrowsAsync<WorkflowUpdateFailedException>(update)).InnerException!.Message;

    /// <summary>As a boosting does that is told that it is enough: it ends, with a result.</summary>
    private static async Task UntilCancelledAsync(bool waits, CancellationToken cancelled)
    {
        while (waits && !cancelled.IsCancellationRequested)
        {
            ActivityExecutionContext.Current.Heartbeat();
            await Task.Delay(10, CancellationToken.None);
        }
    }
}
