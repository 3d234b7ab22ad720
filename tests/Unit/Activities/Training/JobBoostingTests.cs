using System.Globalization;
using Mdlc.Activities.Training;
using Mdlc.Contracts.Models;
using Mdlc.Contracts.Spec;
using Mdlc.Learning.Boosting;
using Mdlc.Learning.Training;
using Mdlc.Unit.Tests.Learning.Training;

namespace Mdlc.Unit.Tests.Activities.Training;

/// <summary>What a training process does of a job that boosts in segments, in this process.</summary>
public sealed class JobBoostingTests : IAsyncDisposable
{
    private readonly StageSandbox _sandbox = new();

    public static TheoryData<string> Others =>
        ["seed", "option", "segment", "rounds", "share", "positive", "plan", "rows", "holdout"];

    public static TheoryData<string> Sames => ["threads", "memory", "output", "report", "fewer", "more"];

    [Theory]
    [InlineData(ModelTask.Binary)]
    [InlineData(ModelTask.Multiclass)]
    [InlineData(ModelTask.Regression)]
    public async Task Run_WithEarlyStopping_TrainsOnAllRowsForAsLongAsWasBestOnThoseHeldOut(ModelTask task)
    {
        ModelTrainerTests.SkipWithout(TrainerKind.LightGbm);
        var job = await BoostingJobExample.CreateAsync(_sandbox, BoostingJobExample.Spec(task));

        var messages = await BoostingJobExample.RunAsync(_sandbox, job);

        var (outcome, told) = (messages[^1].Outcome!, Iterations(messages));
        var found = told.Where(now => now.Loss is not null).ToList();
        var best = found.MinBy(now => now.Loss)!.Iteration;
        var stopping = job.Train.EarlyStopping!;
        Assert.Equal(best, outcome.Boosting!.Iterations);
        Assert.Equal(Math.Min(best + stopping.Rounds, stopping.Iterations), found.Count);
        Assert.Equal((found.Count, stopping.Iterations), (outcome.Boosting.Trained, outcome.Boosting.Allowed));
        Assert.Equal(found.Min(now => now.Loss), outcome.Boosting.Loss);
        Assert.InRange(outcome.Boosting.HeldOutRows, TrainingHoldout.LeastRows, outcome.Rows / 3);
        Assert.Equal(Enumerable.Range(1, best), told.Where(now => now.Loss is null).Select(now => now.Iteration));
        Assert.Equal(job.Rows, job.Rows);

        // The same as asked for by number: of the held-out rows nothing is left but that.
        var plain = job with
        {
            Stopping = null,
            Checkpoints = null,
            Train = job.Train with { EarlyStopping = null, Params = new Dictionary<string, double>(job.Train.Params) { [TrainerParameters.Iterations] = best } },
        };
        var again = (await BoostingJobExample.RunAsync(_sandbox, plain))[^1].Outcome!;
        Assert.Equal((again.ModelDigest, again.Rows), (outcome.ModelDigest, outcome.Rows));
    }

    [Theory]
    [MemberData(nameof(Others))]
    public async Task Run_AnotherJobInTheFolder_TakesNoCheckpointOfIt(string what)
    {
        ModelTrainerTests.SkipWithout(TrainerKind.LightGbm);
        var job = Short(await BoostingJobExample.CreateAsync(_sandbox, BoostingJobExample.Spec()));
        _ = await BoostingJobExample.RunAsync(_sandbox, job);
        var other = what switch
        {
            "seed" => job with { Train = job.Train with { Seed = 4 } },
            "option" => job with { Train = job.Train with { Params = new Dictionary<string, double>(job.Train.Params) { ["learningRate"] = 0.21 } } },
            "segment" => job with { Train = job.Train with { CheckpointEvery = BoostingJobExample.Segment + 1 } },
            "rounds" => job with { Train = job.Train with { EarlyStopping = job.Train.EarlyStopping! with { Rounds = 7 } } },
            "share" => job with { Stopping = job.Stopping! with { Share = 0.24 } },
            "positive" => job with { Positive = "no" },
            "plan" => job with { Plan = new FeaturePlan([.. job.Plan.Columns.Select((column, i) => i == 0 ? column with { Role = ColumnRole.Drop } : column)]) },
            "rows" => Short(await BoostingJobExample.CreateAsync(_sandbox, BoostingJobExample.Spec(), seed: 2)),
            _ => job with { Stopping = null, Holdout = job.Stopping! with { Metric = "auc" } },
        };

        var messages = await BoostingJobExample.RunAsync(_sandbox, other);

        var fresh = await BoostingJobExample.RunAsync(_sandbox, other with { Checkpoints = null });
        Assert.Equal(0, messages[^1].Outcome!.Boosting!.Resumed);
        Assert.Equal(fresh[^1].Outcome!.ModelDigest, messages[^1].Outcome!.ModelDigest);
        Assert.Null(messages[^1].Outcome!.Boosting!.CheckpointNote);
    }

