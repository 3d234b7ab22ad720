using Mdlc.Activities.Training;
using Mdlc.Contracts.Artifacts;
using Mdlc.Contracts.Models;
using Mdlc.Contracts.Spec;
using Mdlc.Learning.Training;
using Microsoft.Extensions.Time.Testing;

namespace Mdlc.Unit.Tests.Activities.Training;

public sealed class CheckpointFolderTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero);

    private readonly TemporaryHome _temporary = new();
    private readonly FakeTimeProvider _time = new(Now);

    [Fact]
    public void Path_OfEveryAttemptAtAJob_IsTheSame_AndOfAnotherJobAnother()
    {
        var job = Job(seed: 1);

        Assert.Equal(PathOf(job), PathOf(job with { Output = "elsewhere.zip", Checkpoints = "x", StopAt = 7, Home = "other" }));
        Assert.NotEqual(PathOf(job), PathOf(Job(seed: 2)));
        Assert.NotEqual(PathOf(job), PathOf(job with { Rows = new ArtifactRef("rows", "other", 1) }));
    }

    [Fact]
    public void New_SweepsWhatNobodyTouchedForAWeek_ButItsOwn()
    {
        var (own, old, young) = (PathOf(Job(seed: 1)), PathOf(Job(seed: 2)), PathOf(Job(seed: 3)));
        foreach (var (folder, days) in new[] { (own, 30), (old, 8), (young, 6) })
        {
            Directory.CreateDirectory(folder);
            File.WriteAllText(Path.Combine(folder, "a.checkpoint"), "");
            Directory.SetLastWriteTimeUtc(folder, Now.UtcDateTime.AddDays(-days));
        }

        _ = PathOf(Job(seed: 1));

        Assert.Equal((true, false, true), (Directory.Exists(own), Directory.Exists(old), Directory.Exists(young)));
    }

    [Fact]
    public void Delete_TakesItsOwnAlone_AndMayComeTwice()
    {
        var (own, other) = (Folder(Job(seed: 1)), Folder(Job(seed: 2)));
        Directory.CreateDirectory(own.Path);
        Directory.CreateDirectory(other.Path);

        own.Delete();
        own.Delete();

        Assert.Equal((false, true), (Directory.Exists(own.Path), Directory.Exists(other.Path)));
    }

    public void Dispose() => _temporary.Dispose();

    private string PathOf(TrainingJob job) => Folder(job).Path;

    private CheckpointFolder Folder(TrainingJob job) => new(_temporary.Home, job, _time);

    private TrainingJob Job(int seed) => new()
    {
        Home = _temporary.Home.Root,
        Rows = new ArtifactRef("rows", "rows", 1),
        Task = ModelTask.Binary,
        Label = "label",
        Plan = new FeaturePlan([]),
        Train = new TrainSpec { Seed = seed },
    };
}
