using Mdlc.Learning.Drift;
using Mdlc.Learning.Statistics;

namespace Mdlc.Unit.Tests.Learning.Drift;

public sealed class GrowingNumbersTests
{
    private const int Rows = 500;

    private static readonly SeededRandom Random = new(1);

    public static TheoryData<string, double[], bool> Columns() => new()
    {
        { "instant", Of(i => i + 1), true },
        { "x", Of(i => 1_700_000_000 + (7 * i)), true },
        { "x", Of(i => 9000 - i), true }, // newest first
        { "x", Shuffled(Of(i => i)), true },
        { "x", Shuffled(Of(i => i)).Where((_, i) => i % 10 < 8).ToArray(), true }, // four of five of them train
        { "date", Of(i => i / 48 / 100.0), true }, // normalised, several rows a time
        { "date", Of(i => i / 50 / 100.0), true }, // ten times are enough
        { "date", Of(i => i / 56 / 100.0), false }, // nine are not
        { "ts", Shuffled(Of(i => 1_700_000_000 + (86_400 * i) + 0.5)), true },
        { "event_time", Shuffled(Of(i => 1_700_000_000_123 + (86_400_000.0 * i))), true },
        { "date", Shuffled(Of(i => 20_240_000 + (100 * ((i % 12) + 1)) + (i % 28) + 1)), true },
        { "year", Of(i => 2020 + (i / 40)), true },
        { "hour", Of(i => i % 24), false },
        { "month", Of(i => 1 + (i / 42)), false }, // the rows are in its order, and it comes round again
        { "weekday", Of(i => i / 24 % 7), false },
        { "year", Shuffled(Of(i => 1990 + (i % 30))), false }, // a car's
        { "price", Of(i => 10 + (i * 0.37)), false }, // a file that is sorted by it
        { "age", Of(_ => Random.NextInt(80)), false },
        { "amount", Shuffled(Of(i => i * 1000)), false },
        { "runtime", Of(_ => Random.NextDouble() * 100), false },
        { "lap_time", Of(_ => Random.NextInt(1_000_000)), false },
        { "x", Of(i => i).Take(30).ToArray(), false },
        { "x", Of(_ => double.NaN), false },
        { "x", Of(_ => 5), false },
        { "date", Of(i => i % 7 == 0 ? double.PositiveInfinity : Random.NextNormal()), false },
    };

    [Theory]
    [MemberData(nameof(Columns))]
    public void ReasonOf_TellsWhatGoesOn(string name, double[] values, bool grows) =>
        Assert.Equal(grows, GrowingNumbers.ReasonOf(name, values) is not null);

    /// <summary>Profiles of before hold no order: what can be told without one is told.</summary>
    [Theory]
    [InlineData(500)]
    [InlineData(20_000)] // more than a profile's sample
    public void ReasonOf_AProfile_TellsNumbersOfRows(int rows)
    {
        var numbers = Enumerable.Range(1, rows).Select(i => (double)i).ToArray();

        Assert.Contains("numbers the rows", GrowingNumbers.ReasonOf(ProfileBuilder.Numeric("x", numbers)), StringComparison.Ordinal);
        Assert.Null(GrowingNumbers.ReasonOf(ProfileBuilder.Numeric("x", [.. numbers.Select(i => i % 100)])));
    }

    private static double[] Of(Func<int, double> value) => [.. Enumerable.Range(0, Rows).Select(value)];

    private static double[] Shuffled(double[] values)
    {
        new SeededRandom(2).Shuffle<double>(values);
        return values;
    }
}
