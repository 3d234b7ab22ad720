using System.Globalization;
using Mdlc.Contracts.Spec;
using Mdlc.Contracts.Tuning;
using Mdlc.Learning.Search;
using Mdlc.Learning.Search.History;
using Mdlc.Learning.Statistics;

namespace Mdlc.Unit.Tests.Learning.Search;

/// <summary>What holds of every tuner.</summary>
public sealed class TunerTests
{
    /// <summary>Every kind of parameter, and two that depend on others.</summary>
    private static readonly SearchSpace Mixed = new(
    [
        SearchParameter.Int("leaves", 4, 512, ParameterScale.LogUniform).When("trainer", 0, 1),
        SearchParameter.Double("rate", 0.005, 0.5, ParameterScale.LogUniform).When("leaves", [.. Enumerable.Range(4, 200).Select(i => (double)i)]),
        SearchParameter.Categorical("trainer", "lightgbm", "fasttree", "sdca"),
        SearchParameter.Discrete("l1", 0, 0.1, 1),
        SearchParameter.Double("share", 0.5, 1) with { Step = 0.05 },
        SearchParameter.Double("noise", -1, 1, ParameterScale.Normal),
    ]);

    private static readonly SearchSpace Small = new(
    [
        SearchParameter.Categorical("kind", "a", "b"),
        SearchParameter.Int("depth", 1, 3).When("kind", 1),
        SearchParameter.Discrete("penalty", 0, 0.5),
        SearchParameter.Double("share", 0, 1) with { Step = 0.5 },
    ]);

    public static TheoryData<TunerKind> All => [.. Enum.GetValues<TunerKind>()];

