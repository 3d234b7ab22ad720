using Mdlc.Contracts.Tuning;
using Mdlc.Learning.Search;
using Mdlc.Learning.Search.History;
using Mdlc.Learning.Search.Stopping;
using Mdlc.Learning.Statistics;

namespace Mdlc.Unit.Tests.Learning.Search;

public sealed class PrunerTests
{
    private static readonly PrunerSettings Settings = new() { MinResource = 16, MaxResource = 500, ReductionFactor = 4, StartupTrials = 2 };

    [Fact]
    public void Asha_Rungs_GrowByTheFactorAndStayBelowTheMost()
    {
        Assert.Equal([16, 64, 256], Of(PrunerKind.Asha).Rungs(0));
        Assert.Equal([16, 64], Of(PrunerKind.Asha, Settings with { MaxResource = 256 }).Rungs(0));
        Assert.Equal([1, 3, 9, 27], Of(PrunerKind.Asha, Settings with { MinResource = 1, MaxResource = 81, ReductionFactor = 3 }).Rungs(0));
        Assert.Empty(Of(PrunerKind.Asha, Settings with { MaxResource = 16 }).Rungs(0));
    }

    [Theory]
    [InlineData(0.1, new double[] { }, false)]
    [InlineData(0.35, new[] { 0.4 }, false)]
    [InlineData(0.45, new[] { 0.4 }, true)]
    [InlineData(0.35, new[] { 0.5, 0.4, 0.3 }, true)]
    [InlineData(0.3, new[] { 0.5, 0.4, 0.3 }, false)]
    [InlineData(0.35, new[] { 0.5, 0.4, 0.3, 0.6, 0.7, 0.8, 0.9 }, false)]
    [InlineData(0.45, new[] { 0.5, 0.4, 0.3, 0.6, 0.7, 0.8, 0.9 }, true)]
    [InlineData(0.35, new[] { 0.5, 0.4, 0.3, 0.6, 0.7, 0.8 }, true)]
    public void Asha_AtARung_LetsTheBestQuarterGoOn(double own, double[] others, bool stops)
    {
        var history = others.Select((loss, i) => Trial(i, ObservationState.Complete, (16, loss), (64, 0.0))).ToArray();

        Assert.Equal(stops, Of(PrunerKind.Asha).ShouldStop(Trial(99, ObservationState.Pending, (16, own)), 16, history));
    }

    [Fact]
    public void Asha_PrunedAndFailedTrials_CountWhereTheyWere_PendingOnesAndItselfDoNot()
    {
        var asha = Of(PrunerKind.Asha);
        var own = Trial(99, ObservationState.Pending, (16, 0.5), (64, 0.5));

        Assert.True(asha.ShouldStop(own, 16, [Trial(1, ObservationState.Pruned, (16, 0.4))]));
        Assert.True(asha.ShouldStop(own, 16, [Trial(1, ObservationState.Failed, (16, 0.4))]));
        Assert.False(asha.ShouldStop(own, 64, [Trial(1, ObservationState.Pruned, (16, 0.4))]));
        Assert.False(asha.ShouldStop(own, 16, [Trial(1, ObservationState.Pending, (16, 0.4))]));
        Assert.False(asha.ShouldStop(own, 16, [Trial(99, ObservationState.Complete, (16, 0.4))]));
    }

    [Fact]
    public void Asha_ElsewhereThanAtARung_EndsNone_WithoutAFiniteLossAlways()
    {
        var asha = Of(PrunerKind.Asha);
        var better = Trial(1, ObservationState.Complete, (16, 0.1), (20, 0.1));

        Assert.False(asha.ShouldStop(Trial(2, ObservationState.Pending, (20, 0.5)), 20, [better]));
        Assert.True(asha.ShouldStop(Trial(2, ObservationState.Pending, (16, double.NaN)), 16, []));
        Assert.True(asha.ShouldStop(Trial(2, ObservationState.Pending), 16, []));
        Assert.False(asha.ShouldStop(Trial(2, ObservationState.Pending, (16, 0.5)), 16, [Trial(1, ObservationState.Complete, (16, double.NaN))]));
    }

    /// <summary>Running means: 0.7, 0.5 and 0.9, whose median is 0.7.</summary>
    [Theory]
    [InlineData(0.75, 0.8, true)]
    [InlineData(0.7, 0.8, false)]
    [InlineData(0.8, 0.65, false)]
    public void Median_BestSoFar_IsComparedWithTheMedianOfRunningMeans(double first, double second, bool stops)
    {
        Observation[] history =
        [
            Trial(0, ObservationState.Complete, (16, 0.8), (32, 0.6), (48, 0.0)),
            Trial(1, ObservationState.Complete, (16, 0.6), (32, 0.4)),
            Trial(2, ObservationState.Complete, (16, 0.9), (32, 0.9)),
            Trial(3, ObservationState.Pruned, (16, 0.1), (32, 0.1)),
            Trial(4, ObservationState.Pending, (16, 0.1), (32, 0.1)),
            Trial(5, ObservationState.Failed, (16, 0.1), (32, 0.1)),
        ];

        Assert.Equal(stops, Of(PrunerKind.Median).ShouldStop(Trial(9, ObservationState.Pending, (16, first), (32, second), (48, 0.0)), 32, history));
    }

