using Mdlc.Contracts.Tuning;
using Mdlc.Learning.Search;
using Mdlc.Learning.Search.History;
using Mdlc.Learning.Search.Proposing;
using Mdlc.Learning.Search.Proposing.Flow;
using Mdlc.Learning.Search.Spaces;

namespace Mdlc.Unit.Tests.Learning.Search;

public sealed class FlowTests
{
    private static readonly UnitSpace Square = new(new SearchSpace([SearchParameter.Double("x", 0, 1), SearchParameter.Double("y", 0, 1)]));

    private static readonly double FirstStep = 0.1 * Math.Sqrt(2);

    [Fact]
    public void Move_WithoutAGain_GoesTheOtherWayNext()
    {
        var thread = new FlowThread(Square);
        thread.Observe(Seen(0, [0.5, 0.5], 3), 0);

        var forth = thread.Move([0, 0], seed: 4, step: 1, draw: 0);
        thread.Observe(Seen(1, forth, 5), 1);
        var back = thread.Move([0, 0], seed: 4, step: 2, draw: 0);
        thread.Observe(Seen(2, back, 4), 2);
        var elsewhere = thread.Move([0, 0], seed: 4, step: 3, draw: 0);

        Assert.Equal(FirstStep, Length(forth), 9);
        Assert.Equal(FirstStep, Length(back), 9);
        Assert.Equal([1, 1], [forth[0] + back[0], forth[1] + back[1]], (a, b) => Math.Abs(a - b) < 1e-12);
        Assert.NotEqual(forth[0], elsewhere[0], 6);
        Assert.NotEqual(back[0], elsewhere[0], 6);
    }

    [Fact]
    public void Observe_AGain_MovesThere_AFailureOrEqualLossDoesNot()
    {
        var thread = new FlowThread(Square);
        Assert.Null(thread.Incumbent);
        thread.Observe(Seen(0, [0.5, 0.5], double.PositiveInfinity, ObservationState.Failed), 0);
        Assert.Null(thread.Incumbent);

        thread.Observe(Seen(1, [0.25, 0.5], 3), 1);
        thread.Observe(Seen(2, [0.75, 0.5], 3), 2);
        thread.Observe(Seen(3, [0.75, 0.5], 2, ObservationState.Pruned), 3);

        Assert.Equal([0.25, 0.5], thread.Incumbent!);
        Assert.Equal(3, thread.Loss);
    }

    /// <summary>In two dimensions after three trials without a gain, by the root of 1/5, then of 5/7; after a gain by the last ratio longer.</summary>
    [Fact]
    public void Observe_TrialsWithoutAGain_ShortenTheSteps()
    {
        var thread = new FlowThread(Square);
        thread.Observe(Seen(0, [0.5, 0.5], 3), 0);
        Fail(1, 2);
        Assert.Equal(FirstStep, Length(thread.Move([0, 0], 4, 9, 0)), 9);
        Fail(3, 3);
        Assert.Equal(FirstStep * Math.Sqrt(1 / 5.0), Length(thread.Move([0, 0], 4, 9, 0)), 9);
        Fail(4, 5);
        Assert.Equal(FirstStep * Math.Sqrt(1 / 7.0), Length(thread.Move([0, 0], 4, 9, 0)), 9);
        thread.Observe(Seen(6, [0.5, 0.5], 2), 6);
        Assert.Equal(FirstStep * Math.Sqrt(1 / 5.0), Length(thread.Move([0, 0], 4, 9, 0)), 9);
        Assert.False(thread.HasConverged);

        void Fail(int from, int to)
        {
            for (var i = from; i <= to; i++)
            {
                thread.Observe(Seen(i, [0.1, 0.1], 9), i);
            }
        }
    }

    [Fact]
    public void Observe_NothingButLosses_Ends()
    {
        var thread = new FlowThread(Square);
        var trials = 0;
        while (!thread.HasConverged && trials < 100_000)
        {
            thread.Observe(Seen(trials, [0.5, 0.5], 1 + trials), trials);
            trials++;
        }

        Assert.InRange(trials, 20, 50_000);
    }

