using Microsoft.AspNetCore.Http;

namespace Mdlc.Engine.Frontend.Http;

/// <summary>How a caller wants its JSON: it says so by suffixes of the type it accepts, or by parameters.</summary>
internal sealed record JsonForm(bool Pretty, bool Shorthand)
{
    private const string PrettySuffix = "+pretty";
    private const string FullPayloads = "+no-payload-shorthand";

    public string ContentType { get; private init; } = "application/json";

    public static JsonForm Of(HttpRequest request, HttpDialect dialect)
    {
        if (!dialect.Shorthand)
        {
            return new JsonForm(Pretty: false, Shorthand: false);
        }

        var accept = request.Headers.Accept.ToString();
        var content = request.ContentType ?? "";
        var pretty = request.Query.ContainsKey("pretty") || accept.Contains(PrettySuffix, StringComparison.Ordinal);
        var full = request.Query.ContainsKey("noPayloadShorthand")
            || accept.Contains(FullPayloads, StringComparison.Ordinal)
            || content.Contains(FullPayloads, StringComparison.Ordinal);
        return new JsonForm(pretty, !full) { ContentType = $"application/json{(pretty ? PrettySuffix : "")}{(full ? FullPayloads : "")}" };
    }
}
