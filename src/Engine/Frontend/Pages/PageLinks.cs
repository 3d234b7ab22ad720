using Google.Protobuf;

namespace Mdlc.Engine.Frontend.Pages;

/// <summary>Where the pages are. Their addresses are those of Temporal's Web UI, so that a link fits both.</summary>
/// <param name="Root">The public path, without a slash at its end.</param>
internal sealed record PageLinks(string Root, string Namespace)
{
    public string Style => $"{Root}/style.css";

    public string Workflows => $"{Root}/namespaces/{Escape(Namespace)}/workflows";

    public string Workflow(string id, string runId) => $"{Workflows}/{Escape(id)}{(runId.Length > 0 ? $"/{Escape(runId)}" : "")}";

    public string History(string id, string runId, ByteString page) => $"{Workflow(id, runId)}?page={Escape(page.ToBase64())}#history";

    public string Download(string id, string runId) => $"{Root}/api/v1/namespaces/{Escape(Namespace)}/workflows/{Escape(id)}/run/{Escape(runId)}/history.json";

    public string List(string query, ByteString? page = null)
    {
        var parameters = new List<string>();
        if (query.Length > 0)
        {
            parameters.Add($"query={Escape(query)}");
        }

        if (page is { IsEmpty: false })
        {
            parameters.Add($"page={Escape(page.ToBase64())}");
        }

        return parameters.Count == 0 ? Workflows : $"{Workflows}?{string.Join('&', parameters)}";
    }

    private static string Escape(string text) => Uri.EscapeDataString(text);
}