    /// <summary>Gains after a cost of 1 and of 3, nothing since for 1: the next costs 2, or twice the gap by a speed of 1/3.</summary>
    [Fact]
    public void CostOfGain_KnownGains_IsByHand()
    {
        var account = new SearchAccount();
        account.Add(Seen(0, [], 5) with { Cost = 1 });
        Assert.Equal(1, account.CostOfGain(5));
        Assert.Equal(1, account.CostOfGain(4));
        account.Add(Seen(1, [], 4) with { Cost = 2 });
        account.Add(Seen(2, [], 6) with { Cost = 1 });

        Assert.Equal(4, account.Loss);
        Assert.Equal(2, account.CostOfGain(4));
        Assert.Equal(6, account.CostOfGain(3), 9);

        account.Add(Seen(3, [], double.PositiveInfinity, ObservationState.Failed) with { Cost = 3 });
        Assert.Equal(4, account.CostOfGain(4));
    }

    [Fact]
    public void Propose_CheapPoint_IsWhereItBegins()
    {
        var space = new SearchSpace([SearchParameter.Int("leaves", 4, 512, ParameterScale.LogUniform), SearchParameter.Double("rate", 0.01, 1)])
        {
            Cheap = new Dictionary<string, double> { ["leaves"] = 4 },
        };

        Assert.Equal(
            new Dictionary<string, double> { ["leaves"] = 4, ["rate"] = 0.505 }, Tuners.Of(TunerKind.Cfo).Propose(space, [], 0, 3)!.Params);
    }

    /// <summary>Models of up to 512 leaves of which small ones are as good: cost-frugal search spends less on the way than chance does.</summary>
    [Fact]
    public void Propose_CheapStart_SpendsLessThanChance()
    {
        var space = new SearchSpace([SearchParameter.Int("leaves", 4, 512, ParameterScale.LogUniform), SearchParameter.Double("rate", 0.01, 1)])
        {
            Cheap = new Dictionary<string, double> { ["leaves"] = 4 },
        };

        Assert.True(3 * Spent(TunerKind.Cfo) < Spent(TunerKind.Random));

        double Spent(TunerKind kind) =>
            Studies.Run(kind, space, p => Math.Abs(p["rate"] - 0.3) + Math.Abs(Math.Log(p["leaves"] / 16)), 40, seed: 1).Sum(seen => seen.Params["leaves"]);
    }

    /// <summary>Losses may be far apart or close: which is better is all that local search knows.</summary>
    [Theory]
    [InlineData(TunerKind.Cfo)]
    [InlineData(TunerKind.CmaEs)]
    [InlineData(TunerKind.Tpe)]
    public void Propose_LossesInAnotherUnit_IsTheSame(TunerKind kind)
    {
        var plain = Studies.Run(kind, TestFunction.Branin.Space, TestFunction.Branin.Of, 60, seed: 1);
        var bent = Studies.Run(kind, TestFunction.Branin.Space, parameters => Math.Log(TestFunction.Branin.Of(parameters)), 60, seed: 1);

        Assert.Equal(plain.Select(seen => seen.Params["x0"]), bent.Select(seen => seen.Params["x0"]));
    }

    /// <summary>What TPE would have proposed is the global search's: both have their turns, and while there are two neither has more than five in a row.</summary>
    [Fact]
    public void Propose_BlendSearch_GivesBothSearchesTheirTurns()
    {
        var (space, trials) = (TestFunction.Hartmann6.Space, 120);
        var study = Studies.Run(TunerKind.BlendSearch, space, TestFunction.Hartmann6.Of, trials, seed: 1);
        bool[] isGlobal =
        [
            .. study.Select((seen, trial) => Tuners.Of(TunerKind.Tpe).Propose(space, [.. study.Take(trial)], trial, 1)!.Params["x0"] == seen.Params["x0"]),
        ];

        Assert.All(isGlobal.Take(5), Assert.True);
        Assert.InRange(isGlobal.Skip(5).Count(global => global), (trials - 5) / 6, trials / 2);
        for (var trial = 5; trial + 6 <= trials; trial++)
        {
            Assert.InRange(isGlobal.Skip(trial).Take(6).Count(global => global), 1, 5);
        }
    }

    private static double Length(double[] point) => Math.Sqrt(Math.Pow(point[0] - 0.5, 2) + Math.Pow(point[1] - 0.5, 2));

    private static SeenTrial Seen(int number, double[] point, double loss, ObservationState state = ObservationState.Complete) =>
        new(number, point, state, loss, 0, 0);
}
