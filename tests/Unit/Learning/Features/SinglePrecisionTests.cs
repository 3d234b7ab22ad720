using Mdlc.Contracts.Artifacts;
using Mdlc.Contracts.Models;
using Mdlc.Contracts.Spec;
using Mdlc.Learning.Features;

namespace Mdlc.Unit.Tests.Learning.Features;

public sealed class SinglePrecisionTests
{
    private static readonly ModelSpec Spec = new()
    {
        Model = "m", Task = ModelTask.Regression, Label = "label", Source = new SourceSpec { Path = "x.csv" },
    };

    /// <summary>Columns whose values single precision, or the trees' thresholds in it, would confuse, as whole numbers or not.</summary>
    public static TheoryData<string, double[], bool> Affected()
    {
        var random = new Random(1);
        return new TheoryData<string, double[], bool>
        {
            { "order numbers", Many(600, _ => 1_700_000_000 + random.Next(100)), true },
            { "order numbers, every hundredth", Many(600, i => 1_700_000_000 + (100.0 * i)), true },
            { "eight digits, which are singles, but neighbours", Many(600, i => 10_000_000 + (i % 20)), true },
            { "multiples of 128, which are singles, but neighbours", Many(600, i => 1_700_000_000 + (128.0 * (i % 20))), true },
            { "dates as yyyymmdd", Many(600, i => 20_250_000 + (100 * (1 + (i % 12))) + 1 + random.Next(28)), true },
            { "milliseconds of a minute", Many(600, _ => 1_700_000_000_000 + random.Next(60_000)), true },
            { "cents", Many(600, _ => 10_000_000_000 + random.Next(1000)), true },
            { "below zero", Many(600, _ => -1_700_000_000 - random.Next(100)), true },
            { "a third unknown, written 0", Many(600, i => i % 3 == 0 ? 0 : 1_700_000_000 + random.Next(100)), true },
            { "most unknown, written -1", Many(600, i => i % 10 != 0 ? -1 : 1_700_000_000 + random.Next(100)), true },
            { "prices of a billion", Many(600, _ => 1e9 + (random.Next(100) * 0.01)), false },
            { "a thousandth of a trillion", Many(600, _ => 1e12 + (random.Next(100) * 0.001)), false },
            { "metres in a grid", Many(600, _ => 5_812_345 + (random.Next(1000) * 1e-3)), false },
            { "degrees of a small town", Many(600, _ => 52.5 + (random.Next(1000) * 1e-8)), false },
            { "too large", Many(600, _ => random.Next(100) * 1e300), false },
            { "too small", Many(600, _ => random.Next(100) * 1e-50), false },
            { "so small that LightGBM takes it for zero", Many(600, _ => random.Next(1, 100) * 1e-38), false },
            { "very large and close", Many(600, _ => 1e300 + (random.Next(100) * 1e290)), false },
        };
    }

    [Theory]
    [MemberData(nameof(Affected))]
    public void Fit_ValuesThatSinglePrecisionConfuses_KeepsThemApart(string name, double[] values, bool whole)
    {
        var sample = Sample(values, whole);

        var fit = SinglePrecision.Fit(sample);

        Assert.True(fit.Rescaling is not null, $"{name} is not rescaled");
        AssertApart(sample.Values.Select(fit.Rescaling.ToSingle));
        Assert.Equal((0, 0), (fit.Confused, fit.Beyond));
        Assert.Contains("for single precision", fit.Note, StringComparison.Ordinal);
    }

    [Fact]
    public void Fit_WholeNumbersBeyondDoublePrecision_KeepsThemApart()
    {
        // Nanoseconds since 1970: double precision has them in steps of 256.
        var whole = Enumerable.Range(0, 100).Select(i => 1_700_000_000_123_456_789 + i).ToArray();
        var sample = new NumberSample([.. whole.Select(number => (double)number)], whole, [.. Enumerable.Repeat(5L, 100)]) { Min = whole[0], Max = whole[^1] };

        var fit = SinglePrecision.Fit(sample);

        AssertApart(whole.Select(fit.Rescaling!.ToSingle));
        Assert.Equal(0, fit.Confused);
    }

    public static TheoryData<string, double[], bool> Unaffected()
    {
        var random = new Random(2);
        return new TheoryData<string, double[], bool>
        {
            { "small numbers", Many(600, i => i % 100), true },
            { "years", Many(600, i => 1970 + (i % 55)), true },
            { "spread over all sizes", Many(600, _ => Math.Floor(Math.Pow(10, 3 + (7 * random.NextDouble())))), true },
            { "seconds of twenty years", Many(600, _ => 1_100_000_000 + random.Next(600_000_000)), true },
            { "prices", Many(600, _ => random.Next(100_000) * 0.01), false },
            { "measurements", Many(20_000, _ => 10 + (3 * random.NextDouble())), false },
            { "measurements near zero", Many(20_000, _ => random.NextDouble() - 0.5), false },
            { "degrees", Many(600, _ => 52 + random.NextDouble()), false },
            { "tenths, computed in two ways", Many(600, i => i / 30 % 2 == 0 ? (i % 30) * 0.1 : (i % 30) / 10.0), false },
            { "constant", Many(600, _ => 1_700_000_000.5), false },
        };
    }

