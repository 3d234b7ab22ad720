namespace Mdlc.Engine.Frontend.Pages;

/// <summary>What all pages have in common.</summary>
internal static class Layout
{
    public static Html Page(PageLinks links, string title, IEnumerable<string> namespaces, Html content) => Html.Of($"""
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <title>{title}</title>
        <link rel="stylesheet" href="{links.Style}">
        </head>
        <body>
        <header><a class="brand" href="{links.Workflows}">Workflows</a><nav aria-label="Namespaces">{Html.Join(namespaces.Select(ns => Tab(links, ns)))}</nav></header>
        <main>
        {content}
        </main>
        </body>
        </html>

        """);

    public static Html Status(WorkflowExecutionStatus status) => Html.Of($"<span class=\"status {status.ToString().ToLowerInvariant()}\">{Words(status.ToString())}</span>");

    /// <summary><c>ContinuedAsNew</c> becomes <c>Continued as new</c>.</summary>
    public static string Words(string name) =>
        string.Concat(name.Select((letter, i) => i > 0 && char.IsUpper(letter) ? $" {char.ToLowerInvariant(letter)}" : letter.ToString()));

    public static Html Section(string id, string title, Html content) => Html.Of($"""
        <section id="{id}"><h2>{title}</h2>
        {content}
        </section>

        """);

    /// <summary>Names with values; empty values are left out.</summary>
    public static Html Facts(IEnumerable<(string Name, Html Value)> facts) => Html.Of(
        $"<dl>{Html.Join(facts.Where(fact => fact.Value.ToString().Length > 0).Select(fact => Html.Of($"<div><dt>{fact.Name}</dt><dd>{fact.Value}</dd></div>\n")))}</dl>");

    public static Html Text(string text) => Html.Of($"{text}");

    private static Html Tab(PageLinks links, string ns) => ns == links.Namespace
        ? Html.Of($"<a aria-current=\"page\" href=\"{links.Workflows}\">{ns}</a>")
        : Html.Of($"<a href=\"{(links with { Namespace = ns }).Workflows}\">{ns}</a>");
}
