using Mdlc.Contracts.Artifacts;
using Mdlc.Learning.Bounds;
using Mdlc.Learning.Features;

namespace Mdlc.Unit.Tests.Learning.Bounds;

public sealed class BoundsProposalTests
{
    private const int Rows = 1_000;

    /// <summary>What columns may hold: made by their row's number and a source of chance.</summary>
    private static readonly Dictionary<string, Func<int, Random, double>> Kinds = new()
    {
        ["age"] = (_, random) => random.Next(18, 81),
        ["hour"] = (i, _) => i % 24,
        ["dice"] = (_, random) => random.Next(1, 7),
        ["week"] = (i, random) => (i < Rows ? 1 : 14) + random.Next(13),
        ["mnth"] = (i, random) => (i < Rows ? 0 : 3) + random.Next(3) + 1,
        ["store_nr"] = (i, random) => 1 + random.Next(i < Rows ? 5 : 40),
        ["normal"] = (_, random) => Normal(random),
        ["celsius"] = (i, random) => Math.Round((10 * Math.Sin(2 * Math.PI * i / 300)) + (4 * Normal(random)), 1),
        ["halfYear"] = (i, random) => (15 * Math.Sin(Math.PI * i / (2 * Rows))) + Normal(random),
        ["share"] = (_, random) => Math.Min(1, Math.Max(0, random.NextDouble() * 1.2 - 0.1)),
        ["exponential"] = (_, random) => -Math.Log(random.NextDouble()),
        ["lognormal"] = (_, random) => Math.Exp(1.5 * Normal(random)),
        ["pareto"] = (_, random) => 1 / random.NextDouble(),
        ["gain"] = (_, random) => random.Next(12) == 0 ? random.Next(100_000) : 0,
        ["claims"] = (_, random) => Math.Floor(-2 * Math.Log(random.NextDouble())),
        ["flag"] = (_, random) => random.Next(30) == 0 ? 1 : 0,
        ["mostlyOne"] = (_, random) => random.Next(3) == 0 ? 0 : 1,
        ["walk"] = (i, random) => i == 0 ? 0 : double.NaN,
        ["inflation"] = (i, random) => 100 * Math.Exp(i / 700.0) * (1 + (0.02 * Normal(random))),
        ["odometer"] = (i, random) => (i * 3) + random.Next(40),
        ["counter"] = (i, _) => i + 1,
        ["falling"] = (i, _) => 5_000 - i,
        ["shuffled_counter"] = (i, _) => (i % Rows * 7 % Rows) + (i / Rows * Rows),
        ["epoch"] = (i, random) => 1_700_000_000 + (i * 600) + random.Next(20_000),
        ["joined"] = (i, random) => 1_699_920_000 + (86_400 * (random.Next(60) + (i / 40))),
        ["day"] = (i, random) => 20_240_101 + (i / 300 * 10_000) + random.Next(20),
        ["year"] = (i, _) => 2011 + (i * 2 / Rows),
        ["month"] = (i, _) => 1 + (i * 6 / Rows),
        ["timestamp_ms"] = (i, random) => 1e6 + (i * 50) + random.Next(200_000),
        ["customer_id"] = (i, random) => random.Next(1, 100 + i),
        ["zip"] = (i, random) => random.Next(10_000, 20_000 + (i * 60)),
        ["constant"] = (i, _) => i < Rows ? 7 : 8,
        ["loss"] = (_, random) => -random.Next(0, 50),
        ["rareOutliers"] = (_, random) => random.Next(100) == 0 ? 100 * Normal(random) : Normal(random),
    };

    public static TheoryData<string> Names => [.. Kinds.Keys];

    /// <summary>The proposal of a thousand rows is held against the next thousand, for twenty draws of chance.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void NextRows_OfTheSameKind_KeepTheBounds(string name)
    {
        for (var seed = 1; seed <= 20; seed++)
        {
            var values = Draw(name, 2 * Rows, seed);
            var bounds = Of(name, values[..Rows]);

            var outside = values[Rows..].Where(value => value < bounds.Min || value > bounds.Max).ToList();
            Assert.True(outside.Count == 0, $"{name}, seed {seed}: {bounds} excludes {outside.Count} of the next rows, such as {outside.FirstOrDefault()}");
        }
    }

