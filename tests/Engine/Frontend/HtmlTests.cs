using Mdlc.Engine.Frontend.Pages;

namespace Mdlc.Engine.Tests.Frontend;

public sealed class HtmlTests
{
    private const string Attack = "\"><script>alert('x')</script>&";

    [Fact]
    public void Text_IsEscaped() =>
        Assert.Equal("<a title=\"&quot;&gt;&lt;script&gt;alert(&#x27;x&#x27;)&lt;/script&gt;&amp;\">", Html.Of($"<a title=\"{Attack}\">").ToString());

    [Fact]
    public void Markup_IsNotEscapedAgain() => Assert.Equal("<b><i>1 é</i></b>", Html.Of($"<b>{Html.Of($"<i>{1} {"é"}</i>")}</b>").ToString());

    [Fact]
    public void Nothing_IsEmpty() => Assert.Equal("", Html.Of($"{(string?)null}{Html.Empty}").ToString());

    [Theory]
    [InlineData(0.0171, "17 ms")]
    [InlineData(1.24, "1.2 s")]
    [InlineData(75, "1 m 15 s")]
    [InlineData(3 * 3600 + 720, "3 h 12 m")]
    [InlineData(200000, "2 d 7 h")]
    public void Span_IsItsLargestUnits(double seconds, string expected) => Assert.Equal(expected, Moments.Span(TimeSpan.FromSeconds(seconds)));
}