    [Theory]
    [MemberData(nameof(All))]
    public void Propose_HistoryInAnotherOrder_IsTheSame(TunerKind kind)
    {
        var history = Studies.Run(kind, Mixed, Loss, 30, seed: 5).ToArray();
        var before = Propose(kind, Mixed, history);

        new SeededRandom(1).Shuffle<Observation>(history);

        Assert.Equal(before, Propose(kind, Mixed, history));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Propose_SameSeed_SameDigits_AnotherSeedOthers(TunerKind kind)
    {
        var study = Text(Studies.Run(kind, Mixed, Loss, 25, seed: 5));

        Assert.Equal(study, Text(Studies.Run(kind, Mixed, Loss, 25, seed: 5)));
        Assert.NotEqual(study, Text(Studies.Run(kind, Mixed, Loss, 25, seed: 6)));
    }

    /// <summary>The losses' order, and for GP-EI their distances, are what counts.</summary>
    [Theory]
    [MemberData(nameof(All))]
    public void Propose_LossesAllHigher_IsTheSame(TunerKind kind)
    {
        var study = Studies.Run(kind, Mixed, Loss, 25, seed: 5);

        Assert.Equal(Text(study), Text(Studies.Run(kind, Mixed, parameters => Loss(parameters) + 64, 25, seed: 5)));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Propose_EightAtATime_NoneTwice(TunerKind kind)
    {
        var study = Studies.Run(kind, Mixed, Loss, 64, seed: 3, parallel: 8);

        Assert.Equal(64, study.Select(seen => Text(seen.Params)).Distinct().Count());
    }

    /// <summary>What is pending must be told apart from what has failed or was never there.</summary>
    [Theory]
    [MemberData(nameof(All))]
    public void Propose_PendingPoint_IsNotProposedAgain(TunerKind kind)
    {
        var history = Studies.Run(kind, Mixed, Loss, 24, seed: 9).ToList();
        for (var i = 0; i < 8; i++)
        {
            var proposal = Tuners.Of(kind).Propose(Mixed, history, history.Count, seed: 9)!;
            Assert.DoesNotContain(Text(proposal.Params), history.Select(seen => Text(seen.Params)));
            history.Add(new Observation(history.Count, proposal.Params, ObservationState.Pending));
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Propose_ConditionalSpace_HasExactlyTheActiveParametersWithinTheirRanges(TunerKind kind)
    {
        Observation[] study = [.. Enumerable.Range(0, 4).SelectMany(seed => Studies.Run(kind, Mixed, Loss, 30, seed))];

        Assert.All(study, seen => AssertFits(Mixed, seen.Params));
        Assert.Contains(study, seen => !seen.Params.ContainsKey("leaves"));
        Assert.Contains(study, seen => seen.Params.ContainsKey("rate"));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Propose_FiniteSpace_EndsAfterEveryPointOnce(TunerKind kind)
    {
        // a: 2 × 3 points; b: 3 × 2 × 3.
        var study = Studies.Run(kind, Small, parameters => parameters.Values.Sum(), 100, seed: 1);

        Assert.Equal(24, study.Count);
        Assert.Equal(24, study.Select(seen => Text(seen.Params)).Distinct().Count());
        Assert.All(study, seen => AssertFits(Small, seen.Params));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Propose_FiniteSpaceInParallel_EndsAfterEveryPointOnce(TunerKind kind)
    {
        var study = Studies.Run(kind, Small, parameters => parameters.Values.Sum(), 100, seed: 1, parallel: 7);

        Assert.Equal(24, study.Select(seen => Text(seen.Params)).Distinct().Count());
        Assert.Equal(24, study.Count);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Propose_DamagedHistory_StillProposesAPointOfTheSpace(TunerKind kind)
    {
        var study = Studies.Run(kind, Mixed, Loss, 60, seed: 2);
        Observation[] damaged =
        [
            .. study.Select(seen => (seen.Trial % 10) switch
            {
                0 => seen with { Loss = double.NaN },
                1 => seen with { Loss = double.NegativeInfinity },
                2 => seen with { Loss = null },
                3 => seen with { Params = new Dictionary<string, double> { ["removed"] = 3 } },
                4 => seen with { Params = seen.Params.ToDictionary(p => p.Key, p => p.Value * 1e6) },
                5 => seen with { Params = seen.Params.ToDictionary(p => p.Key, _ => double.NaN) },
                6 => seen with { State = ObservationState.Pruned, Loss = null, Interim = [new InterimLoss(4, double.NaN), new InterimLoss(2, 1)] },
                7 => seen with { State = ObservationState.Pruned, Loss = null, Cost = double.NaN },
                8 => seen with { State = ObservationState.Failed, Cost = -1 },
                _ => seen,
            }),
        ];

        var proposal = Tuners.Of(kind).Propose(Mixed, damaged, 60, seed: 2);

        AssertFits(Mixed, proposal!.Params);
    }

    [Theory]
    [InlineData(TunerKind.Tpe)]
    [InlineData(TunerKind.GpEi)]
    [InlineData(TunerKind.CmaEs)]
    [InlineData(TunerKind.Cfo)]
    [InlineData(TunerKind.BlendSearch)]
    public void Propose_LossIsNotANumber_CountsAsAFailure(TunerKind kind)
    {
        var study = Studies.Run(kind, TestFunction.Branin.Space, TestFunction.Branin.Of, 40, seed: 2);
        var best = study.OrderBy(seen => seen.Loss).Take(5).ToHashSet();

        var broken = Propose(kind, TestFunction.Branin.Space, [.. study.Select(seen => best.Contains(seen) ? seen with { Loss = double.NaN } : seen)]);
        var failed = Propose(
            kind, TestFunction.Branin.Space, [.. study.Select(seen => best.Contains(seen) ? seen with { Loss = null, State = ObservationState.Failed } : seen)]);

        Assert.Equal(failed, broken);
        Assert.NotEqual(Propose(kind, TestFunction.Branin.Space, [.. study]), failed);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Propose_EveryTrialFailed_GoesOn(TunerKind kind)
    {
        var history = new List<Observation>();
        for (var trial = 0; trial < 40; trial++)
        {
            var proposal = Tuners.Of(kind).Propose(Mixed, history, trial, seed: 4)!;
            AssertFits(Mixed, proposal.Params);
            history.Add(new Observation(trial, proposal.Params, ObservationState.Failed));
        }

        Assert.Equal(40, history.Select(seen => Text(seen.Params)).Distinct().Count());
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Propose_GivenPoints_ComeFirstInOrderEachOnce(TunerKind kind)
    {
        Dictionary<string, double> start = new() { ["kind"] = 0, ["penalty"] = 0.5, ["share"] = 0.5 };
        Dictionary<string, double> partial = new() { ["kind"] = 1, ["depth"] = 2 };
        var space = Small with { Start = start, Starts = [start, partial] };

        var study = Studies.Run(kind, space, parameters => parameters.Values.Sum(), 100, seed: 1);

        Assert.Equal(24, study.Count);
        Assert.Equal("kind=0 penalty=0.5 share=0.5", Text(study[0].Params));
        Assert.Equal("kind=1 depth=2 penalty=0.5 share=0.5", Text(study[1].Params));
        Assert.Equal(24, study.Select(seen => Text(seen.Params)).Distinct().Count());
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Propose_TrialOfTheFutureOrTwice_IsRefused(TunerKind kind)
    {
        var one = new Observation(0, new Dictionary<string, double>(), ObservationState.Failed);

        Assert.Contains(
            "trials 0 to 7 in the history of trial 7",
            Assert.Throws<ArgumentException>(() => Tuners.Of(kind).Propose(Mixed, [one, one with { Trial = 7 }], 7, 1)).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "trial 0 twice", Assert.Throws<ArgumentException>(() => Tuners.Of(kind).Propose(Mixed, [one, one], 7, 1)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => Tuners.Of(kind).Propose(Mixed, [], -1, 1));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Propose_UnsoundSpace_SaysWhatToChange(TunerKind kind)
    {
        var space = new SearchSpace([SearchParameter.Double("l2", 0, 1, ParameterScale.LogUniform)]);

        Assert.Contains(
            "min 0 of l2", Assert.Throws<ArgumentException>(() => Tuners.Of(kind).Propose(space, [], 0, 1)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Propose_ReadySpaces_GivesWhatTheTrainerAccepts(TunerKind kind)
    {
        foreach (var task in Enum.GetValues<ModelTask>())
        {
            foreach (var trainer in TrainerParameters.SupportedBy(task))
            {
                var space = SearchSpaces.For(task, trainer);
                var study = Studies.Run(kind, space, parameters => parameters.Values.Sum(), 22, seed: 3, parallel: 2);

                Assert.Equal(22, study.Count);
                Assert.All(study, seen => TrainerParameters.Resolve(task, trainer, seen.Params));
                Assert.Equal(22, study.Select(seen => Text(seen.Params)).Distinct().Count());
            }
        }
    }

    /// <summary>An interrupted study goes on with these numbers: a change here changes what it would try next.</summary>
    [Theory]
    [InlineData(TunerKind.Tpe, "leaves=32 rate=0.0975387 trainer=1 l1=0 share=0.5 noise=-0.450273")]
    [InlineData(TunerKind.Random, "leaves=21 rate=0.0751823 trainer=0 l1=0 share=0.75 noise=0.0900263")]
    [InlineData(TunerKind.Sobol, "leaves=27 rate=0.00747788 trainer=0 l1=0.1 share=0.65 noise=0.308357")]
    [InlineData(TunerKind.Grid, "leaves=4 rate=0.05 trainer=1 l1=0.1 share=1 noise=1")]
    [InlineData(TunerKind.GpEi, "leaves=146 rate=0.156647 trainer=1 l1=0 share=0.55 noise=-0.0513602")]
    [InlineData(TunerKind.CmaEs, "leaves=30 rate=0.0991977 trainer=1 l1=0 share=0.65 noise=-0.120567")]
    [InlineData(TunerKind.Cfo, "leaves=97 rate=0.120667 trainer=1 l1=0 share=0.6 noise=-0.070832")]
    [InlineData(TunerKind.BlendSearch, "leaves=70 rate=0.0950866 trainer=1 l1=0 share=0.5 noise=-0.250767")]
    public void Propose_KnownHistory_IsFrozen(TunerKind kind, string expected)
    {
        var history = Studies.Run(TunerKind.Random, Mixed, Loss, 20, seed: 11);

        Assert.Equal(expected, Text(Tuners.Of(kind).Propose(Mixed, history, 20, seed: 11)!.Params));
    }

    /// <summary>Low where the trainer is the second one with some 40 leaves, a rate of 0.05, little noise and a small share.</summary>
    private static double Loss(IReadOnlyDictionary<string, double> parameters)
    {
        var trainer = parameters["trainer"] == 1 ? 0 : 0.5;
        var leaves = parameters.TryGetValue("leaves", out var count) ? Math.Abs(Math.Log(count / 40)) : 1;
        var rate = parameters.TryGetValue("rate", out var value) ? Math.Abs(Math.Log(value / 0.05)) : 1;

        // On a grid of its own, so that no sum with a whole number rounds.
        return Math.Round((trainer + leaves + rate + Math.Abs(parameters["noise"]) + parameters["share"] + parameters["l1"]) * 65536) / 65536;
    }

    private static string Propose(TunerKind kind, SearchSpace space, Observation[] history) =>
        Text(Tuners.Of(kind).Propose(space, history, history.Length, seed: 17)!.Params);

    private static void AssertFits(SearchSpace space, IReadOnlyDictionary<string, double> parameters)
    {
        Assert.All(space.Parameters, parameter =>
        {
            var isActive = parameter.Condition is not { } condition
                || (parameters.TryGetValue(condition.Parameter, out var parent) && condition.In.Contains(parent));
            Assert.Equal(isActive, parameters.ContainsKey(parameter.Name));
            if (isActive)
            {
                Assert.True(IsOf(parameter, parameters[parameter.Name]), $"{parameter.Name}: {parameters[parameter.Name]}");
            }
        });
        Assert.DoesNotContain(parameters.Keys, name => space.Parameters.All(parameter => parameter.Name != name));
    }

    private static bool IsOf(SearchParameter parameter, double value) => parameter.Kind switch
    {
        ParameterKind.Categorical => value >= 0 && value < parameter.Choices.Count && value == Math.Floor(value),
        ParameterKind.Discrete => parameter.Values.Contains(value),
        ParameterKind.Int => value >= parameter.Min && value <= parameter.Max && value == Math.Floor(value),
        _ => value >= parameter.Min && value <= parameter.Max
            && (parameter.Step == 0 || Math.Abs(((value - parameter.Min) / parameter.Step) - Math.Round((value - parameter.Min) / parameter.Step)) < 1e-9),
    };

    private static string Text(IReadOnlyDictionary<string, double> parameters) =>
        string.Join(' ', parameters.Select(p => string.Create(CultureInfo.InvariantCulture, $"{p.Key}={p.Value:R}")));

    private static string Text(IEnumerable<Observation> study) => string.Join('\n', study.Select(seen => Text(seen.Params)));
}