    [Theory]
    [InlineData("age", null, 140)]
    [InlineData("hour", 0, null)]
    [InlineData("week", 0, null)]
    [InlineData("dice", 0, 10)]
    [InlineData("share", 0, 2)]
    [InlineData("flag", 0, null)]
    [InlineData("mostlyOne", 0, 3)]
    [InlineData("claims", 0, null)]
    [InlineData("loss", -100, 0)]
    [InlineData("gain", 0, null)]
    public void Bounds_OfAKindThatHasThem_AreProposed(string name, int? min, int? max)
    {
        var bounds = Of(name, Draw(name, Rows, seed: 1));

        Assert.Equal((min, max), ((int?)bounds.Min, (int?)bounds.Max));
    }

    [Theory]
    [InlineData("normal")]
    [InlineData("celsius")]
    public void Bounds_OfBothSigns_AreWiderThanTheDataAndCatchWhatIsFarOff(string name)
    {
        var values = Draw(name, Rows, seed: 1);
        var bounds = Of(name, values);

        Assert.InRange(bounds.Min!.Value, 5 * values.Min(), 2 * values.Min());
        Assert.InRange(bounds.Max!.Value, 2 * values.Max(), 5 * values.Max());
    }

    [Theory]
    [InlineData("counter")]
    [InlineData("falling")]
    [InlineData("shuffled_counter")]
    [InlineData("epoch")]
    [InlineData("joined")]
    [InlineData("day")]
    [InlineData("year")]
    [InlineData("timestamp_ms")]
    [InlineData("customer_id")]
    [InlineData("zip")]
    [InlineData("store_nr")]
    [InlineData("constant")]
    public void Bounds_OfWhatGoesOn_AreNone(string name) => Assert.Equal(ValueBounds.None, Of(name, Draw(name, Rows, seed: 1)));

    [Fact]
    public void Bounds_OfALabel_AreNoneButWhereItEnds()
    {
        Assert.Equal(new ValueBounds(0, null), Of("share", Draw("share", Rows, seed: 1), isLabel: true));
        Assert.Equal(new ValueBounds(null, 0), Of("loss", Draw("loss", Rows, seed: 1), isLabel: true));
        Assert.Equal(ValueBounds.None, Of("normal", Draw("normal", Rows, seed: 1), isLabel: true));
    }

    [Fact]
    public void Bounds_OfAFewRows_AreNone()
    {
        Assert.Equal(ValueBounds.None, Of("age", Draw("age", BoundsProposal.FewestRows - 1, seed: 1)));
        Assert.NotEqual(ValueBounds.None, Of("age", Draw("age", BoundsProposal.FewestRows, seed: 1)));
        Assert.Equal(ValueBounds.None, Of("x", []));
        Assert.Equal(ValueBounds.None, Of("x", [.. Enumerable.Repeat(double.NaN, Rows)]));
    }

    /// <summary>Bounds are what a person reads and changes.</summary>
    [Theory]
    [InlineData(0.001)]
    [InlineData(1)]
    [InlineData(1e9)]
    public void Bounds_AreRoundNumbers(double unit)
    {
        var bounds = Of("x", [.. Draw("normal", Rows, seed: 1).Select(value => value * unit)]);

        Assert.All([bounds.Min!.Value, bounds.Max!.Value], bound => Assert.InRange(bound.ToString("R", System.Globalization.CultureInfo.InvariantCulture).Length, 1, 12));
    }

    [Fact]
    public void Bounds_OfImmenseNumbers_AreNoneOrNumbers()
    {
        var bounds = Of("x", [.. Draw("normal", Rows, seed: 1).Select(value => value * 1e307)]);

        Assert.All([bounds.Min, bounds.Max], bound => Assert.True(bound is null || double.IsFinite(bound.Value)));
    }

    private static ValueBounds Of(string name, double[] values, bool isLabel = false)
    {
        var present = values.Where(double.IsFinite).ToArray();
        return BoundsProposal.Of(values, new FeatureStatistics
        {
            Name = name,
            Type = present.All(value => value == Math.Floor(value)) ? ColumnType.Integer : ColumnType.Number,
            Rows = values.Length,
            Missing = values.Length - present.Length,
            Constant = false,
            HeadDistinct = present.Distinct().Count(),
            Min = present.Length == 0 ? double.NaN : present.Min(),
            Max = present.Length == 0 ? double.NaN : present.Max(),
            Whole = present.All(value => value == Math.Floor(value)),
        }, isLabel);
    }

    private static double[] Draw(string name, int rows, int seed)
    {
        var random = new Random(seed);
        var values = Enumerable.Range(0, rows).Select(i => Kinds[name](i, random)).ToArray();
        for (var i = 1; name == "walk" && i < rows; i++)
        {
            values[i] = values[i - 1] + Normal(random);
        }

        return values;
    }

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