    [Theory]
    [MemberData(nameof(Sames))]
    public async Task Run_AgainWithWhatDoesNotBearOnTheTrees_GoesOnFromItsCheckpoints(string what)
    {
        ModelTrainerTests.SkipWithout(TrainerKind.LightGbm);
        var job = Numbered(await BoostingJobExample.CreateAsync(_sandbox, BoostingJobExample.Spec()), 20);
        _ = await BoostingJobExample.RunAsync(_sandbox, job);
        var other = what switch
        {
            "threads" => job with { Train = job.Train with { Threads = 2 } },
            "memory" => job with { Train = job.Train with { MemoryLimitMb = 4000 } },
            "output" => job with { Output = Path.Combine(_sandbox.Root, "other.zip") },
            "report" => job with { ReportEvery = null },
            "fewer" => Numbered(job, 15),
            _ => Numbered(job, 22),
        };

        // The limit is left off again: it would hold for all tests of this process.
        var messages = await BoostingJobExample.RunAsync(_sandbox, what == "memory" ? job : other);

        var fresh = await BoostingJobExample.RunAsync(_sandbox, (what == "memory" ? job : other) with { Checkpoints = null });
        Assert.Equal(what == "fewer" ? 15 : 20, messages[^1].Outcome!.Boosting!.Resumed);
        Assert.Equal(fresh[^1].Outcome!.ModelDigest, messages[^1].Outcome!.ModelDigest);
    }

    [Fact]
    public async Task Run_ATrialInSteps_ScoresAsOneInOneGo()
    {
        ModelTrainerTests.SkipWithout(TrainerKind.LightGbm);
        var trial = Numbered(await BoostingJobExample.CreateAsync(_sandbox, BoostingJobExample.Spec()), 30) with
        {
            Stopping = null, Output = null, Holdout = new TrainingHoldout(0.25, 5, [], "logloss"),
        };

        var rungs = new List<TrainingOutcome>();
        foreach (var rung in new[] { 7, 14, 30 })
        {
            var messages = await BoostingJobExample.RunAsync(_sandbox, trial with { StopAt = rung });
            rungs.Add(messages[^1].Outcome!);
            Assert.Equal(Enumerable.Range(rungs[^1].Boosting!.Resumed + 1, rung - rungs[^1].Boosting!.Resumed), Iterations(messages).Select(now => now.Iteration));
            Assert.All(Iterations(messages), now => Assert.NotNull(now.Loss));
        }

        Assert.Equal([(0, 7), (5, 14), (10, 30)], rungs.Select(outcome => (outcome.Boosting!.Resumed, outcome.Boosting.Iterations)));
        foreach (var (outcome, rung) in rungs.Zip([7, 14, 30]))
        {
            var whole = (await BoostingJobExample.RunAsync(_sandbox, trial with { StopAt = rung, Checkpoints = null }))[^1].Outcome!;
            Assert.Equal(whole.Score, outcome.Score);
            Assert.Equal(whole.Boosting!.Loss, outcome.Boosting!.Loss);

            // The score is of the held-out rows that were measured.
            Assert.Equal(outcome.Boosting.Loss!.Value, outcome.Score!.Value, 1e-6);
        }
    }

    [Fact]
    public async Task Run_ToldToStop_EndsWellWithTheTreesSoFar()
    {
        ModelTrainerTests.SkipWithout(TrainerKind.LightGbm);
        var job = Numbered(await BoostingJobExample.CreateAsync(_sandbox, BoostingJobExample.Spec()), 30);
        var asked = 0;

        var messages = await BoostingJobExample.RunAsync(_sandbox, job, () => ++asked == 13);

        var stopped = messages[^1].Outcome!;
        Assert.Equal((13, 30), (stopped.Boosting!.Iterations, stopped.Boosting.Allowed));
        Assert.Equal((await BoostingJobExample.RunAsync(_sandbox, Numbered(job, 13) with { Checkpoints = null }))[^1].Outcome!.ModelDigest, stopped.ModelDigest);

        // A search for the best number that was ended is not one: the next attempt searches on.
        var whole = await BoostingJobExample.RunAsync(_sandbox, job);
        Assert.Equal((10, 30), (whole[^1].Outcome!.Boosting!.Resumed, whole[^1].Outcome!.Boosting!.Iterations));
    }

