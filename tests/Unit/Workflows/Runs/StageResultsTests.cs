using Mdlc.Contracts.Faults;
using Mdlc.Contracts.Runs;
using Mdlc.Contracts.Spec;
using Mdlc.Contracts.Verdicts;
using Mdlc.Workflows;
using Mdlc.Workflows.Data;
using Mdlc.Workflows.Evaluation;
using Mdlc.Workflows.Features;
using Mdlc.Workflows.Registry;
using Mdlc.Workflows.Runs;
using Mdlc.Workflows.Training;
using Temporalio.Activities;
using Temporalio.Exceptions;

namespace Mdlc.Unit.Tests.Workflows.Runs;

/// <summary>What a stage found out reaches the stages after it, the report and whoever listens.</summary>
public sealed class StageResultsTests(SkippingEngine engine) : IClassFixture<SkippingEngine>, IAsyncDisposable
{
    private readonly StandInStages _stages = new();
    private TrainingRunDriver? _driver;

    private TrainingRunDriver Driver => _driver ??= new TrainingRunDriver(engine, _stages);

    public async ValueTask DisposeAsync()
    {
        if (_driver is not null)
        {
            await _driver.DisposeAsync();
        }
    }

    [Fact]
    public async Task Source_AsItWasRead_IsWhatAllLaterStagesAreTold()
    {
        await Driver.RunAsync();

        Assert.Null(_stages.Inputs<FetchInput>()[0].Spec.Source.Delimiter);
        Assert.Equal(";", _stages.Inputs<ValidateInput>()[0].Spec.Source.Delimiter);
        Assert.Equal(";", _stages.Inputs<EvaluateInput>()[0].Spec.Source.Delimiter);
        Assert.Equal(";", _stages.Inputs<RegisterInput>()[0].Spec.Source.Delimiter);
    }

    [Fact]
    public async Task QuarantinedRows_AreTold_AndTheRestIsWhatIsTrainedOn()
    {
        var clean = StandInStages.Snapshot("clean", 90);
        _stages.Validate = (_, _) => new(clean, null, 10, clean.File, "validation.html", "10 rows taken out");
        _stages.Transform = (_, input) => new(new(input.Snapshot.File, 60, input.Snapshot.File, 20), new([]), "60 + 20 rows") { WithoutLabel = 10 };

        var report = await Driver.RunAsync();

        Assert.Equal(clean.DataDigest, _stages.Inputs<TransformInput>()[0].Snapshot.DataDigest);
        Assert.Equal(clean.DataDigest, _stages.Inputs<GateInput>()[0].Snapshot.DataDigest);
        Assert.Equal(new RowCounts(60, 20, 10) { WithoutLabel = 10 }, report.Rows);
        Assert.Equal(clean.DataDigest, report.Snapshot);
    }

    [Fact]
    public async Task WhatCouldNotBeRead_AndWhatSpeaksAgainstTrust_ReachTheEvaluation()
    {
        _stages.Fetch = (_, input) => new(StandInStages.Snapshot("fetched", 100), input.Spec.Source, 7, null, null, "100 rows")
        {
            Unreadable = new Dictionary<string, long> { ["a"] = 5, ["b"] = 2 },
            Notes = ["column a: 5 values are no numbers"],
        };
        _stages.Transform = (_, input) => new(new(input.Snapshot.File, 80, input.Snapshot.File, 20), new([]), "80 + 20 rows") { Warnings = ["column c tells the label"] };

        var report = await Driver.RunAsync();

        var evaluated = Assert.Single(_stages.Inputs<EvaluateInput>());
        Assert.Equal(107, evaluated.Records);
        Assert.Equal([("a", 5L), ("b", 2L)], evaluated.Unreadable.Select(u => (u.Key, u.Value)).Order());
        Assert.Equal(["column c tells the label"], evaluated.Warnings);
        Assert.Equal(["column a: 5 values are no numbers"], report.Stages[0].Notes);
    }

    [Fact]
    public async Task ValidationThatRefusesTheRows_LeavesItsPageToTheRun()
    {
        var page = new FaultPage(PageName.Validation, new("ab/ab.html", "ab", 7));
        _stages.Validate = (_, _) => throw new ApplicationFailureException("too many rows", ErrorTypes.DataFault, details: [page]);

        var report = await Driver.RunAsync();

        Assert.Equal((RunState.Failed, "too many rows"), (report.State, report.Error));
        Assert.Equal([(PageName.Validation, page.File)], report.Pages.Select(one => (one.Key, one.Value)));
    }