    [Theory]
    [MemberData(nameof(Unaffected))]
    public void Fit_ValuesThatSinglePrecisionHas_LeavesThemAlone(string name, double[] values, bool whole)
    {
        var fit = SinglePrecision.Fit(Sample(values, whole));

        Assert.True(fit is { Rescaling: null, Note: null }, $"{name}: {fit}");
    }

    [Fact]
    public void Fit_TwoClustersTooFarApart_TellsHowManyValuesAreLost()
    {
        var fit = SinglePrecision.Fit(Sample(Many(600, i => (i % 2 == 0 ? 1_600_000_000 : 1_700_000_000) + (i / 2 % 100)), whole: true));

        Assert.NotNull(fit.Rescaling);
        Assert.Equal((100, 200), (fit.Confused, fit.Distinct));
        Assert.EndsWith("100 of 200 distinct values cannot be told apart in single precision", fit.Note, StringComparison.Ordinal);
    }

    [Fact]
    public void Fit_OneValueBeyondSinglePrecision_IsMissingAndTold()
    {
        var fit = SinglePrecision.Fit(Sample(Many(600, i => i == 7 ? 1e300 : i % 100), whole: false));

        Assert.Null(fit.Rescaling);
        Assert.Equal("1 row is beyond single precision and counts as missing", fit.Note);
    }

    [Fact]
    public void Plan_ColumnsAndLabel_SaysWhatIsRescaled()
    {
        var numbers = Sample(Many(600, i => 1_700_000_000 + (i % 100)), whole: true);

        var plan = FeaturePlanner.Plan([Column("order") with { Numbers = numbers }, Column("small")], Spec, Column("label") with { Numbers = numbers });

        Assert.Equal([numbers.Values[50], null], plan.Columns.Select(column => column.Rescaling?.Shift));
        Assert.Equal("whole numbers; counted from 1700000050 for single precision", plan.Columns[0].Reason);
        Assert.Null(plan.Label);
        Assert.Equal(
            [
                "label 'label': models predict in single precision, which has numbers of its size in steps of 128; "
                    + "transform.rescaleLabel: true has it counted from 1700000050 for single precision",
                "column 'order': counted from 1700000050 for single precision",
            ],
            plan.Notes);
    }

    [Fact]
    public void Plan_LabelThatMayBeRescaled_IsRescaled()
    {
        var numbers = Sample(Many(600, i => 1_700_000_000 + (i % 100)), whole: true);
        var spec = Spec with { Transform = new TransformSpec { RescaleLabel = true } };

        var plan = FeaturePlanner.Plan([Column("small")], spec, Column("label") with { Numbers = numbers });

        Assert.Equal(new Rescaling(1_700_000_050), plan.Label);
    }

    [Fact]
    public void Plan_ColumnThatIsNotTakenAsANumber_IsNotRescaled()
    {
        var numbers = Sample(Many(600, i => 1_700_000_000 + (i % 100)), whole: true);
        var spec = Spec with { Transform = new TransformSpec { Columns = new Dictionary<string, ColumnRole> { ["order"] = ColumnRole.Category } } };

        var plan = FeaturePlanner.Plan([Column("order") with { Numbers = numbers }], spec);

        Assert.Equal((null, 0), (plan.Columns[0].Rescaling, plan.Notes.Count));
    }

    private static void AssertApart(IEnumerable<float> ascending)
    {
        var singles = ascending.ToArray();
        Assert.All(singles, single => Assert.True(single == 0 || Math.Abs(single) >= 1e-35f));
        Assert.All(singles.Zip(singles.Skip(1)), pair => Assert.True(pair.Second > MathF.BitIncrement(pair.First)));
    }

    private static FeatureStatistics Column(string name) =>
        new() { Name = name, Type = ColumnType.Integer, Rows = 600, Missing = 0, Constant = false, HeadValues = 600, HeadDistinct = 100 };

    private static NumberSample Sample(double[] values, bool whole)
    {
        var distinct = values.GroupBy(value => value).OrderBy(group => group.Key).ToArray();
        return new NumberSample(
            [.. distinct.Select(group => group.Key)],
            whole ? [.. distinct.Select(group => (long)group.Key)] : null,
            [.. distinct.Select(group => (long)group.Count())])
        {
            Min = values.Min(),
            Max = values.Max(),
            Beyond = values.Count(value => Math.Abs(value) > float.MaxValue),
        };
    }

    private static double[] Many(int count, Func<int, double> make) => [.. Enumerable.Range(0, count).Select(make)];
}
