using Mdlc.Starter.Listings;
using Mdlc.Starter.Output;

namespace Mdlc.Unit.Tests.Starter.Listings;

public sealed class ListingTests
{
    private static readonly ListingColumn<int>[] Columns =
    [
        new("run", row => $"project/model/{row}"),
        new("state", _ => "succeeded"),
        new("started", _ => "2026-01-01 00:00:00Z") { Rank = 1 },
        new("trigger", _ => "schedule") { Rank = 2 },
        new("digest", _ => "0123456789ab") { IsWide = true },
    ];

    [Theory]
    [InlineData(200, "run,state,started,trigger", "")]
    [InlineData(60, "run,state,started", "trigger")]
    [InlineData(40, "run,state", "trigger, started")]
    [InlineData(10, "run,state", "trigger, started")]
    [InlineData(null, "run,state,started,trigger", "")]
    public void Draw_OfAnyWidth_LeavesOutTheLeastAndSaysSo(int? width, string shown, string left)
    {
        var text = Drawn(width, wide: false);

        Assert.All(shown.Split(','), title => Assert.Contains(title, text, StringComparison.Ordinal));
        Assert.DoesNotContain("digest", text, StringComparison.Ordinal);
        Assert.Equal(left.Length > 0, text.Contains($"without {left}: -o wide shows all", StringComparison.Ordinal));
    }

    [Fact]
    public void Draw_Wide_ShowsAllHoweverNarrow() => Assert.Contains("0123456789ab", Drawn(40, wide: true), StringComparison.Ordinal);

    private static string Drawn(int? width, bool wide)
    {
        using var output = new StringWriter();
        new Report(json: false, output, TextWriter.Null, width).Document(0, terminal => Listing.Draw(terminal, [1, 2], Columns, wide));
        return output.ToString();
    }
}
