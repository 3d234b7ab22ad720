using Mdlc.Contracts.Spec;
using Mdlc.Contracts.Tuning;
using Mdlc.Starter.Output;
using Mdlc.Starter.Studies;

namespace Mdlc.Unit.Tests.Starter.Studies;

public sealed class StudyRequestTests
{
    private static readonly ModelSpec Spec = new()
    {
        Model = "m",
        Task = ModelTask.Binary,
        Label = "y",
        Source = new() { Path = "/data/in.csv" },
        Train = new() { CheckpointEvery = 50 },
        Tune = new() { Trials = 20, Parallel = 3, Tuner = TunerKind.Tpe, Metric = "logloss", WarmStart = true },
    };

    [Fact]
    public void Over_NothingAsked_IsTheSpec() => Assert.Equal(Spec, new StudyRequest().Over(Spec));

    [Fact]
    public void Over_ABudget_TakesThePlaceOfTheSpecsWholeBudget()
    {
        var tune = new StudyRequest { Seconds = 60 }.Over(Spec).Tune;

        Assert.Equal((0, null, 60.0, 3, TunerKind.Tpe), (tune.Trials, tune.Iterations, tune.Seconds, tune.Parallel, tune.Tuner));
    }

    [Fact]
    public void Over_TheRest_IsSetBesideTheSpecsBudget()
    {
        var tune = new StudyRequest { Parallel = 4, Tuner = TunerKind.Sobol, Pruner = PrunerKind.Asha, Metric = "auc", WarmStart = false }.Over(Spec).Tune;

        Assert.Equal(Spec.Tune with { Parallel = 4, Tuner = TunerKind.Sobol, Pruner = PrunerKind.Asha, Metric = "auc", WarmStart = false }, tune);
    }

    [Fact]
    public void Over_WhatMakesNoSense_IsRefusedAsUsage()
    {
        var linear = Spec with { Train = new() { Trainer = TrainerKind.Sdca } };

        Refused("Found no budget for the search", () => new StudyRequest().Over(Spec with { Tune = new() }));
        Refused("Found a budget in iterations", () => new StudyRequest { Iterations = 100 }.Over(linear));
        Refused("Found a pruner", () => new StudyRequest { Pruner = PrunerKind.Asha }.Over(linear));
        Refused("Found metric 'rmse', expected one of auc", () => new StudyRequest { Metric = "rmse" }.Over(Spec));

        static void Refused(string sentence, Action asked)
        {
            var refused = Assert.Throws<UserException>(asked);
            Assert.StartsWith(sentence, refused.Message, StringComparison.Ordinal);
            Assert.Equal(ExitCode.Usage, refused.ExitCode);
        }
    }
}
