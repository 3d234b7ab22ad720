using Mdlc.Activities.Studies;
using Mdlc.Contracts.Runs;
using Mdlc.Contracts.Spec;
using Mdlc.Contracts.Tuning;
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

    private Task<TrialResult> TrialAsync(PreparedStudy prepared, string color, ModelSpec? spec = null, IReadOnlyList<KnownTrial>? rivals = null) =>
        RunAsync(a => a.RunStudyTrialAsync(InputOf(prepared, color, spec ?? Spec, rivals ?? [])));

    private StudyTrialInput InputOf(PreparedStudy prepared, string color, ModelSpec spec, IReadOnlyList<KnownTrial> rivals) =>
        new(_sandbox.Run, spec, _transformed.Split, _transformed.Plan, new RunningTrial(8, new Dictionary<string, double> { ["learningRate"] = 0.1 }, new Dictionary<string, string> { ["plan.lowCardinality"] = color }, 6))
        {
            Statistics = prepared.Statistics,
            Usual = prepared.Usual,
            Space = prepared.Space,
            History = rivals,
        };

    private Task<T> RunAsync<T>(Func<StudyActivities, Task<T>> work) => new ActivityEnvironment().RunAsync(() => work(_sandbox.Studies()));
}
