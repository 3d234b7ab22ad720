using Mdlc.Contracts.Json;
using Mdlc.Contracts.Spec;
using Mdlc.Contracts.Tuning;
using Mdlc.Spec;

namespace Mdlc.Unit.Tests.Spec;

public sealed class TuneReaderTests
{
    [Theory]
    [InlineData("", 0, null, null, false)]
    [InlineData("tune: {trials: 0}", 0, null, null, false)]
    [InlineData("tune: {trials: 20}", 20, null, null, true)]
    [InlineData("tune: {budget: {trials: 50}}", 50, null, null, true)]
    [InlineData("tune: {budget: 5m}", 0, null, 300.0, true)]
    [InlineData("tune: {budget: {iterations: 20000, time: 1h30m}}", 0, 20_000L, 5400.0, true)]
    public void Budget_InEachForm_IsReadAsMeant(string lines, int trials, long? iterations, double? seconds, bool searches)
    {
        var tune = Read(lines);

        Assert.Equal((trials, iterations, seconds, searches), (tune.Trials, tune.Iterations, tune.Seconds, tune.Searches));
    }

    [Theory]
    [InlineData("binary", "logloss")]
    [InlineData("multiclass", "logloss")]
    [InlineData("regression", "rmse")]
    public void Search_ThatDoesNotSayBy_GoesByAProperScore(string task, string metric)
    {
        var tune = SpecLoader.Parse(SpecExamples.Where("task: binary", $"task: {task}") + "\ntune: {trials: 5}", SpecExamples.File).Tune;

        Assert.Equal((TunerKind.Tpe, PrunerKind.Median, metric, true), (tune.Tuner, tune.Pruner, tune.Metric, tune.WarmStart));
    }

    [Fact]
    public void Search_ThatSaysAll_IsReadAsItSays()
    {
        var tune = Read("tune: {budget: {trials: 9}, tuner: cmaEs, pruner: asha, metric: auc, goal: 0.9, maxFailedTrials: 3, warmStart: false, parallel: 4, seed: 7, portfolio: false, pruneFrom: 50, mostIterations: 700, foldsBelow: 90}");

        var told = new TuneSpec
        {
            Trials = 9, Tuner = TunerKind.CmaEs, Pruner = PrunerKind.Asha, Metric = "auc", Goal = 0.9, MaxFailedTrials = 3, WarmStart = false, Parallel = 4, Seed = 7,
            PruneFrom = 50, MostIterations = 700, FoldsBelow = 90,
        };
        Assert.Equal(told, tune);
    }

    [Fact]
    public void Spec_RecordedByAnEarlierVersion_SearchesAsItDid()
    {
        var tune = MdlcJson.Deserialize<TuneSpec>("""{"trials":20,"parallel":2,"seed":1}""");

        Assert.Equal((null, null, false, true), (tune.Tuner, tune.Metric, tune.WarmStart, tune.Searches));
        Assert.Equal(0, tune.FoldsBelow);
        Assert.Equal((PrunerKind.None, false, null, null), (tune.Pruner, tune.Portfolio, tune.PruneFrom, tune.MostIterations));
        Assert.DoesNotContain("searches", MdlcJson.Serialize(tune), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", PrunerKind.Median, true, 128, 2000)]
    [InlineData("train: {earlyStopping: {iterations: 300}}", PrunerKind.Median, true, 128, null)]
    [InlineData("train: {params: {numberOfIterations: 50}}", PrunerKind.Median, true, 128, null)]
    [InlineData("train: {checkpointEvery: 0}", PrunerKind.None, true, null, null)]
    [InlineData("train: {trainer: sdca}", PrunerKind.None, false, null, null)]
    public void Search_OfATrainer_IsToldWhatThatTrainerCan(string train, PrunerKind pruner, bool portfolio, int? from, int? most)
    {
        var tune = Read($"{train}\ntune: {{budget: 5m}}");

        Assert.Equal((pruner, portfolio, from, most), (tune.Pruner, tune.Portfolio, tune.PruneFrom, tune.MostIterations));
    }

    [Theory]
    [InlineData("train: {trainer: sdca}", "portfolio: true", "only lightgbm has configurations")]
    [InlineData("train: {trainer: sdca}", "pruneFrom: 5", "only lightgbm with checkpoints")]
    [InlineData("train: {earlyStopping: {rounds: 0}}", "mostIterations: 5", "only where early stopping finds")]
    public void Search_OfATrainerThatCannot_IsAProblem(string train, string line, string expected)
    {
        var problem = Assert.Throws<SpecException>(() => Read($"{train}\ntune: {{budget: 5m, {line}}}"));

        Assert.Contains(expected, problem.Message, StringComparison.Ordinal);
    }

    private static TuneSpec Read(string lines) => SpecLoader.Parse(SpecExamples.With(lines), SpecExamples.File).Tune;
}