    [Fact]
    public async Task TestFile_OfItsOwn_ReachesTheSplit()
    {
        var test = StandInStages.Snapshot("test", 30);
        _stages.Fetch = (_, input) => new(StandInStages.Snapshot("fetched", 100), input.Spec.Source, 0, null, test, "100 + 30 rows");

        await Driver.RunAsync();

        Assert.Equal("test", _stages.Inputs<TransformInput>()[0].TestSnapshot!.DataDigest);
    }

    [Fact]
    public async Task TestFile_FromWhichRowsWereTakenOut_IsJudgedByWithoutThem()
    {
        _stages.Fetch = (_, input) => new(StandInStages.Snapshot("fetched", 100), input.Spec.Source, 0, null, StandInStages.Snapshot("test", 30), "100 + 30 rows");
        _stages.Validate = (_, input) => new(input.Fetched.Snapshot, StandInStages.Snapshot("clean test", 25), 5, null, "validation.html", "5 rows taken out");

        await Driver.RunAsync();

        Assert.Equal("clean test", _stages.Inputs<TransformInput>()[0].TestSnapshot!.DataDigest);
    }

    [Fact]
    public async Task ThresholdThatTrainingChose_IsWhatTheModelIsMeasuredAndJudgedAt()
    {
        var point = new OperatingPoint { Threshold = 0.2, Rule = ThresholdRule.F1, Note = "threshold 0.2, the one of the highest f1" };
        _stages.Train = (_, input, _) => Task.FromResult(StandInStages.Trained(input) with { OperatingPoint = point });

        var report = await Driver.RunAsync();

        Assert.Equal(point, Assert.Single(_stages.Inputs<EvaluateInput>()).OperatingPoint);
        Assert.Equal(0.2, Assert.Single(_stages.Inputs<GateInput>()).Threshold);
        Assert.Equal(point, Assert.Single(_stages.Inputs<RegisterInput>()).Training.OperatingPoint);
        Assert.Equal([point.Note], report.Stages.Single(s => s.Name == StageName.Train).Notes);
    }

    [Fact]
    public async Task WithoutAChosenThreshold_TheModelIsJudgedAtAHalf()
    {
        await Driver.RunAsync();

        Assert.Null(Assert.Single(_stages.Inputs<EvaluateInput>()).OperatingPoint);
        Assert.Equal(OperatingPoint.DefaultThreshold, Assert.Single(_stages.Inputs<GateInput>()).Threshold);
    }

    [Fact]
    public async Task TrialThatFindsTheDiskFull_SuspendsTheRun_AndIsTriedAgain()
    {
        var isFull = true;
        _stages.Trial = (_, input) => input.Trial == 0 && isFull
            ? throw new ApplicationFailureException("there is no room", ErrorTypes.NoRoom)
            : new(input.Trial, input.Params, 1 + input.Trial, null, 0);

        var suspended = await Driver.RunUntilSuspendedAsync(Tuned);
        Assert.Equal("there is no room", suspended.Error);
        Assert.DoesNotContain("train", _stages.Calls);

        isFull = false;
        await Driver.RetryAsync();
        await Driver.EndAsync();

        // The first trial is the best one: without it another model would have been trained.
        Assert.Equal(("numberOfLeaves", 10), Parameters()[^1]);
        Assert.All(Assert.Single(_stages.Inputs<RegisterInput>()).Tuning!.Trials, trial => Assert.Null(trial.Error));
    }

    [Fact]
    public async Task TunedParameters_WinOverTheSpecs_AndTheOthersOfTheSpecStay()
    {
        var report = await Driver.RunAsync(Tuned);

        // The metric is rmse: the first trial, of 10 leaves, has the smallest.
        Assert.Equal([("learningRate", 0.5), ("numberOfLeaves", 10)], Parameters());
        Assert.Equal("best of 3 trials: rmse 1 (trial 1)", report.Stages.Single(s => s.Name == StageName.Tune).Summary);
        var board = Assert.Single(_stages.Inputs<RegisterInput>()).Tuning!;
        Assert.Equal([0, 1, 2], board.Trials.Select(t => t.Trial));
        Assert.False(board.HigherIsBetter);
    }

    [Fact]
    public async Task BestTrial_IsTheHighest_WhereHigherIsBetter()
    {
        await Driver.RunAsync(spec => Tuned(spec) with { Task = ModelTask.Binary, Evaluate = new() { Metric = "auc" } });

        Assert.Equal(("numberOfLeaves", 30), Parameters()[^1]);
    }

