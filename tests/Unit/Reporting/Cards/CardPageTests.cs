using Mdlc.Activities.Registry;
using Mdlc.Reporting.Cards;

namespace Mdlc.Unit.Tests.Reporting.Cards;

public sealed class CardPageTests
{
    [Theory]
    [InlineData("## Data & more", "<h2>Data &amp; more</h2>")]
    [InlineData("- a: `x|y`\n- **b**", "<ul><li>a: <code>x|y</code></li><li><b>b</b></li></ul>")]
    [InlineData("| a | b |\n|---|---|\n| 1 | x \\| y |", "<thead><tr><th>a</th><th>b</th></tr></thead><tbody><tr><td>1</td><td>x | y</td></tr></tbody>")]
    [InlineData("_Not declared._", "<p><i>Not declared.</i></p>")]
    [InlineData("a_b_c 2*3", "<p>a_b_c 2*3</p>")]
    [InlineData("`` a`b ``", "<p><code>a`b</code></p>")]
    [InlineData("**not ended", "<p><b>not ended</b></p>")]
    [InlineData("`not ended", "<p>`not ended</p>")]
    [InlineData("&lt;b&gt; &amp;", "<p>&lt;b&gt; &amp;</p>")]
    [InlineData("[a](javascript:alert(1))", "<p>[a](javascript:alert(1))</p>")]
    [InlineData("####### seven", "<p>####### seven</p>")]
    public void Markdown_OfCards_IsMarkup(string markdown, string expected) => Assert.Contains(expected, CardPage.Render("t", markdown), StringComparison.Ordinal);

    [Theory]
    [InlineData("<script>alert(1)</script>")]
    [InlineData("`<script>`")]
    [InlineData("# <script>")]
    [InlineData("- <script>")]
    [InlineData("| <script> |\n|---|\n| <script> |")]
    [InlineData("&#60;script&#62;")]
    [InlineData("**<script>")]
    public void Markup_InACard_IsText(string markdown) => Assert.DoesNotContain("<script", CardPage.Render("<script>", markdown), StringComparison.OrdinalIgnoreCase);

    [Theory]
    [InlineData("plain")]
    [InlineData("a|b \\ `c` *d* _e_ **f** [g](h) <i> & &lt; ~~ $x$ #")]
    [InlineData("https://x.example www.y.example")]
    public void Text_ThatDataSupplied_ShowsAsItIs(string text)
    {
        var page = CardPage.Render("t", $"| a |\n|---|\n| {Markdown.Text(text)} |\n\n{Markdown.Code(text)}");

        Assert.Contains($"<td>{System.Net.WebUtility.HtmlEncode(text)}</td>", page, StringComparison.Ordinal);
        Assert.Contains($"<code>{System.Net.WebUtility.HtmlEncode(text)}</code>", page, StringComparison.Ordinal);
    }
}
