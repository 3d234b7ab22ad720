using System.Globalization;
using System.Text;
using Mdlc.Activities.Features;
using Mdlc.Catalog.DuckDb;
using Mdlc.Learning.Features;

namespace Mdlc.Unit.Tests.Activities.Features;

public sealed class FeatureStatisticsReaderTests : IAsyncDisposable
{
    private readonly StageSandbox _sandbox = new();

    [Fact]
    public async Task Read_NumbersInOrder_TellsWhichRise()
    {
        var statistics = await ReadAsync(
            "step,big,decimal,tie,falls,gap,half",
            200,
            i => $"{(3 * i) - 50},{9007199254740000 + i},{i}.0,{i / 2},{500 - i},{(i == 7 ? "" : i.ToString(CultureInfo.InvariantCulture))},{i}.5");

        Assert.Equal(["step", "big", "decimal"], statistics.Where(s => s.Rising).Select(s => s.Name));
        Assert.Equal((-50.0, 547.0, true), (statistics[0].Min, statistics[0].Max, statistics[0].Whole));
        Assert.False(statistics[6].Whole);
    }

    [Fact]
    public async Task Read_NumbersThatBeginAnew_DoNotRise()
    {
        const int Rows = FeatureStatistics.HeadRows + 50_000;
        var statistics = await ReadAsync("restarts,rises", Rows, i => $"{i % (FeatureStatistics.HeadRows + 10)},{i}");

        Assert.Equal(["rises"], statistics.Where(s => s.Rising).Select(s => s.Name));
    }

    [Fact]
    public async Task Times_InOrderWithTies_AreCounted()
    {
        var snapshot = await _sandbox.FetchAsync(Csv("day,x", 100, i => $"{new DateTime(2024, 1, 1).AddDays(i / 4):yyyy-MM-dd},{i}"));
        using var session = DuckDbSession.Open(_sandbox.Home);

        var times = TimeStatisticsReader.Read(session, _sandbox.Artifacts.PlaceOf(snapshot.File), snapshot.Columns.Take(1), TestContext.Current.CancellationToken);

        Assert.Equal([new TimeStatistics("day", 100, 0, Rising: true, Falling: false, Distinct: 25, MostAtOnce: 4, Tied: 100)], times);
    }

    public ValueTask DisposeAsync() => _sandbox.DisposeAsync();

    private static string Csv(string header, int rows, Func<int, FormattableString> row)
    {
        var text = new StringBuilder(header).Append('\n');
        for (var i = 0; i < rows; i++)
        {
            text.Append(row(i).ToString(CultureInfo.InvariantCulture)).Append('\n');
        }

        return text.ToString();
    }

    private async Task<IReadOnlyList<FeatureStatistics>> ReadAsync(string header, int rows, Func<int, FormattableString> row)
    {
        var snapshot = await _sandbox.FetchAsync(Csv(header, rows, row));
        using var session = DuckDbSession.Open(_sandbox.Home);
        return FeatureStatisticsReader.Read(session, _sandbox.Artifacts.PlaceOf(snapshot.File), snapshot.Columns, TestContext.Current.CancellationToken);
    }
}
