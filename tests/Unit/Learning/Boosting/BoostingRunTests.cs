using Mdlc.Catalog.Files;
using Mdlc.Contracts.Spec;
using Mdlc.Learning.Boosting;
using Mdlc.Trees;
using Mdlc.Unit.Tests.Learning.Training;

namespace Mdlc.Unit.Tests.Learning.Boosting;

public sealed class BoostingRunTests : IDisposable
{
    private static readonly (string, double)[] Sampling =
        [("subsampleFraction", 0.7), ("featureFraction", 0.5), ("extraTrees", 1), ("featureFractionPerSplit", 0.8), ("pathSmoothing", 0.5)];

    private static readonly string[] Whys = ["damaged", "breaks off", "another training", "does not follow"];

    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"mdlc-boosting-{Guid.NewGuid():n}");

    public static TheoryData<ModelTask, bool> Trainings => new()
    {
        { ModelTask.Binary, true }, { ModelTask.Binary, false }, { ModelTask.Multiclass, true }, { ModelTask.Regression, true },
    };

    [Theory]
    [MemberData(nameof(Trainings))]
    public void Run_InterruptedManyTimes_MakesTheTreesOfAnUndisturbedOne_AndNoneTwiceBeforeACheckpoint(ModelTask task, bool isHeldOut)
    {
        ModelTrainerTests.SkipWithout(TrainerKind.LightGbm);
        const int Segment = 4;
        var (train, held) = (BoostingExample.Rows(task, 400, 1), isHeldOut ? BoostingExample.Rows(task, 150, 2) : null);
        var settings = BoostingExample.Settings(task, Segment, 60, Sampling) with { Patience = isHeldOut ? 12 : null };
        var undisturbed = new BoostingRun(settings, train, held, null, null, null).Run();
        var (random, trained, result) = (new Random(5), new List<int>(), (BoostingResult?)null);

        for (var attempt = 0; result is null; attempt++)
        {
            var left = attempt < 20 ? random.Next(1, Segment + 2) : int.MaxValue;
            var log = new List<int>();
            try
            {
                result = new BoostingRun(settings, train, held, new BoostingCheckpoints(_folder, Fingerprint('a')), Note, null).Run();
            }
            catch (InterruptedException)
            {
            }

            // It begins behind the last segment that was whole: the one in which it was interrupted never was.
            var reached = trained.DefaultIfEmpty(1).Max();
            Assert.Equal(((reached - 1) / Segment * Segment) + 1, log[0]);
            trained.AddRange(log);

            void Note(BoostingProgress now)
            {
                log.Add(now.Iteration);
                if (--left == 0)
                {
                    throw new InterruptedException();
                }
            }
        }

        Assert.Equal(undisturbed.Model.Text, result.Model.Text);
        Assert.Equal(undisturbed.Losses, result.Losses);
        Assert.Equal((undisturbed.Best, undisturbed.Iterations), (result.Best, result.Iterations));
        Assert.Equal(Enumerable.Range(1, undisturbed.Iterations), trained.Distinct().Order());
    }

    [Theory]
    [InlineData(10, 4)]
    [InlineData(8, 8)]
    [InlineData(8, 9)]
    public void Run_FoundHopeless_AndInterruptedBefore_IsFoundSoAtTheSameIteration(int at, int interruptedAt)
    {
        ModelTrainerTests.SkipWithout(TrainerKind.LightGbm);
        var (train, held) = (BoostingExample.Rows(ModelTask.Binary, 400, 1), BoostingExample.Rows(ModelTask.Binary, 150, 2));
        var settings = BoostingExample.Settings(ModelTask.Binary, 4, 60, Sampling);
        var undisturbed = new BoostingRun(settings, train, held, null, null, null, losses => losses.Count == at).Run();

        // Without its verdict it goes on to a checkpoint; then it hears of the losses that it had.
        Assert.Throws<InterruptedException>(() => new BoostingRun(
            settings, train, held, new BoostingCheckpoints(_folder, Fingerprint('a')), now => { if (now.Iteration == interruptedAt) { throw new InterruptedException(); } }, null).Run());
        var asked = new List<int>();
        var resumed = new BoostingRun(settings, train, held, new BoostingCheckpoints(_folder, Fingerprint('a')), null, null, losses =>
        {
            asked.Add(losses.Count);
            return losses.Count == at;
        }).Run();

        Assert.Equal((at, undisturbed.Model.Text), (resumed.Iterations, resumed.Model.Text));
        Assert.Equal(undisturbed.Losses, resumed.Losses);
        Assert.Equal(at, asked[^1]);
    }

    [Theory]
    [InlineData(ModelTask.Binary)]
    [InlineData(ModelTask.Multiclass)]
    [InlineData(ModelTask.Regression)]
    public void Run_WithoutSampling_MakesTheTreesOfOneUnbrokenSegment(ModelTask task)
    {
        ModelTrainerTests.SkipWithout(TrainerKind.LightGbm);
        var train = BoostingExample.Rows(task, 500, 1);

        var (parts, whole) = (Run(BoostingExample.Settings(task, 3, 20)), Run(BoostingExample.Settings(task, 20, 20)));

        Assert.Equal(whole.Model.Text, parts.Model.Text);
        Assert.Equal(20 * whole.Model.Outputs, whole.Model.Trees.Count);

        BoostingResult Run(BoostingSettings settings) => new BoostingRun(settings, train, null, null, null, null).Run();
    }

    [Fact]
    public void Run_WithSampling_DrawsAnewInEachSegment()
    {
        ModelTrainerTests.SkipWithout(TrainerKind.LightGbm);
        var train = BoostingExample.Rows(ModelTask.Regression, 500, 1);

        // Every tree has one column, drawn by lot: each segment is one tree, and would draw the same one under one seed.
        var settings = BoostingExample.Settings(ModelTask.Regression, 1, 12, ("featureFraction", 0.1));
        var columns = new BoostingRun(settings, train, null, null, null, null).Run().Model.Trees.Select(tree => tree.Slots.Distinct().Single());

        Assert.InRange(columns.Distinct().Count(), 4, BoostingExample.Columns);
    }

    [Fact]
    public void OfSegment_TellsEachASeedOfItsOwn_AndElseTheSame()
    {
        var settings = Enumerable.Range(1, 3).Select(seed => BoostingExample.Settings(ModelTask.Binary, 5, 50, Sampling) with { Seed = seed });

        var told = settings.SelectMany(ofSeed => Enumerable.Range(0, 200).Select(ofSeed.OfSegment)).ToList();

        Assert.Equal(told.Count, told.Distinct(StringComparer.Ordinal).Count());
        Assert.Single(told.Select(text => string.Join(' ', text.Split(' ').Where(part => !part.StartsWith("seed=", StringComparison.Ordinal)))).Distinct(StringComparer.Ordinal));
        Assert.All(told, text => Assert.Matches(@" seed=\d+ ", text));
    }

    [Fact]
    public void Run_OnAnyNumberOfThreads_MakesTheSameModel()
    {
        ModelTrainerTests.SkipWithout(TrainerKind.LightGbm);
        var (train, held) = (BoostingExample.Rows(ModelTask.Multiclass, 3000, 1), BoostingExample.Rows(ModelTask.Multiclass, 500, 2));

        var results = new[] { 1, 2, 3 }.Select(threads => new BoostingRun(
            BoostingExample.Settings(ModelTask.Multiclass, 4, 10, Sampling) with { Threads = threads }, train, held, null, null, null).Run()).ToList();

        Assert.All(results, result => Assert.Equal(results[0].Model.Text, result.Model.Text));
        Assert.All(results, result => Assert.Equal(results[0].Losses, result.Losses));
    }

    [Fact]
    public void Run_WithHeldOutRows_KeepsTheBestIterations_AndEndsWhenNoneGetsBetter()
    {
        ModelTrainerTests.SkipWithout(TrainerKind.LightGbm);
        var (train, held) = (BoostingExample.Rows(ModelTask.Binary, 300, 1), BoostingExample.Rows(ModelTask.Binary, 200, 2));
        var settings = BoostingExample.Settings(ModelTask.Binary, 4, 500) with { Patience = 15 };

        var result = new BoostingRun(settings, train, held, Checkpoints(), null, null).Run();

        Assert.Equal(result.Best + 15, result.Iterations);
        Assert.Equal(result.Best, result.Model.Trees.Count);
        Assert.Equal(result.Losses.Min(), result.Losses[result.Best - 1]);

        // What was measured in each segment is what its trees, with all before them, say.
        Assert.InRange(result.Best, 3 * settings.Segment, 400);
        var text = TreeText.Split(result.Model.Text);
        Assert.All(Enumerable.Range(1, result.Best), trees => Assert.Equal(LossOf(TreeModel.Parse(text.First(trees).ToString()), held), result.Losses[trees - 1], 1e-9));

        // Whoever comes again is told the same, and trains nothing.
        var again = new BoostingRun(settings, train, held, Checkpoints(), _ => Assert.Fail("It trains."), null).Run();
        Assert.Equal((result.Model.Text, result.Iterations, result.Iterations), (again.Model.Text, again.Iterations, again.Resumed));
        Assert.Equal(result.Losses, again.Losses);
    }

    /// <summary>Of a class that no training row has each iteration knows as little: the first is as good as any.</summary>
    [Fact]
    public void Run_WhereIterationsAreEquallyGood_KeepsTheFewest()
    {
        ModelTrainerTests.SkipWithout(TrainerKind.LightGbm);
        var (train, held) = (BoostingExample.Rows(ModelTask.Multiclass, 300, 1), BoostingExample.Rows(ModelTask.Multiclass, 50, 2));
        Array.Fill(held.Labels, -1);

        var result = new BoostingRun(BoostingExample.Settings(ModelTask.Multiclass, 2, 50) with { Patience = 5 }, train, held, null, null, null).Run();

        Assert.Single(result.Losses.Distinct());
        Assert.Equal((1, 6, BoostingExample.Classes), (result.Best, result.Iterations, result.Model.Trees.Count));
    }

    [Fact]
    public void Run_ToldThatItIsEnough_KeepsTheTreesSoFar_AndGoesOnFromTheLastWholeSegmentWhenAskedForMore()
    {
        ModelTrainerTests.SkipWithout(TrainerKind.LightGbm);
        var train = BoostingExample.Rows(ModelTask.Regression, 400, 1);
        var settings = BoostingExample.Settings(ModelTask.Regression, 4, 20, Sampling);
        var whole = new BoostingRun(settings, train, null, null, null, null).Run();

        var stopped = new BoostingRun(settings, train, null, Checkpoints(), null, now => now.Iteration == 10).Run();
        var further = new BoostingRun(settings, train, null, Checkpoints(), null, null).Run();

        Assert.Equal((10, 10), (stopped.Iterations, stopped.Model.Trees.Count));
        Assert.Equal(whole.Model.Trees.Take(10).SelectMany(tree => tree.Leaves), stopped.Model.Trees.SelectMany(tree => tree.Leaves));
        Assert.Equal(8, further.Resumed);
        Assert.Equal(whole.Model.Text, further.Model.Text);
    }

    [Fact]
    public void Run_WithMoreIterationsAllowedThanBefore_GoesOnFromTheLastWholeSegment()
    {
        ModelTrainerTests.SkipWithout(TrainerKind.LightGbm);
        var train = BoostingExample.Rows(ModelTask.Regression, 400, 1);
        var settings = BoostingExample.Settings(ModelTask.Regression, 4, 10, Sampling);
        _ = new BoostingRun(settings, train, null, Checkpoints(), null, null).Run();

        var further = new BoostingRun(settings with { Iterations = 13 }, train, null, Checkpoints(), null, null).Run();

        Assert.Equal(8, further.Resumed);
        Assert.Equal(new BoostingRun(settings with { Iterations = 13 }, train, null, null, null, null).Run().Model.Text, further.Model.Text);
    }

    [Fact]
    public void Run_FromDamagedOrForeignCheckpoints_TakesNoneOfThem()
    {
        ModelTrainerTests.SkipWithout(TrainerKind.LightGbm);
        var train = BoostingExample.Rows(ModelTask.Binary, 300, 1);
        var settings = BoostingExample.Settings(ModelTask.Binary, 3, 9);
        var whole = new BoostingRun(settings, train, null, Checkpoints(), null, null).Run();
        var files = Directory.GetFiles(_folder).Order(StringComparer.Ordinal).ToArray();
        Assert.Equal(3, files.Length);
        var second = File.ReadAllText(files[1]);

        Assert.Equal((9, null), ResumedWith(second));
        Assert.Equal((0, null), Resumed(new BoostingCheckpoints(_folder, Fingerprint('b'))));
        Assert.Equal((3, "damaged"), ResumedWith(second.Replace("leaf_value=", "leaf_value=1", StringComparison.Ordinal)));
        Assert.Equal((3, "damaged"), ResumedWith(second[..^1]));
        Assert.Equal((3, "breaks off"), ResumedWith(second[..40]));
        Assert.Equal((3, "breaks off"), ResumedWith(""));
        Assert.Equal((3, "another training"), ResumedWith(second.Replace(Fingerprint('a'), Fingerprint('a')[..^1] + "b", StringComparison.Ordinal)));
        Assert.Equal((3, "another training"), ResumedWith(second.Replace("checkpoint-1", "checkpoint-2", StringComparison.Ordinal)));

        // Whole in itself, but not what comes after the first.
        Assert.Equal((3, "does not follow"), ResumedWith(File.ReadAllText(files[0])));

        (int, string?) ResumedWith(string content)
        {
            File.WriteAllText(files[1], content);
            return Resumed(Checkpoints());
        }

        (int, string?) Resumed(BoostingCheckpoints checkpoints)
        {
            var result = new BoostingRun(settings, train, null, checkpoints, null, null).Run();
            Assert.Equal(whole.Model.Text, result.Model.Text);
            File.WriteAllText(files[1], second);
            if (checkpoints.Note is { } note)
            {
                Assert.StartsWith("checkpoint 2 could not be used (it ", note, StringComparison.Ordinal);
            }

            return (result.Resumed, Whys.SingleOrDefault(why => checkpoints.Note?.Contains(why, StringComparison.Ordinal) == true));
        }
    }

    [Fact]
    public void Run_OnAFullDisk_FailsAsThat_LeavesNoHalfFile_AndGoesOnWhenThereIsRoom()
    {
        ModelTrainerTests.SkipWithout(TrainerKind.LightGbm);
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs /dev/full");
        var train = BoostingExample.Rows(ModelTask.Regression, 300, 1);
        var settings = BoostingExample.Settings(ModelTask.Regression, 3, 9, Sampling);
        var trained = new List<int>();
        Directory.CreateDirectory(_folder);
        var aside = Path.Combine(_folder, $"{Fingerprint('a')[..16]}-000001.checkpoint.{Environment.ProcessId}.partial");
        File.CreateSymbolicLink(aside, "/dev/full");

        var failure = Assert.ThrowsAny<IOException>(() => new BoostingRun(settings, train, null, Checkpoints(), now => trained.Add(now.Iteration), null).Run());
        var further = new BoostingRun(settings, train, null, Checkpoints(), null, null);

        Assert.True(NoRoom.IsMeantBy(failure), failure.ToString());
        Assert.Equal(6, trained[^1]);
        Assert.Equal([$"{Fingerprint('a')[..16]}-000000.checkpoint"], Directory.GetFiles(_folder).Select(Path.GetFileName));
        var result = further.Run();
        Assert.Equal(3, result.Resumed);
        Assert.Equal(new BoostingRun(settings, train, null, null, null, null).Run().Model.Text, result.Model.Text);
    }

    /// <summary>One that ends within a segment, between two, and by a segment that found nothing to split.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    public void Run_AgainAfterSplitsRanOut_TakesAllFromCheckpoints(int segment)
    {
        ModelTrainerTests.SkipWithout(TrainerKind.LightGbm);
        var train = BoostingExample.Rows(ModelTask.Regression, 60, 1);
        var settings = BoostingExample.Settings(
            ModelTask.Regression, segment, 1000, ("minimumExampleCountPerLeaf", 20), ("minimumSplitGain", 30), ("learningRate", 0.5));
        var first = new BoostingRun(settings, train, null, Checkpoints(), null, null).Run();

        var again = new BoostingRun(settings, train, null, Checkpoints(), _ => Assert.Fail("It trains."), null).Run();

        Assert.Equal(first.Iterations, again.Resumed);
        Assert.Equal(first.Model.Text, again.Model.Text);
    }

    [Theory]
    [InlineData(ModelTask.Binary)]
    [InlineData(ModelTask.Multiclass)]
    [InlineData(ModelTask.Regression)]
    public void Run_WhereNothingCanBeSplit_IsAModelOfTheMean(ModelTask task)
    {
        ModelTrainerTests.SkipWithout(TrainerKind.LightGbm);
        var train = BoostingExample.Rows(task, 100, 1);

        var result = new BoostingRun(BoostingExample.Settings(task, 3, 10, ("minimumExampleCountPerLeaf", 80)), train, null, Checkpoints(), null, null).Run();
        var again = new BoostingRun(BoostingExample.Settings(task, 3, 10, ("minimumExampleCountPerLeaf", 80)), train, null, Checkpoints(), null, null).Run();

        Assert.Equal(1, result.Iterations);
        Assert.All(result.Model.Trees, tree => Assert.Single(tree.Leaves));
        Assert.Equal(result.Model.Text, again.Model.Text);
        var raw = new double[result.Model.Outputs];
        result.Model.Score(new float[BoostingExample.Columns], raw);
        if (task == ModelTask.Regression)
        {
            Assert.Equal(train.Labels.Average(), raw[0], 1e-4);
        }
    }

    [Fact]
    public void Run_WhereSplitsRunOut_EndsAsAnUnbrokenOne()
    {
        ModelTrainerTests.SkipWithout(TrainerKind.LightGbm);
        var train = BoostingExample.Rows(ModelTask.Regression, 60, 1);
        var options = new[] { ("minimumExampleCountPerLeaf", 20.0), ("minimumSplitGain", 30.0), ("learningRate", 0.5) };

        var whole = new BoostingRun(BoostingExample.Settings(ModelTask.Regression, 1000, 1000, options), train, null, null, null, null).Run();

        Assert.InRange(whole.Iterations, 2, 900);
        foreach (var segment in new[] { 1, 2, 3, whole.Iterations })
        {
            var parts = new BoostingRun(BoostingExample.Settings(ModelTask.Regression, segment, 1000, options), train, null, null, null, null).Run();
            Assert.Equal(whole.Model.Text, parts.Model.Text);
        }
    }

    [Fact]
    public void Run_OfSparseRows_MakesTheModelOfTheSameRowsInFull()
    {
        ModelTrainerTests.SkipWithout(TrainerKind.LightGbm);
        var (sparse, full) = (BoostingExample.Rows(ModelTask.Regression, 1000, 1, sparse: true), BoostingExample.Rows(ModelTask.Regression, 1000, 1, sparse: true, keep: true));
        Assert.Equal((true, false), (sparse.Features.IsSparse, full.Features.IsSparse));

        var models = new[] { sparse, full }.Select(rows => new BoostingRun(BoostingExample.Settings(ModelTask.Regression, 4, 12), rows, null, null, null, null).Run().Model.Text);

        Assert.Single(models.Distinct(StringComparer.Ordinal));
    }

    public void Dispose()
    {
        if (Directory.Exists(_folder))
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    private static double LossOf(TreeModel model, BoostingRows held)
    {
        var (raw, sum) = (new double[1], 0.0);
        foreach (var (vector, label) in BoostingExample.Vectors(held.Count, 2).Zip(held.Labels))
        {
            model.Score(vector, raw);
            var probability = model.Probability(raw[0]);
            sum -= Math.Log(label > 0 ? probability : 1 - probability);
        }

        return sum / held.Count;
    }

    private static string Fingerprint(char digit) => new(digit, 64);

    private BoostingCheckpoints Checkpoints() => new(_folder, Fingerprint('a'));

    private sealed class InterruptedException : Exception;
}