    [Fact]
    public async Task FailedTrials_AreLast_AndCountForNothing()
    {
        _stages.Trial = (_, input) => input.Trial == 0
            ? throw new ApplicationFailureException("this corner cannot be trained", ErrorTypes.DataFault)
            : new(input.Trial, input.Params, input.Trial, null, 0);

        await Driver.RunAsync(Tuned);

        Assert.Equal(("numberOfLeaves", 20), Parameters()[^1]);
        var last = _stages.Inputs<RegisterInput>()[0].Tuning!.Trials[^1];
        Assert.Equal((0, null, "this corner cannot be trained"), (last.Trial, last.Score, last.Error));
    }

    [Fact]
    public async Task TrialsThatAllFail_LeaveTheSpecsParameters_AndThatIsSaid()
    {
        _stages.Trial = (_, input) => new(input.Trial, input.Params, null, "no", 0);

        var report = await Driver.RunAsync(Tuned);

        Assert.Equal([("learningRate", 0.5), ("numberOfLeaves", 31)], Parameters());
        Assert.Equal("all 3 trials failed: the spec's own parameters are used", report.Stages.Single(s => s.Name == StageName.Tune).Summary);
    }

    [Fact]
    public async Task Report_HoldsWhatEachStageSaid()
    {
        var report = await Driver.RunAsync();

        Assert.Equal(
            ["100 rows", "nothing to complain about", "80 + 20 rows", "trained", "measured", "better", "version 7", "one server is ready; champion"],
            report.Stages.Select(s => s.Summary));
        Assert.Equal(("rmse", 0.25, "report.html", "digest of the model"), (report.Metric, report.Metrics!["rmse"], report.Report, report.ModelDigest));
        Assert.Equal(("succeeded", "deploy"), (await Driver.AttributeAsync(SearchAttributes.State), await Driver.AttributeAsync(SearchAttributes.Stage)));
        Assert.Equal(RunState.Running, _stages.Recorded[0].State);
        Assert.Equal(RunState.Succeeded, _stages.Recorded[^1].State);
    }

    [Fact]
    public async Task Lifecycle_IsToldHowTheRunEnded()
    {
        await Driver.StartAsync(lifecycle: await Driver.StartListenerAsync());

        Assert.Equal(new RunFinished(Driver.Run, RunState.Succeeded, Verdict.Pass, StandInStages.Candidate, StandInStages.Candidate), await Driver.HeardAsync());
    }

    [Fact]
    public async Task Lifecycle_IsToldOfAFailedRunToo()
    {
        _stages.Fetch = (_, _) => throw new ApplicationFailureException("no such file", ErrorTypes.DataFault);

        await Driver.StartAsync(lifecycle: await Driver.StartListenerAsync());

        Assert.Equal(new RunFinished(Driver.Run, RunState.Failed, null, null, StandInStages.Champion), await Driver.HeardAsync());
    }

    [Fact]
    public async Task LifecycleThatIsGone_HoldsNoRunUp()
    {
        await Driver.StartAsync(lifecycle: "nobody");

        Assert.Equal(RunState.Succeeded, (await Driver.EndAsync()).State);
    }

    [Fact]
    public async Task RunEndedByAnOperator_EndsItsSearch()
    {
        var began = new TaskCompletionSource();
        _stages.Trial = (_, _) =>
        {
            began.TrySetResult();
            var context = ActivityExecutionContext.Current;
            while (!context.CancellationToken.WaitHandle.WaitOne(20))
            {
                context.Heartbeat();
            }

            throw new OperationCanceledException(context.CancellationToken);
        };
        await Driver.StartAsync(Tuned);
        await began.Task;

        await Driver.Handle.TerminateAsync("too dear");

        var search = engine.Client.GetWorkflowHandle($"{Driver.Run.WorkflowId}/tuning");
        var ended = await Assert.ThrowsAsync<WorkflowFailedException>(() => search.GetResultAsync().WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken));
        Assert.IsType<CanceledFailureException>(ended.InnerException);
    }

    private static ModelSpec Tuned(ModelSpec spec) => spec with
    {
        Tune = new() { Trials = 3 },
        Train = new() { Params = new Dictionary<string, double> { ["numberOfLeaves"] = 31, ["learningRate"] = 0.5 } },
    };

    private List<(string, double)> Parameters() => [.. Assert.Single(_stages.Inputs<TrainInput>()).Params.Select(p => (p.Key, p.Value))];
}