    [Fact]
    public void Median_TooFewToCompareWith_EndsNone()
    {
        Observation[] one = [Trial(0, ObservationState.Complete, (16, 0.1))];
        var own = Trial(9, ObservationState.Pending, (16, 0.5));

        Assert.False(Of(PrunerKind.Median).ShouldStop(own, 16, one));
        Assert.False(Of(PrunerKind.Median).ShouldStop(own, 16, []));
        Assert.True(Of(PrunerKind.Median, Settings with { StartupTrials = 1 }).ShouldStop(own, 16, one));
        Assert.True(Of(PrunerKind.Median, Settings with { StartupTrials = 0 }).ShouldStop(own, 16, one));
        Assert.False(Of(PrunerKind.Median, Settings with { StartupTrials = 0 }).ShouldStop(own, 16, []));
    }

    [Fact]
    public void Median_Rungs_AreAtEqualDistances()
    {
        Assert.Equal([16, 32, 48], Of(PrunerKind.Median, Settings with { MaxResource = 64 }).Rungs(0));
        Assert.Equal([16, 26, 36, 46, 56], Of(PrunerKind.Median, Settings with { MaxResource = 64, Interval = 10 }).Rungs(0));
    }

    [Fact]
    public void Hyperband_Brackets_AreThoseOfTheFormula()
    {
        Assert.Equal(
            [(81, 1), (34, 3), (15, 9), (8, 27), (5, 81)],
            HyperbandPruner.Brackets(1, 81, 3).Select(bracket => (bracket.Trials, bracket.Resource)));
        Assert.Equal(
            [(16, 31), (6, 125), (3, 500)], HyperbandPruner.Brackets(16, 500, 4).Select(bracket => (bracket.Trials, bracket.Resource)));
    }

    [Fact]
    public void Hyperband_TrialsOfARound_AreSharedOutEvenly()
    {
        var settings = new PrunerSettings { MinResource = 1, MaxResource = 81, ReductionFactor = 3 };
        var pruner = new HyperbandPruner(settings);
        var brackets = Enumerable.Range(0, 143).Select(pruner.BracketOf).ToArray();
        int[] sizes = [81, 34, 15, 8, 5];

        Assert.Equal(sizes, Enumerable.Range(0, 5).Select(b => brackets.Count(of => of == b)));
        for (var trials = 1; trials <= 143; trials++)
        {
            Assert.All(sizes, (size, b) => Assert.InRange(brackets.Take(trials).Count(of => of == b) - (trials * size / 143.0), -1.5, 1.5));
        }

        Assert.Equal(brackets, Enumerable.Range(143, 143).Select(pruner.BracketOf));
        Assert.Equal([1, 3, 9, 27], pruner.Rungs(Array.IndexOf(brackets, 0)));
        Assert.Equal([9, 27], pruner.Rungs(Array.IndexOf(brackets, 2)));
        Assert.Empty(pruner.Rungs(Array.IndexOf(brackets, 4)));
    }

    [Fact]
    public void Hyperband_AtARung_ComparesWithinTheBracketOnly()
    {
        var pruner = new HyperbandPruner(new PrunerSettings { MinResource = 1, MaxResource = 81, ReductionFactor = 3 });
        int[] ofSecond = [.. Enumerable.Range(0, 143).Where(trial => pruner.BracketOf(trial) == 1).Take(2)];
        var ofFirst = Enumerable.Range(0, 143).First(trial => pruner.BracketOf(trial) == 0);
        var own = Trial(ofSecond[0], ObservationState.Pending, (3, 0.5));

        Assert.False(pruner.ShouldStop(own, 3, [Trial(ofFirst, ObservationState.Complete, (3, 0.1))]));
        Assert.True(pruner.ShouldStop(own, 3, [Trial(ofSecond[1], ObservationState.Complete, (3, 0.1))]));
    }

    [Theory]
    [InlineData(PrunerKind.None)]
    [InlineData(PrunerKind.Median)]
    [InlineData(PrunerKind.Asha)]
    [InlineData(PrunerKind.Hyperband)]
    public void ShouldStop_HistoryInAnotherOrder_IsTheSame(PrunerKind kind)
    {
        var pruner = Of(kind);
        var stopped = 0;
        for (var seed = 0; seed < 50; seed++)
        {
            var random = new SeededRandom(seed);
            var history = Enumerable.Range(0, 20)
                .Select(i => Trial(i, (ObservationState)random.NextInt(4), [.. pruner.Rungs(i).Take(1 + random.NextInt(3)).Select(rung => (rung, random.NextDouble()))]))
                .ToArray();
            var number = 20 + seed;
            var own = Trial(number, ObservationState.Pending, [.. pruner.Rungs(number).Select(rung => (rung, random.NextDouble()))]);
            bool[] before = [.. pruner.Rungs(number).Select(rung => pruner.ShouldStop(own, rung, history))];
            random.Shuffle<Observation>(history);

            Assert.Equal(before, pruner.Rungs(number).Select(rung => pruner.ShouldStop(own, rung, history)));
            stopped += before.Count(stops => stops);
        }

        Assert.Equal(kind == PrunerKind.None, stopped == 0);
    }

