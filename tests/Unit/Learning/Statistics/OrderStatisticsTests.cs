using Mdlc.Learning.Statistics;

namespace Mdlc.Unit.Tests.Learning.Statistics;

public sealed class OrderStatisticsTests
{
    public static TheoryData<string> Shapes => ["uniform", "normal", "one far value", "few values", "all the same", "as far apart as numbers are", "next to each other", "rising", "squares"];

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Evenly_GivesWhatSortingGives(string shape)
    {
        foreach (var rows in (int[])[1, 2, 99, 100, 101, 1000, 50_000])
        {
            var values = Values(shape, rows);

            Assert.Equal(BySorting(values, 100), OrderStatistics.Evenly(values, 100));
        }
    }

    [Fact]
    public void Evenly_OfNone_IsNone() => Assert.Empty(OrderStatistics.Evenly([], 5));

    private static double[] BySorting(double[] values, int count)
    {
        double[] sorted = [.. values.Order()];
        return values.Length <= count ? sorted : [.. Enumerable.Range(0, count).Select(i => sorted[((2L * i) + 1) * values.Length / (2L * count)])];
    }

    private static double[] Values(string shape, int rows)
    {
        var random = new SeededRandom(7);
        return [.. Enumerable.Range(0, rows).Select(i => shape switch
        {
            "uniform" => random.NextDouble(),
            "normal" => random.NextDouble() + random.NextDouble() + random.NextDouble() - 1.5,
            "one far value" => i == 0 ? 1e300 : random.NextDouble(),
            "few values" => Math.Floor(5 * random.NextDouble()),
            "all the same" => 3,
            "as far apart as numbers are" => i % 2 == 0 ? double.MaxValue * random.NextDouble() : -double.MaxValue,
            "next to each other" => i % 2 == 0 ? double.Epsilon : 0,
            "rising" => i,
            _ => random.NextDouble() * random.NextDouble() * i * i,
        })];
    }
}
