using Mdlc.Activities.Studies;
using Mdlc.Activities.Training;
using Mdlc.Contracts.Runs;
using Mdlc.Contracts.Spec;
using Mdlc.Contracts.Tuning;
using Mdlc.Learning.Training;
using Mdlc.Unit.Tests.Learning.Training;
using Mdlc.Workflows.Features;
using Mdlc.Workflows.Studies;
using Temporalio.Activities;
using Temporalio.Testing;

namespace Mdlc.Unit.Tests.Activities.Studies;

/// <summary>A study's work on real rows, with the real training process.</summary>
public sealed class StudyActivitiesTests : IAsyncLifetime
{
    private readonly StageSandbox _sandbox = new();
    private TransformResult _transformed = null!;

    private static ModelSpec Spec => StageSandbox.Spec(ModelTask.Binary) with
    {
        Train = new TrainSpec { CheckpointEvery = 10, EarlyStopping = new EarlyStoppingSpec(Rounds: 20, Iterations: 200) },
        Tune = new TuneSpec { Trials = 5, Tuner = TunerKind.Tpe, Metric = "logloss", WarmStart = true },
    };

    public async ValueTask InitializeAsync() =>
        _transformed = await _sandbox.TransformAsync(Spec, await _sandbox.FetchAsync(StageSandbox.Csv(3000, ModelTask.Binary)));

    public ValueTask DisposeAsync() => _sandbox.DisposeAsync();

    [Fact]
    public async Task Space_OfLightGbm_LeavesTheIterationsToTheHeldOutRows_AndVariesThePlan()
    {
        var prepared = await PrepareAsync(Spec);
        var few = await PrepareAsync(Spec, rows: 1900);

        Assert.DoesNotContain(prepared.Space.Parameters, parameter => parameter.Name == TrainerParameters.Iterations);
        Assert.Contains(few.Space.Parameters, parameter => parameter.Name == TrainerParameters.Iterations);
        Assert.Equal("category", prepared.Usual["plan.lowCardinality"]);
        Assert.Contains(prepared.Space.Parameters, parameter => parameter.Name == "plan.missing" && parameter.Kind == ParameterKind.Categorical);
        Assert.Equal(0, prepared.Space.Start!["plan.lowCardinality"]);
        Assert.Empty(prepared.Notes);
    }

    [Fact]
    public async Task Space_OfASpecThatFixesThePlan_IsTheTrainersOnly()
    {
        var fixedPlan = Spec with { Transform = new TransformSpec { LowCardinality = ColumnRole.Category, HighCardinality = ColumnRole.Hash, Dates = DateDetail.Hour, Missing = MissingValues.Auto } };

        var prepared = await PrepareAsync(fixedPlan);

        Assert.Null(prepared.Statistics);
        Assert.All(prepared.Space.Parameters, parameter => Assert.DoesNotContain("plan.", parameter.Name, StringComparison.Ordinal));
    }

