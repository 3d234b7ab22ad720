using Mdlc.Contracts.Tuning;
using Mdlc.Learning.Search.Importance;
using Mdlc.Learning.Statistics;

namespace Mdlc.Unit.Tests.Learning.Search;

public sealed class ParameterImportancesTests
{
    [Fact]
    public void Of_KnownFunction_OrdersWhatMatters_AndNoiseIsNothing()
    {
        var found = ParameterImportances.Of(Trials(120, (p, kind) => (4 * p["strong"]) + p["weak"] + (kind == "b" ? 2 : 0)), higherIsBetter: false);

        Assert.Equal(["strong", "kind", "weak"], found.Take(3).Select(importance => importance.Name));
        Assert.InRange(found[0].Share, 0.5, 2);
        Assert.All(found.Skip(3), importance => Assert.InRange(importance.Share, -0.05, Math.Max(0.02, 3 * importance.Spread)));
        Assert.All(found, importance => Assert.InRange(importance.Spread, 0, 0.3));
    }

    [Fact]
    public void Of_FewTrials_SpreadsMore()
    {
        static double Loss(IReadOnlyDictionary<string, double> p, string kind) => p["strong"] + (0.3 * p["weak"]);

        Assert.True(Spread(12) > Spread(200));

        static double Spread(int trials) => ParameterImportances.Of(Trials(trials, Loss), higherIsBetter: false).Single(one => one.Name == "strong").Spread;
    }

    [Fact]
    public void Of_ScoreWithoutALoss_GoesByTheMetricsDirection()
    {
        var trials = Trials(60, (p, _) => p["strong"]);
        var scored = trials.Select(trial => trial with { Score = -trial.Loss, Loss = null }).ToArray();

        Assert.Equal(ParameterImportances.Of(trials, higherIsBetter: false), ParameterImportances.Of(scored, higherIsBetter: true));
    }

    [Fact]
    public void Of_SameTrialsInAnotherOrder_IsTheSame()
    {
        var trials = Trials(40, (p, _) => p["strong"]);

        Assert.Equal(ParameterImportances.Of(trials, false), ParameterImportances.Of([.. trials.Reverse()], false));
        Assert.NotEqual(ParameterImportances.Of(trials, false, seed: 2), ParameterImportances.Of(trials, false));
    }

    [Fact]
    public void Of_TooFewOrAllAlike_IsNotTold()
    {
        Assert.Empty(ParameterImportances.Of(Trials(7, (p, _) => p["strong"]), false));
        Assert.NotEmpty(ParameterImportances.Of(Trials(8, (p, _) => p["strong"]), false));
        Assert.Empty(ParameterImportances.Of(Trials(30, (_, _) => 1), false));
        Assert.Empty(ParameterImportances.Of([], false));
        Assert.Empty(ParameterImportances.Of([.. Trials(30, (p, _) => p["strong"]).Select(trial => trial with { Params = new Dictionary<string, double>(), Choices = new Dictionary<string, string>() })], false));
    }

    [Fact]
    public void Of_FailedAndPrunedTrials_DoNotCount()
    {
        var trials = Trials(30, (p, _) => p["strong"]);
        TrialResult[] more =
        [
            .. trials,
            .. Trials(30, (p, _) => -p["weak"]).Select(trial => trial with { Trial = 100 + trial.Trial, State = TrialState.Pruned }),
            .. Trials(30, (_, _) => 0).Select(trial => trial with { Trial = 200 + trial.Trial, Score = null, Loss = null, Error = "no memory", State = TrialState.Failed }),
            trials[0] with { Trial = 300, Loss = double.NaN },
        ];

        Assert.Equal(ParameterImportances.Of(trials, false), ParameterImportances.Of(more, false));
    }

    /// <summary>A parameter that is there in some trials only has a value below all others elsewhere.</summary>
    [Fact]
    public void Of_ConditionalParameter_IsRead()
    {
        TrialResult[] trials =
        [
            .. Trials(80, (p, kind) => kind == "a" ? p["strong"] : 2)
                .Select(trial => trial.Choices["kind"] == "a" ? trial : trial with { Params = trial.Params.Where(p => p.Key != "strong").ToDictionary() }),
        ];

        Assert.Equal(["kind", "strong"], ParameterImportances.Of(trials, false).Take(2).Select(one => one.Name).Order());
    }

    private static TrialResult[] Trials(int count, Func<IReadOnlyDictionary<string, double>, string, double> loss) =>
    [
        .. Enumerable.Range(0, count).Select(i =>
        {
            var random = new SeededRandom(SeededRandom.Derive(3, i));
            Dictionary<string, double> parameters = new()
            {
                ["strong"] = random.NextDouble(),
                ["weak"] = random.NextDouble(),
                ["nothing"] = random.NextDouble(),
                ["switch"] = random.NextInt(2),
                ["fixed"] = 7,
            };
            var kind = random.NextInt(2) == 0 ? "a" : "b";
            var value = loss(parameters, kind);
            return new TrialResult(i, parameters, value, null, 1)
            {
                State = TrialState.Complete,
                Loss = value,
                Choices = new Dictionary<string, string> { ["kind"] = kind },
            };
        }),
    ];
}