    [Fact]
    public async Task Run_WithTooFewHeldOutRows_TrainsByNumber_AndSaysSo()
    {
        ModelTrainerTests.SkipWithout(TrainerKind.LightGbm);
        var job = await BoostingJobExample.CreateAsync(_sandbox, BoostingJobExample.Spec(), rows: 400);

        var outcome = (await BoostingJobExample.RunAsync(_sandbox, job))[^1].Outcome!;

        Assert.Equal((100, 0), (outcome.Boosting!.Iterations, outcome.Boosting.HeldOutRows));
        Assert.Matches(@"were not chosen by held-out rows: \d+ of them decide nothing, expected 500 at least", outcome.Boosting.Note);
        Assert.Contains(", 100 iterations; the iterations were not chosen", TrainingActivities.Told(outcome.Boosting), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_WithADamagedCheckpoint_SaysSoAndMakesTheSameModel()
    {
        ModelTrainerTests.SkipWithout(TrainerKind.LightGbm);
        var job = Numbered(await BoostingJobExample.CreateAsync(_sandbox, BoostingJobExample.Spec()), 20);
        var whole = (await BoostingJobExample.RunAsync(_sandbox, job))[^1].Outcome!;
        var second = Directory.GetFiles(job.Checkpoints!).Order(StringComparer.Ordinal).ElementAt(1);
        await File.AppendAllTextAsync(second, " ", TestContext.Current.CancellationToken);

        var outcome = (await BoostingJobExample.RunAsync(_sandbox, job))[^1].Outcome!;

        Assert.Equal((BoostingJobExample.Segment, whole.ModelDigest), (outcome.Boosting!.Resumed, outcome.ModelDigest));
        Assert.Contains(
            ", 20 iterations, 5 iterations taken from checkpoints; checkpoint 2 could not be used (it is damaged", TrainingActivities.Told(outcome.Boosting), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_OnAFullDisk_IsNotTheTrainingsFault()
    {
        ModelTrainerTests.SkipWithout(TrainerKind.LightGbm);
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs /dev/full");
        var job = Numbered(await BoostingJobExample.CreateAsync(_sandbox, BoostingJobExample.Spec()), 20);
        _ = await BoostingJobExample.RunAsync(_sandbox, job with { StopAt = 2 * BoostingJobExample.Segment });
        var last = Directory.GetFiles(job.Checkpoints!).Order(StringComparer.Ordinal).Last();
        var next = last.Replace("-000001", "-000002", StringComparison.Ordinal);
        File.CreateSymbolicLink(string.Create(CultureInfo.InvariantCulture, $"{next}.{Environment.ProcessId}.partial"), "/dev/full");

        var failed = await BoostingJobExample.RunAsync(_sandbox, job);

        Assert.True(failed[^1].Failure!.NoRoom);
        var outcome = (await BoostingJobExample.RunAsync(_sandbox, job))[^1].Outcome!;
        Assert.Equal(10, outcome.Boosting!.Resumed);
        Assert.Null(outcome.Boosting.CheckpointNote);
    }

    public ValueTask DisposeAsync() => _sandbox.DisposeAsync();

    private static List<BoostingProgress> Iterations(IEnumerable<TrainingMessage> messages) => [.. messages.Select(message => message.Boosting).OfType<BoostingProgress>()];

    /// <summary>Ends soon.</summary>
    private static TrainingJob Short(TrainingJob job) => job with { Train = job.Train with { EarlyStopping = job.Train.EarlyStopping! with { Iterations = 10 } } };

    /// <summary>Without a search for the number of iterations.</summary>
    private static TrainingJob Numbered(TrainingJob job, int iterations) => job with
    {
        Stopping = null,
        Train = job.Train with { EarlyStopping = null, Params = new Dictionary<string, double>(job.Train.Params) { [TrainerParameters.Iterations] = iterations } },
    };
}