    [Fact]
    public async Task EarlierSearches_OfTheSameModel_AreBegunWith()
    {
        var space = (await PrepareAsync(Spec)).Space;
        var point = space.Parameters.Where(parameter => parameter.Kind != ParameterKind.Categorical).ToDictionary(parameter => parameter.Name, parameter => parameter.Values.Count > 0 ? parameter.Values[^1] : parameter.Max, StringComparer.Ordinal);
        var choices = space.Parameters.Where(parameter => parameter.Kind == ParameterKind.Categorical).ToDictionary(parameter => parameter.Name, parameter => parameter.Choices[^1], StringComparer.Ordinal);
        var best = new TrialResult(3, point, 0.3, null, 1) { State = TrialState.Complete, Choices = choices };
        await RecordAsync(Spec, best, best with { Trial = 4, Params = new Dictionary<string, double> { ["numberOfLeaves"] = 9 } });
        await RecordAsync(Spec with { Train = Spec.Train with { Trainer = TrainerKind.FastTree } }, best);

        var prepared = await PrepareAsync(Spec, run: 9);
        var cold = await PrepareAsync(Spec with { Tune = Spec.Tune with { WarmStart = false } }, run: 9);

        Assert.Equal(2, (await _sandbox.Catalog.Runs.ListAsync("test", "model", TestContext.Current.CancellationToken)).Count(run => run.Leaderboard?.Trials[0].Choices.Count == choices.Count));
        Assert.Equal(space.Parameters.Select(parameter => parameter.Name).Order(), StudyPoints.Write(space, point, choices)!.Keys.Order());
        Assert.Equal(point["numberOfLeaves"], Assert.Single(prepared.Space.Starts)["numberOfLeaves"]);
        Assert.Equal(["run 1, trial 4"], prepared.StartNotes);
        Assert.Contains("begun with the best of earlier searches: run 1, trial 4", Assert.Single(prepared.Notes), StringComparison.Ordinal);
        Assert.Empty(cold.Space.Starts);
        var second = await RunAsync(a => a.ProposeTrialAsync(new(TunerKind.Tpe, prepared.Space, 1, 1, [new KnownTrial(0, null, [.. prepared.Space.Parameters.Select(parameter => (double?)prepared.Space.Start![parameter.Name])], null, 0)])));
        Assert.Equal(choices, second!.Choices);
        Assert.Equal(point, second.Params);
    }

