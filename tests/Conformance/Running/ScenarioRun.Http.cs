using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Google.Protobuf;

namespace Mdlc.Conformance.Tests.Running;

public sealed partial class ScenarioRun
{
    private readonly Lazy<HttpClient> _http;

    /// <summary>A workflow id, or another name, as it stands in a path: the marker's sign is escaped.</summary>
    public string PathId(string name) => Uri.EscapeDataString(Id(name));

    /// <summary>Calls the HTTP API and records its status and its JSON.</summary>
    /// <param name="path">The path below <c>/api/v1/namespaces/default/</c>, or with a leading slash, the whole.</param>
    /// <returns>The answer, as it came.</returns>
    public async Task<JsonNode> RecordHttpAsync(string name, HttpMethod method, string path, string? body = null, string? accept = null)
    {
        using var request = new HttpRequestMessage(method, path.StartsWith('/') ? path : $"/api/v1/namespaces/{Namespace}/{path}");
        request.Content = body is null ? null : new StringContent(body);
        if (accept is not null)
        {
            request.Headers.TryAddWithoutValidation("Accept", accept);
        }

        using var response = await _http.Value.SendAsync(request);
        var answer = await response.Content.ReadFromJsonAsync<JsonNode>() ?? throw new InvalidOperationException($"'{name}' was answered with null.");
        Document.Add(name, new JsonObject { ["status"] = (int)response.StatusCode, ["body"] = _normalizer.Normalize(answer) });
        return answer;
    }

    /// <summary>Makes a call by the HTTP API, for what the SDK's client would not send as it stands.</summary>
    public async Task<TResponse> CallHttpAsync<TResponse>(HttpMethod method, string path, IMessage request)
        where TResponse : IMessage<TResponse>, new()
    {
        using var message = new HttpRequestMessage(method, $"/api/v1/namespaces/{Namespace}/{path}{(path.Contains('?') ? '&' : '?')}noPayloadShorthand");
        message.Content = new StringContent(JsonFormatter.Default.Format(request));
        using var response = await _http.Value.SendAsync(message);
        var answer = await response.Content.ReadAsStringAsync();
        return response.IsSuccessStatusCode
            ? new JsonParser(JsonParser.Settings.Default.WithIgnoreUnknownFields(true)).Parse<TResponse>(answer)
            : throw new InvalidOperationException($"{method} {path}: {answer}");
    }

    public void Dispose()
    {
        if (_http.IsValueCreated)
        {
            _http.Value.Dispose();
        }
    }

    private static HttpClient Connect(string? address) => address is { Length: > 0 }
        ? new HttpClient { BaseAddress = new Uri($"http://{address}/"), Timeout = TimeSpan.FromSeconds(30) }
        : throw new InvalidOperationException(
            "The HTTP address of a server that was found running is not known: name it in MDLC_TEMPORAL_HTTP_ADDRESS or MDLC_ENGINE_HTTP_ADDRESS, or let the tests start the server.");
}