    /// <summary>Curves that fall exponentially to an end of their own, some faster and some slower than others.</summary>
    [Theory]
    [InlineData(PrunerKind.Asha, 0.45)]
    [InlineData(PrunerKind.Hyperband, 0.7)]
    [InlineData(PrunerKind.Median, 0.85)]
    public void Study_OfFallingCurves_FindsTheBestForLess(PrunerKind kind, double share)
    {
        var pruner = Of(kind, Settings with { MaxResource = 256 });
        var (found, spent, studies) = (0, 0L, 200);
        for (var seed = 0; seed < studies; seed++)
        {
            var arms = Enumerable.Range(0, 32).Select(i => new Arm(new SeededRandom(SeededRandom.Derive(seed, i)))).ToArray();
            var history = new List<Observation>();
            for (var i = 0; i < arms.Length; i++)
            {
                var (trial, resource) = Run(pruner, i, arms[i], history, most: 256);
                spent += resource;
                history.Add(trial);
            }

            var best = Enumerable.Range(0, arms.Length).MinBy(i => arms[i].At(256));
            found += history.Where(trial => trial.State == ObservationState.Complete).MinBy(trial => trial.Loss)!.Trial == best ? 1 : 0;
        }

        Assert.InRange(found / (double)studies, 0.95, 1);
        Assert.InRange(spent / (studies * 32.0 * 256), 0, share);
    }

    /// <summary>For what it saves more trials are tried.</summary>
    [Theory]
    [InlineData(PrunerKind.Asha)]
    [InlineData(PrunerKind.Hyperband)]
    [InlineData(PrunerKind.Median)]
    public void Study_SameResource_IsNotWorseThanWithout(PrunerKind kind)
    {
        double[] with = [.. Enumerable.Range(0, 100).Select(seed => Spend(Of(kind, Settings with { MaxResource = 256 }), seed, 16 * 256))];
        double[] without = [.. Enumerable.Range(0, 100).Select(seed => Spend(Of(PrunerKind.None), seed, 16 * 256))];

        Assert.InRange(with.Average(), 0, without.Average());
    }

    [Fact]
    public void Of_SettingsWithoutSense_AreRefused()
    {
        Assert.Throws<ArgumentException>(() => Of(PrunerKind.Asha, Settings with { ReductionFactor = 1 }));
        Assert.Throws<ArgumentException>(() => Of(PrunerKind.Median, Settings with { MinResource = 0 }));
        Assert.Throws<ArgumentException>(() => Of(PrunerKind.Median, Settings with { Interval = -1 }));
    }

    private static double Spend(IPruner pruner, int seed, int budget)
    {
        var history = new List<Observation>();
        var least = double.PositiveInfinity;
        while (budget > 0)
        {
            var arm = new Arm(new SeededRandom(SeededRandom.Derive(seed, history.Count)));
            var (trial, resource) = Run(pruner, history.Count, arm, history, Math.Min(256, budget));
            budget -= resource;
            least = Math.Min(least, arm.At(resource));
            history.Add(trial);
        }

        return least;
    }

    private static (Observation Trial, int Spent) Run(IPruner pruner, int number, Arm arm, List<Observation> history, int most)
    {
        var interim = new List<InterimLoss>();
        foreach (var rung in pruner.Rungs(number).Where(rung => rung < most))
        {
            interim.Add(new InterimLoss(rung, arm.At(rung)));
            var soFar = new Observation(number, new Dictionary<string, double>(), ObservationState.Pending) { Interim = [.. interim] };
            if (pruner.ShouldStop(soFar, rung, history))
            {
                return (soFar with { State = ObservationState.Pruned }, rung);
            }
        }

        return (new Observation(number, new Dictionary<string, double>(), ObservationState.Complete, arm.At(most)) { Interim = interim }, most);
    }

    private static IPruner Of(PrunerKind kind, PrunerSettings? settings = null) => Pruners.Of(kind, settings ?? Settings);

    private static Observation Trial(int number, ObservationState state, params (int Resource, double Loss)[] interim) =>
        new(number, new Dictionary<string, double>(), state, state == ObservationState.Complete ? 0 : null)
        {
            Interim = [.. interim.Select(at => new InterimLoss(at.Resource, at.Loss))],
        };

    private sealed class Arm(SeededRandom random)
    {
        private readonly double _end = random.NextDouble();
        private readonly double _height = 0.5 + random.NextDouble();
        private readonly double _speed = 4 + (4 * random.NextDouble());

        public double At(int resource) => _end + (_height * Math.Exp(-resource / _speed));
    }
}
