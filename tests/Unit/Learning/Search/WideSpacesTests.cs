using Mdlc.Contracts.Spec;
using Mdlc.Contracts.Tuning;
using Mdlc.Learning.Features;
using Mdlc.Learning.Search;

namespace Mdlc.Unit.Tests.Learning.Search;

public sealed class WideSpacesTests
{
    private static readonly PlanParameter HighCardinality = new(FeatureChoices.HighCardinalityName, ["target", "hash", "native"]);

    [Theory]
    [MemberData(nameof(RandomSearchTests.Trainers), MemberType = typeof(RandomSearchTests))]
    public void For_EveryTrainer_ProposesWhatItAccepts_AndItsDefaultsFirst(ModelTask task, TrainerKind trainer)
    {
        var space = WideSpaces.For(task, new TrainSpec { Trainer = trainer }, findsIterations: false, []);

        Assert.Empty(SearchSpaceRules.Problems(space));
        foreach (var kind in new[] { TunerKind.Random, TunerKind.Tpe, TunerKind.Cfo })
        {
            var study = Studies.Run(kind, space, parameters => parameters.Values.Sum(), 40, seed: 1);
            var resolved = study.Select(seen => TrainerParameters.Resolve(task, trainer, seen.Params)).ToList();

            Assert.Equal(40, resolved.Count);
            Assert.Equal(TrainerParameters.Resolve(task, trainer, new Dictionary<string, double>()), resolved[0]);
        }
    }

    [Fact]
    public void For_WhatIsStatedOrFound_IsNotSearched()
    {
        var stated = new TrainSpec { Trainer = TrainerKind.LightGbm, Params = new Dictionary<string, double> { ["numberOfLeaves"] = 63, ["subsampleFrequency"] = 1 } };

        var space = WideSpaces.For(ModelTask.Binary, stated, findsIterations: true, []);

        Assert.DoesNotContain(space.Parameters, parameter => parameter.Name is "numberOfLeaves" or "subsampleFrequency" or TrainerParameters.Iterations);
        Assert.Null(space.Parameters.Single(parameter => parameter.Name == "subsampleFraction").Condition);
        Assert.Empty(space.Cheap!);
        Assert.DoesNotContain(
            WideSpaces.For(
                ModelTask.Binary, stated with { Params = new Dictionary<string, double> { ["subsampleFrequency"] = 0 } }, findsIterations: false, []).Parameters,
            parameter => parameter.Name == "subsampleFraction");
    }

    [Fact]
    public void For_PlanThatIsOpen_IsSearchedWithItsDefaultFirst()
    {
        var train = new TrainSpec { Trainer = TrainerKind.LightGbm };

        var space = WideSpaces.For(ModelTask.Regression, train, findsIterations: true, [HighCardinality]);

        Assert.Equal(["target", "hash", "native"], space.Parameters.Single(parameter => parameter.Name == HighCardinality.Name).Choices);
        Assert.Equal(0, Tuners.Of(TunerKind.Tpe).Propose(space, [], 0, 1)!.Params[HighCardinality.Name]);

        // Categorical smoothing has a meaning where categories are split by sets.
        Assert.Equal([2], space.Parameters.Single(parameter => parameter.Name == "categoricalSmoothing").Condition!.In);
        Assert.DoesNotContain(WideSpaces.For(ModelTask.Regression, train, true, []).Parameters, parameter => parameter.Name == "categoricalSmoothing");
        Assert.Null(WideSpaces.For(ModelTask.Regression, train, true, [HighCardinality, HighCardinality with { Name = FeatureChoices.LowCardinalityName }])
            .Parameters.Single(parameter => parameter.Name == "categoricalSmoothing").Condition);
    }

    [Fact]
    public void For_CostFrugalSearch_BeginsWithTheFewestAndSmallestTrees()
    {
        var space = WideSpaces.For(ModelTask.Binary, new TrainSpec { Trainer = TrainerKind.LightGbm }, findsIterations: false, []);

        Assert.Equal(new Dictionary<string, double> { [TrainerParameters.Iterations] = 20, ["numberOfLeaves"] = 4 }, space.Cheap);
        var second = Tuners.Of(TunerKind.Cfo).Propose(space, [new(0, space.Start!, Mdlc.Learning.Search.History.ObservationState.Pending)], 1, 1)!.Params;
        Assert.Equal(4, second["numberOfLeaves"]);
        Assert.Equal(0.1, second["learningRate"]);
    }
}