    [Fact]
    public async Task Trial_WithChoices_TrainsOnAnotherPlan_AndTellsItsWay()
    {
        ModelTrainerTests.SkipWithout(TrainerKind.LightGbm);
        var prepared = await PrepareAsync(Spec);

        var usual = await TrialAsync(prepared, "category");
        var other = await TrialAsync(prepared, "target");
        var again = await TrialAsync(prepared, "target");

        Assert.Equal((TrialState.Complete, usual.Score), (usual.State!.Value, usual.Loss));
        Assert.InRange(usual.Trained!.Value, usual.Iterations!.Value, 200);
        Assert.Equal([16, 32], usual.Interim.Select(at => at.Iterations).Take(2));
        Assert.NotEqual(usual.Score, other.Score);
        Assert.Equal((other.Score, other.Trained), (again.Score, again.Trained));
        Assert.Contains("target", (await RunAsync(a => a.PlanByChoicesAsync(new(Spec, _transformed.Split, prepared.Statistics!, other.Choices)))).Columns.Single(column => column.Name == "color").Role.ToString(), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Trial_BehindItsRivals_IsEndedAtARung_AndOthersAreNot()
    {
        ModelTrainerTests.SkipWithout(TrainerKind.LightGbm);
        var spec = Spec with { Tune = Spec.Tune with { Pruner = PrunerKind.Asha } };
        var prepared = await PrepareAsync(spec);
        KnownTrial[] Rivals(double loss) => [.. Enumerable.Range(0, 8).Select(i => new KnownTrial(i, TrialState.Complete, [], loss, 0) { Interim = [new(16, loss)] })];

        var behind = await TrialAsync(prepared, "category", spec, Rivals(0.01));
        var ahead = await TrialAsync(prepared, "category", spec, Rivals(9));

        Assert.Equal((TrialState.Pruned, null, 16, "behind earlier trials after 16 iterations"), (behind.State, behind.Score, behind.Trained, behind.Note));
        Assert.Equal([16], behind.Interim.Select(at => at.Iterations));
        Assert.Equal(TrialState.Complete, ahead.State);
        Assert.True(ahead.Trained > 16);
    }

    [Fact]
    public async Task Trial_OfAStudyThatHasEnough_IsCutShort_AndOneOfAWorkerThatLeaves_IsNone()
    {
        ModelTrainerTests.SkipWithout(TrainerKind.LightGbm);
        var spec = Spec with { Train = Spec.Train with { EarlyStopping = null, Params = new Dictionary<string, double> { [TrainerParameters.Iterations] = 1_000_000 } } };
        var prepared = await PrepareAsync(spec);

        var cut = await CancelledAsync(ActivityCancelReason.CancelRequested);

        Assert.Equal(TrialState.Complete, cut.State);
        Assert.NotNull(cut.Score);
        Assert.Contains("by the study's end", cut.Note, StringComparison.Ordinal);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => CancelledAsync(ActivityCancelReason.WorkerShutdown));

        Task<TrialResult> CancelledAsync(ActivityCancelReason reason)
        {
            var begun = false;
            ActivityEnvironment environment = null!;
            environment = new ActivityEnvironment
            {
                Heartbeater = details =>
                {
                    // It trains: then somebody ends it.
                    if (!begun && details is [Mdlc.Activities.Training.TrainingProgress { Boosting: not null }])
                    {
                        begun = true;
                        environment.Cancel(reason);
                    }
                },
            };
            return environment.RunAsync(() => _sandbox.Studies().RunStudyTrialAsync(InputOf(prepared, "category", spec, [])));
        }
    }

    [Fact]
    public async Task Trials_OfOnePlan_ShareItsRows_UntilTheStudyEnds()
    {
        ModelTrainerTests.SkipWithout(TrainerKind.LightGbm);
        var prepared = await PrepareAsync(Spec);
        var first = await TrialAsync(prepared, "category");
        var file = Assert.Single(SharedFiles());
        var made = await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken);

        var second = await TrialAsync(prepared, "category", rate: 0.2);
        var kept = File.GetLastWriteTimeUtc(Assert.Single(SharedFiles()));
        await TrialAsync(prepared, "target");
        Assert.Equal(2, SharedFiles().Count);
        var damaged = (byte[])made.Clone();
        damaged[^9] ^= 1;
        await File.WriteAllBytesAsync(file, damaged, TestContext.Current.CancellationToken);
        var mended = await TrialAsync(prepared, "category");

        Assert.NotEqual(first.Score, second.Score);
        Assert.Equal((first.Score, first.Trained), (mended.Score, mended.Trained));
        Assert.Equal(made, await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken));
        Assert.True(kept < File.GetLastWriteTimeUtc(file));
        await RunAsync(async a =>
        {
            await a.EndStudyAsync(new(_sandbox.Run));
            return 0;
        });
        Assert.Empty(SharedFiles());
    }

    [Theory]
    [InlineData(ModelTask.Binary, "logloss")]
    [InlineData(ModelTask.Multiclass, "logloss")]
    [InlineData(ModelTask.Regression, "rmse")]
    public async Task Score_OnSharedRows_IsThatOfTheWholePipeline(ModelTask task, string metric)
    {
        ModelTrainerTests.SkipWithout(TrainerKind.LightGbm);
        var bare = StageSandbox.Spec(task);
        var spec = bare with { Train = Spec.Train, Tune = Spec.Tune with { Metric = metric }, Transform = bare.Transform with { LowCardinality = ColumnRole.Target } };
        var transformed = await _sandbox.TransformAsync(spec, await _sandbox.FetchAsync(StageSandbox.Csv(3000, task)));
        var job = TrainingActivities.JobOf(_sandbox.Home, spec, transformed.Split, transformed.Plan, new Dictionary<string, double> { ["subsampleFraction"] = 0.7 }) with { Holdout = TrainingActivities.HoldoutOf(spec, metric) };
        var shared = job with { Shared = new SharedRows(Path.Combine(_sandbox.Home.Scratch, "shared"), 1 << 30) };

        var whole = await OutcomeAsync(job);
        var making = await OutcomeAsync(shared);
        var reading = await OutcomeAsync(shared);

        Assert.Single(Directory.GetFiles(shared.Shared!.Folder));
        Assert.NotNull(whole.Score);
        Assert.Equal((whole.Score, whole.Rows, whole.Boosting), (making.Score, making.Rows, making.Boosting));
        Assert.Equal((whole.Score, whole.Rows, whole.Boosting), (reading.Score, reading.Rows, reading.Boosting));
        var none = shared with { Shared = new SharedRows(Path.Combine(_sandbox.Home.Scratch, "small"), 100) };
        Assert.Equal(whole.Score, (await OutcomeAsync(none)).Score);
        Assert.Empty(Directory.GetFiles(none.Shared!.Folder));

        Task<TrainingOutcome> OutcomeAsync(TrainingJob asked) => new TrainerProcess(_sandbox.Home, TimeProvider.System).RunAsync(asked, _ => { }, TestContext.Current.CancellationToken);
    }

    [Theory]
    [InlineData(TrainerKind.LightGbm, 12)]
    [InlineData(TrainerKind.Sdca, 12)]
    public async Task Trial_OfFewRows_IsScoredOnEachPart_ByModelsOfTheOthers(TrainerKind trainer, int parts)
    {
        ModelTrainerTests.SkipWithout(trainer);
        var spec = Spec with
        {
            Train = trainer == TrainerKind.LightGbm ? Spec.Train with { EarlyStopping = null, Params = new Dictionary<string, double> { [TrainerParameters.Iterations] = 20 } } : new TrainSpec { Trainer = trainer },
            Tune = Spec.Tune with { FoldsBelow = 5000, Pruner = PrunerKind.Median },
        };
        var transformed = await _sandbox.TransformAsync(spec, await _sandbox.FetchAsync(StageSandbox.Csv(600, ModelTask.Binary)));
        var trial = new RunningTrial(0, new Dictionary<string, double>(), new Dictionary<string, string>(), -1);
        var input = new StudyTrialInput(_sandbox.Run, spec, transformed.Split, transformed.Plan, trial) { Space = (await PrepareAsync(Spec)).Space };

        var first = await RunAsync(a => a.RunStudyTrialAsync(input));
        var again = await RunAsync(a => a.RunStudyTrialAsync(input));

        Assert.Equal(TrialState.Complete, first.State);
        Assert.Equal(parts, first.FoldLosses.Count);
        Assert.Equal(parts, first.FoldLosses.Distinct().Count());
        Assert.Equal(first.FoldLosses.Average(), first.Loss!.Value, 12);
        Assert.Equal(first.FoldLosses, again.FoldLosses);
        Assert.Equal(trainer == TrainerKind.LightGbm ? (20, 20 * parts) : (null, null), (first.Iterations, first.Trained));
        Assert.Equal(trainer == TrainerKind.LightGbm ? parts : 0, SharedFiles().Count);
    }

    [Fact]
    public async Task Portfolio_IsTriedAfterTheDefaults_UnlessSomethingElseIsAskedFor()
    {
        var asked = Spec with { Tune = Spec.Tune with { Portfolio = true } };
        var prepared = await PrepareAsync(asked);

        Assert.InRange(prepared.Space.Starts.Count, 3, 12);
        Assert.Equal(prepared.Space.Starts.Select(_ => "did well on other data"), prepared.StartNotes);
        var names = prepared.Space.Parameters.Select(parameter => parameter.Name).ToHashSet();
        Assert.All(prepared.Space.Starts, start => Assert.Subset(names, start.Keys.ToHashSet()));
        var second = await RunAsync(a => a.ProposeTrialAsync(new(TunerKind.Tpe, prepared.Space, 1, 1, [])));
        Assert.Equal(prepared.Space.Starts[0]["learningRate"], second!.Params["learningRate"]);
        Assert.Empty((await PrepareAsync(Spec)).Space.Starts);
        Assert.Empty((await PrepareAsync(asked with { Tune = asked.Tune with { Tuner = TunerKind.Grid } })).Space.Starts);
        Assert.Empty((await PrepareAsync(asked with { Tune = asked.Tune with { Space = prepared.Space with { Starts = [] } } })).Space.Starts);
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(false, false)]
    public async Task Space_VariesWhatIsMissing_WhereSomethingIs(bool isMissing, bool isVaried)
    {
        var spec = Spec with { Tune = Spec.Tune with { Portfolio = true } };
        var plan = _transformed.Plan with { Columns = [.. _transformed.Plan.Columns.Select(column => column with { HasMissing = isMissing })] };

        var prepared = await RunAsync(a => a.PrepareStudyAsync(new(new RunKey("test", "model", 1), spec, _transformed.Split, plan)));

        Assert.Equal(isVaried, prepared.Space.Parameters.Any(parameter => parameter.Name == "plan.missing"));
    }

    [Theory]
    [InlineData(2, 2, 2, 1)]
    [InlineData(2, 1, 2, 2)]
    [InlineData(8, 2, 2, 2)]
    [InlineData(8, 2, 16, 4)]
    [InlineData(1, 2, 2, 1)]
    [InlineData(8, 50, 8, 4)]
    public void Trials_AtOnce_ShareTheCores(int cores, int parallel, int threads, int expected)
    {
        var spec = Spec with { Train = Spec.Train with { Threads = threads }, Tune = Spec.Tune with { Parallel = parallel } };

        Assert.Equal(expected, StudyTrial.ThreadsOf(spec, cores));
    }

    [Theory]
    [InlineData(PrunerKind.Asha, 16)]
    [InlineData(PrunerKind.Median, 128)]
    public void Pruner_FirstLook_IsTheMedianRulesAlone(PrunerKind kind, int first) =>
        Assert.Equal(first, StudyTrial.SettingsOf(kind, 1000, 128).MinResource);

    [Theory]
    [InlineData(PrunerKind.Asha, 1000, 16, 1000, 48)]
    [InlineData(PrunerKind.Hyperband, 1000, 16, 256, 48)]
    [InlineData(PrunerKind.Hyperband, 1024, 16, 1024, 48)]
    [InlineData(PrunerKind.Median, 100, 16, 100, 16)]
    public void Pruner_Rungs_AreAtMultiplesOfSixteen(PrunerKind kind, int most, int first, int last, int interval)
    {
        var settings = StudyTrial.SettingsOf(kind, most);

        Assert.Equal((first, last, interval), (settings.MinResource, settings.MaxResource, settings.Interval));
    }

    private async Task RecordAsync(ModelSpec spec, params TrialResult[] trials)
    {
        var run = await _sandbox.Catalog.Runs.AllocateAsync("test", "model", spec, RunTrigger.Manual, Guid.NewGuid().ToString("n"), DateTimeOffset.UnixEpoch);
        await _sandbox.Catalog.Runs.SaveAsync(new RunReport { Run = run.ToString(), Model = "model", State = RunState.Succeeded, Leaderboard = new Leaderboard("logloss", false, trials.Length, trials) });
    }

    private Task<PreparedStudy> PrepareAsync(ModelSpec spec, int? rows = null, int run = 1) =>
        RunAsync(a => a.PrepareStudyAsync(new(new RunKey("test", "model", run), spec, rows is { } train ? _transformed.Split with { TrainRows = train } : _transformed.Split, _transformed.Plan)));

    private Task<TrialResult> TrialAsync(PreparedStudy prepared, string color, ModelSpec? spec = null, IReadOnlyList<KnownTrial>? rivals = null, double rate = 0.1) =>
        RunAsync(a => a.RunStudyTrialAsync(InputOf(prepared, color, spec ?? Spec, rivals ?? [], rate)));

    private IReadOnlyList<string> SharedFiles()
    {
        var folder = Path.Combine(_sandbox.Home.Scratch, "studies", _sandbox.Run.Project, _sandbox.Run.Model, "1");
        return Directory.Exists(folder) ? Directory.GetFiles(folder) : [];
    }

    private StudyTrialInput InputOf(PreparedStudy prepared, string color, ModelSpec spec, IReadOnlyList<KnownTrial> rivals, double rate = 0.1) =>
        new(_sandbox.Run, spec, _transformed.Split, _transformed.Plan, new RunningTrial(8, new Dictionary<string, double> { ["learningRate"] = rate }, new Dictionary<string, string> { ["plan.lowCardinality"] = color }, 6))
        {
            Statistics = prepared.Statistics,
            Usual = prepared.Usual,
            Space = prepared.Space,
            History = rivals,
        };

    private Task<T> RunAsync<T>(Func<StudyActivities, Task<T>> work) => new ActivityEnvironment().RunAsync(() => work(_sandbox.Studies()));
}
