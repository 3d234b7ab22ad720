using Mdlc.Contracts.Json;
using Mdlc.Contracts.Models;
using Mdlc.Contracts.Runs;
using Mdlc.Contracts.Spec;
using Mdlc.Workflows.Data;
using Mdlc.Workflows.Features;
using Mdlc.Workflows.Runs;
using Mdlc.Workflows.Training;

namespace Mdlc.Unit.Tests.Workflows.Runs;

/// <summary>A run that begins in the middle, by what an earlier one has made.</summary>
public sealed class TakeOverTests(SkippingEngine engine) : IClassFixture<SkippingEngine>, IAsyncDisposable
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
    public async Task StagesBefore_AreTakenOver_AndTheirResultsGoOn()
    {
        var earlier = new RunKey(Driver.Project, "m", 4);
        var kept = StandInStages.Snapshot("kept", 50);
        _stages.Kept[StageName.Fetch] = MdlcJson.Serialize(new FetchResult(kept, Driver.Spec.Source with { Delimiter = "|" }, 2, null, null, "50 rows"));
        _stages.Kept[StageName.Validate] = MdlcJson.Serialize(new ValidateResult(kept, null, 3, null, "validation.html", "3 rows less"));
        _stages.Kept[StageName.Transform] = MdlcJson.Serialize(new TransformResult(new(kept.File, 40, kept.File, 10), new FeaturePlan([]), "40 + 10 rows"));

        await Driver.StartAsync(takeOver: new(earlier, StageName.Train));
        var report = await Driver.EndAsync();

        Assert.Equal(["take over", "take over", "take over", "train", "evaluate", "gate", "register", "deploy", "promote"], _stages.Calls);
        Assert.All(_stages.Inputs<TakeOverInput>(), asked => Assert.Equal((Driver.Run, earlier), (asked.Run, asked.Earlier)));
        var trained = Assert.Single(_stages.Inputs<TrainInput>());
        Assert.Equal((40, "|"), (trained.Split.TrainRows, trained.Spec.Source.Delimiter));
        Assert.Equal(new(earlier, StageName.Train), report.TakenOver);
        Assert.Equal((3, "kept"), (report.Rows.Quarantined, report.Snapshot));
        Assert.Equal("taken over from run 4: 40 + 10 rows", report.Stages.Single(s => s.Name == StageName.Transform).Summary);
        Assert.Equal("trained", report.Stages.Single(s => s.Name == StageName.Train).Summary);
    }

    [Theory]
    [InlineData("source.path", StageName.Fetch)]
    [InlineData("split.seed", StageName.Fetch)]
    [InlineData("expectations[0].min", StageName.Validate)]
    [InlineData("transform.columns.age", StageName.Transform)]
    [InlineData("train.trainer", StageName.Transform)]
    [InlineData("train.params.learningRate", StageName.Tune)]
    [InlineData("trainer", StageName.Fetch)]
    [InlineData("evaluate.metric", StageName.Tune)]
    [InlineData("evaluate.slices[0]", StageName.Evaluate)]
    [InlineData("gate.limits[0].min", StageName.Gate)]
    [InlineData("about.owner", StageName.Gate)]
    [InlineData("somethingNew", StageName.Fetch)]
    public void Field_IsReadFirst_ByAStage(string path, string stage) => Assert.Equal(stage, SpecReach.FirstStageOf(path, searches: true));

    [Fact]
    public void Options_OfARunWithoutASearch_AreReadByTraining() => Assert.Equal(StageName.Train, SpecReach.FirstStageOf("train.seed", searches: false));

    [Fact]
    public void Differences_AreThoseToTheSpecThatTheRunEndedWith()
    {
        var submitted = Spec(0.1, 1);
        var changes = new[] { new RunChange(default, StageName.Train, "who", null, false, SpecDifference.Between(submitted, Spec(0.2, 1))) };

        Assert.Empty(SpecReach.ToLast(changes, SpecDifference.Between(submitted, Spec(0.2, 1))));
        Assert.Equal([new("train.params.learningRate", "0.2", "0.1")], SpecReach.ToLast(changes, SpecDifference.Between(submitted, submitted)));
        Assert.Equal([new("train.seed", "1", "2")], SpecReach.ToLast(changes, SpecDifference.Between(submitted, Spec(0.2, 2))));

        static ModelSpec Spec(double rate, int seed) => new()
        {
            Model = "m",
            Task = ModelTask.Regression,
            Label = "y",
            Source = new() { Path = "/in.csv" },
            Train = new() { Params = new Dictionary<string, double> { ["learningRate"] = rate }, Seed = seed },
        };
    }
}
