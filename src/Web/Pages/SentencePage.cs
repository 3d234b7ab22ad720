using System.Globalization;
using Mdlc.Reporting.Html;

namespace Mdlc.Web.Pages;

/// <summary>A page that says one thing, in the place of what was asked for.</summary>
internal static class SentencePage
{
    public static string Render(int status, string sentence) => new HtmlPage()
        .Add($"<section><p>{HtmlPage.Text(sentence)}</p><p><a href=\"/\">Models and runs</a></p></section>")
        .Render(string.Create(CultureInfo.InvariantCulture, $"mdlc – {status}"));
}
