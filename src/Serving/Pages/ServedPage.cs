using System.Globalization;
using System.Net;
using System.Text;

namespace Mdlc.Serving.Pages;

/// <summary><see cref="ServedDocument"/> for a person: one page that loads nothing. Every name in it comes from people or data, and is written as text.</summary>
internal static class ServedPage
{
    private const string Style = """
        * { box-sizing: border-box; }
        body { margin: 0; background: #f5f7fa; color: #1c2430; font: 15px/1.5 system-ui, "Segoe UI", Roboto, "DejaVu Sans", sans-serif; overflow-wrap: anywhere; }
        main { max-width: 900px; margin: 0 auto; padding: 24px 16px 48px; }
        h1 { font-size: 24px; margin: 0 0 4px; } h2 { font-size: 17px; margin: 0; }
        section { background: #fff; border: 1px solid #e2e6ec; border-radius: 10px; padding: 14px 16px; margin-top: 14px; }
        p { margin: 4px 0; } .soft { color: #5b6675; } a { color: #1f4e8c; }
        code { font: 13px/1.5 ui-monospace, "DejaVu Sans Mono", monospace; }
        ul { margin: 6px 0; padding-left: 20px; columns: 240px 3; } li { break-inside: avoid; }
        @media print { body { background: #fff; } }
        """;

    public static string Render(ServedDocument document)
    {
        var page = new StringBuilder();
        page.Append(CultureInfo.InvariantCulture, $"""
            <!DOCTYPE html>
            <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>mdlc serving</title>
            <style>{Style}</style></head><body><main>
            <h1>mdlc serving</h1>
            <p class="soft">version {Text(document.Version)} · {Text(document.Address)} · {(document.Ready ? "ready" : "still loading")}{(document.AsksForKey ? " · asks for an API key" : "")}</p>
            <p>{string.Join(" · ", document.Links.Select(link => Link(link.Value, link.Key)))}</p>

            """);
        if (document.Models.Count == 0)
        {
            page.Append("<section><p>No model is served yet: a run that passes its gate makes the first champion.</p></section>\n");
        }

        foreach (var model in document.Models)
        {
            page.Append(CultureInfo.InvariantCulture, $"""
                <section><h2>{Text(model.Name)} <span class="soft">version {Text(model.Version)}</span></h2>
                <p>{Text(model.Task.ToString().ToLowerInvariant())} of <b>{Text(model.Label)}</b>, made by run {Text(model.Run)}. {Link(model.Metadata, "metadata")}</p>
                <p><code>POST {Text(model.Infer)}</code></p>
                <p class="soft">takes</p>{Columns(model.Inputs)}<p class="soft">gives</p>{Columns(model.Outputs)}</section>

                """);
        }

        return page.Append("</main></body></html>\n").ToString();
    }

    private static string Columns(IReadOnlyList<ServedDocument.Column> columns) =>
        $"<ul>{string.Concat(columns.Select(column => $"<li>{Text(column.Name)} <span class=\"soft\">{Text(column.Datatype)}</span></li>"))}</ul>";

    private static string Link(string path, string text) => $"<a href=\"{Text(path)}\">{Text(text)}</a>";

    private static string Text(string text) => WebUtility.HtmlEncode(text);
}
