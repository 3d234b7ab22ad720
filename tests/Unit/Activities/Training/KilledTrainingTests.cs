using System.Diagnostics;
using System.Globalization;
using Mdlc.Activities.Training;
using Mdlc.Contracts.Json;
using Mdlc.Contracts.Spec;
using Mdlc.Learning.Boosting;
using Mdlc.Learning.Training;
using Mdlc.Unit.Tests.Learning.Training;

namespace Mdlc.Unit.Tests.Activities.Training;

/// <summary>A training process that is ended by force, again and again, and started with the same job each time.</summary>
public sealed class KilledTrainingTests : IAsyncDisposable
{
    /// <summary>How often it is killed. A start of the process is most of the test's time.</summary>
    private const string KillsSwitch = "MDLC_KILLS";

    private const int Kills = 5;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private readonly StageSandbox _sandbox = new();

    /// <summary>With early stopping there are two trainings, one to find the number of iterations on rows that are held out, and that of the model.</summary>
    [Fact]
    public async Task Train_KilledAtAnyIteration_MakesTheUndisturbedModel_AndNoTreeTwiceBeforeACheckpoint()
    {
        ModelTrainerTests.SkipWithout(TrainerKind.LightGbm);
        var kills = int.Parse(Environment.GetEnvironmentVariable(KillsSwitch) ?? Kills.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        var job = await BoostingJobExample.CreateAsync(_sandbox, Slow());
        var undisturbed = await _sandbox.Trainer.RunAsync(job with { Checkpoints = null }, _ => { }, CancellationToken.None);
        var (random, killed) = (new Random(11), 0);
        var farthest = Math.Max(2, 2 * (undisturbed.Boosting!.Trained + undisturbed.Boosting.Iterations) / kills);

        // An attempt may be through before its kill comes; it then begins once more.
        while (killed < kills)
        {
            var attempts = new List<Attempt>();
            do
            {
                attempts.Add(await RunAsync(job, killAfter: killed < kills ? random.Next(1, farthest) : int.MaxValue));
                killed += attempts[^1].Outcome is null ? 1 : 0;
            }
            while (attempts[^1].Outcome is null);

            var outcome = attempts[^1].Outcome!;
            Assert.Equal(undisturbed.ModelDigest, outcome.ModelDigest);
            Assert.Equal(undisturbed.Boosting with { Resumed = 0 }, outcome.Boosting! with { Resumed = 0 });
            AssertNoneTwice(attempts, now => now.Loss is not null);
            AssertNoneTwice(attempts, now => now.Loss is null);
            Directory.Delete(job.Checkpoints!, recursive: true);
        }
    }

    [Fact]
    public async Task Train_ToldToStopByItsParent_EndsWell_AndGoesOnToTheUndisturbedModel()
    {
        ModelTrainerTests.SkipWithout(TrainerKind.LightGbm);
        var spec = Slow();
        var job = await BoostingJobExample.CreateAsync(
            _sandbox,
            spec with { Train = spec.Train with { EarlyStopping = null, Params = new Dictionary<string, double>(spec.Train.Params) { [TrainerParameters.Iterations] = 400 } } });
        using var enough = new CancellationTokenSource();

        var stopped = await _sandbox.Trainer.RunAsync(
            job,
            now =>
            {
                if (now.Boosting is { Iteration: > BoostingJobExample.Segment })
                {
                    enough.Cancel();
                }
            },
            CancellationToken.None,
            enough.Token);

        Assert.InRange(stopped.Boosting!.Iterations, BoostingJobExample.Segment + 1, 399);
        var further = await _sandbox.Trainer.RunAsync(job, _ => { }, CancellationToken.None);
        var whole = await _sandbox.Trainer.RunAsync(job with { Checkpoints = null }, _ => { }, CancellationToken.None);
        Assert.Equal(stopped.Boosting.Iterations / BoostingJobExample.Segment * BoostingJobExample.Segment, further.Boosting!.Resumed);
        Assert.Equal(whole.ModelDigest, further.ModelDigest);
        Assert.NotEqual(whole.ModelDigest, stopped.ModelDigest);
    }

    [Fact]
    public async Task TrainStage_AfterAnInterruption_GoesOn_SaysSo_AndCleansUp()
    {
        ModelTrainerTests.SkipWithout(TrainerKind.LightGbm);
        var spec = BoostingJobExample.Spec();
        var snapshot = await _sandbox.FetchAsync(StageSandbox.Csv(BoostingJobExample.Rows, spec.Task));
        var transformed = await _sandbox.TransformAsync(spec, snapshot);
        var whole = await _sandbox.TrainAsync(spec, transformed);
        var all = Path.Combine(_sandbox.Home.Scratch, "boosting");
        Assert.Empty(Directory.GetFileSystemEntries(all));

        // As the stage would have begun it.
        var job = TrainingActivities.JobOf(_sandbox.Home, spec, transformed.Split, transformed.Plan, spec.Train.Params) with { Stopping = TrainingActivities.StoppingOf(spec) };
        job = job with { Checkpoints = new CheckpointFolder(_sandbox.Home, job, TimeProvider.System).Path };
        await BoostingJobExample.RunAsync(_sandbox, job);
        Assert.NotEmpty(Directory.GetFiles(job.Checkpoints!));

        var again = await _sandbox.TrainAsync(spec, transformed);

        Assert.Equal(whole.ModelDigest, again.ModelDigest);
        Assert.Equal(whole.Boosting!.Trained + whole.Boosting.Iterations, again.Boosting!.Resumed);
        Assert.Contains("iterations taken from checkpoints", again.Summary, StringComparison.Ordinal);
        Assert.DoesNotContain("checkpoints", whole.Summary, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(all));
    }

    public ValueTask DisposeAsync() => _sandbox.DisposeAsync();

    /// <summary>So many leaves that a kill comes within a few iterations of the one it is meant for.</summary>
    private static ModelSpec Slow()
    {
        var spec = BoostingJobExample.Spec();
        return spec with
        {
            Train = spec.Train with
            {
                Params = new Dictionary<string, double>(spec.Train.Params) { ["numberOfLeaves"] = 255, ["minimumExampleCountPerLeaf"] = 2, ["learningRate"] = 0.05 },
            },
        };
    }

    /// <summary>An attempt begins where the last whole segment of those before ended: never within it, never behind what was told.</summary>
    private static void AssertNoneTwice(IEnumerable<Attempt> attempts, Func<BoostingProgress, bool> isOfIt)
    {
        var reached = 0;
        foreach (var told in attempts.Select(attempt => attempt.Told.Where(isOfIt).ToList()).Where(told => told.Count > 0))
        {
            var begins = told[0].Iteration - 1;
            Assert.Equal(told[0].Resumed, begins);
            Assert.Contains(begins, new[] { Math.Max(0, reached - 1), reached }.Select(done => done / BoostingJobExample.Segment * BoostingJobExample.Segment));
            Assert.Equal(Enumerable.Range(begins + 1, told.Count), told.Select(now => now.Iteration));
            reached = told[^1].Iteration;
        }

        Assert.NotEqual(0, reached);
    }

    private async Task<Attempt> RunAsync(TrainingJob job, int killAfter)
    {
        var start = new ProcessStartInfo("dotnet", ["exec", Path.Combine(AppContext.BaseDirectory, "Mdlc.Trainer.dll"), BoostingJobExample.Write(_sandbox, job)])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true,
        };
        using var process = Process.Start(start)!;
        var (told, outcome) = (new List<BoostingProgress>(), (TrainingOutcome?)null);
        while (await process.StandardOutput.ReadLineAsync().WaitAsync(Patience) is { } line)
        {
            // Of the line that it was about to write, half may be there.
            if (!line.EndsWith('}'))
            {
                continue;
            }

            var message = MdlcJson.Deserialize<TrainingMessage>(line);
            outcome = message.Outcome ?? outcome;
            if (message.Boosting is { } now)
            {
                told.Add(now);
                if (told.Count == killAfter)
                {
                    process.Kill();
                }
            }
        }

        await process.WaitForExitAsync().WaitAsync(Patience);
        return new Attempt(told, outcome);
    }

    private sealed record Attempt(IReadOnlyList<BoostingProgress> Told, TrainingOutcome? Outcome);
}
