using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Mdlc.Contracts.Spec;

namespace Mdlc.Unit.Tests.Serving;

/// <summary>The document says what the server does: each path is answered, each answer described, each model's example predicted.</summary>
public sealed partial class OpenApiTests : IAsyncLifetime
{
    private static readonly string[] Methods = ["get", "post", "put", "patch", "delete", "head", "options", "trace"];

    private readonly ServedHome _home = new();

    private static CancellationToken Token => ServedHome.Token;

    public async ValueTask InitializeAsync()
    {
        await _home.PublishChampionAsync(SmallModels.Binary);
        await _home.PublishChampionAsync(SmallModels.Multiclass, "trams");
        var second = SmallModels.Regression.Signature with { Rules = ReadingRules.Second };
        await _home.PromoteAsync(await _home.PublishAsync(SmallModels.Regression.Zip, second, spec: null, "ferries", "other"));
        await _home.StartReadyAsync();
    }

    public ValueTask DisposeAsync() => _home.DisposeAsync();

    [Fact]
    public async Task Document_EachReference_Resolves()
    {
        var document = await DocumentAsync();
        var references = References(document).ToList();

        Assert.NotEmpty(references);
        Assert.All(references, reference => Assert.NotNull(Resolve(document, reference)));
        Assert.Equal("3.1.0", (string?)document["openapi"]);
        Assert.Equal(_home.Host.Address, (string?)document["servers"]![0]!["url"]);
        var ids = Operations(document).Select(operation => (string)operation.Operation["operationId"]!).ToList();
        Assert.Equal(ids.Count, ids.Distinct().Count());
        Assert.All(Operations(document), operation => Assert.NotEmpty(operation.Operation["responses"]!.AsObject()));
    }

    [Fact]
    public async Task Document_EachPath_IsRoutedAndEachRouteIsDescribed()
    {
        var document = await DocumentAsync();
        var described = Operations(document).Select(operation => (operation.Method, operation.Path)).ToHashSet();
        var routed = _home.Host.Routes.Where(route => route.Method != "HEAD").ToList();

        Assert.NotEmpty(routed);
        Assert.All(routed, route => Assert.Contains((route.Method.ToLowerInvariant(), route.Path), described));
        foreach (var (method, path, operation) in Operations(document))
        {
            var template = PathParameter().Matches(path).Select(match => match.Groups[1].Value).ToHashSet();
            var declared = (document["paths"]![path]!["parameters"]?.AsArray() ?? []).Select(parameter => Resolve(document, (string)parameter!["$ref"]!)!);
            Assert.Equal(template, [.. declared.Select(parameter => (string)parameter["name"]!)]);
            var (status, allow) = await AskAsync(method, Filled(path));
            Assert.True(status is not (404 or 405), $"{method} {path}: {status}");
            var (refused, allowed) = await AskAsync(method == "get" ? "delete" : "get", Filled(path));
            Assert.Equal((405, method == "get" ? "GET, HEAD" : "POST"), (refused, allowed));
            Assert.Null(allow);
            Assert.NotNull(operation["summary"]);
        }
    }

    [Theory]
    [InlineData("demo.bikes")]
    [InlineData("demo.trams")]
    [InlineData("other.ferries")]
    public async Task Example_OfEachModel_IsAnsweredAsItIsDescribed(string model)
    {
        var document = await DocumentAsync();
        var content = document["paths"]![$"/v2/models/{model}/infer"]!["post"]!["requestBody"]!["content"]!["application/json"]!;
        var schema = Resolve(document, (string)content["schema"]!["$ref"]!)!;
        var inputs = schema["properties"]!["inputs"]!;

        var answer = await _home.InferOkAsync(content["example"]!, model);

        Assert.Equal(
            content["example"]!["inputs"]!.AsArray().Select(input => ((string)input!["name"]!, (string)input["datatype"]!)),
            inputs["items"]!["oneOf"]!.AsArray().Select(input => ((string)input!["properties"]!["name"]!["const"]!, (string)input["properties"]!["datatype"]!["enum"]![0]!)));
        Assert.Equal(5, (int)inputs["minItems"]!);
        Assert.NotNull(Resolve(document, (string)schema["properties"]!["parameters"]!["$ref"]!)!["properties"]!["explain"]);
        var outputs = Resolve(document, $"#/components/schemas/{model}.InferResponse")!["properties"]!["outputs"]!["items"]!["anyOf"]!.AsArray();
        Assert.All(answer.GetProperty("outputs").EnumerateArray(), output => Assert.Contains(outputs, one =>
            (string?)one!["properties"]!["name"]!["const"] == output.GetProperty("name").GetString()
            && (string?)one["properties"]!["datatype"]!["const"] == output.GetProperty("datatype").GetString()));
    }

    [Theory]
    [InlineData("other.ferries", true)]
    [InlineData("demo.bikes", false)]
    public async Task Datatypes_OfAColumn_AreThoseThatTheServerTakes(string model, bool takesTexts)
    {
        var document = await DocumentAsync();
        var inputs = Resolve(document, $"#/components/schemas/{model}.InferRequest")!["properties"]!["inputs"]!["items"]!["oneOf"]!.AsArray();
        var hour = inputs.Single(input => (string?)input!["properties"]!["name"]!["const"] == "hour")!;

        var sent = new[] { ServedHome.Tensor("amount", "FP64", 1.0), ServedHome.Tensor("colour", "BYTES", "red"), ServedHome.Tensor("hour", "BYTES", "7"), ServedHome.Tensor("at", "BYTES", "2026-01-31"), ServedHome.Tensor("member", "BOOL", true) };
        using var answer = await _home.InferAsync(new { inputs = sent }, model);

        Assert.Equal(takesTexts, hour["properties"]!["datatype"]!["enum"]!.AsArray().Any(type => (string?)type == "BYTES"));
        Assert.Equal(takesTexts, answer.IsSuccessStatusCode);
    }

    [Theory]
    [InlineData(null, "application/json")]
    [InlineData("*/*", "application/json")]
    [InlineData("application/json", "application/json")]
    [InlineData("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "text/html")]
    [InlineData("text/html;q=0.4, application/json", "application/json")]
    [InlineData("text/html;q=0", "application/json")]
    public async Task Root_InTheFormThatIsAskedFor_SaysWhatIsServed(string? accept, string expected)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri("/", UriKind.Relative));
        if (accept is not null)
        {
            request.Headers.TryAddWithoutValidation("Accept", accept);
        }

        using var answer = await _home.Client.SendAsync(request, Token);
        var text = await answer.Content.ReadAsStringAsync(Token);

        Assert.Equal(expected, answer.Content.Headers.ContentType!.MediaType);
        Assert.Contains("Accept", answer.Headers.Vary);
        foreach (var word in new[] { "demo.bikes", "demo.trams", "other.ferries", "/v2/models/other.ferries/infer", "colour", "/openapi.json" })
        {
            Assert.Contains(word, text, StringComparison.Ordinal);
        }

        if (expected == "text/html")
        {
            Assert.Contains("default-src 'none'", answer.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
            Assert.DoesNotContain("<script", text, StringComparison.OrdinalIgnoreCase);
        }
        else
        {
            var links = JsonNode.Parse(text)!["links"]!.AsObject().Select(link => (string)link.Value!);
            Assert.All(links, link => Assert.True(_home.Client.GetAsync(new Uri(link, UriKind.Relative), Token).GetAwaiter().GetResult().IsSuccessStatusCode, link));
        }
    }

    private static string Filled(string path) => path.Replace("{model}", "demo.bikes", StringComparison.Ordinal).Replace("{version}", "1", StringComparison.Ordinal);

    private async Task<(int Status, string? Allow)> AskAsync(string method, string path)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method.ToUpperInvariant()), new Uri(path, UriKind.Relative));
        if (method == "post")
        {
            request.Content = new ByteArrayContent("{}"u8.ToArray()) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        }

        using var answer = await _home.Client.SendAsync(request, Token);
        return ((int)answer.StatusCode, answer.Content.Headers.Allow.Count == 0 ? null : string.Join(", ", answer.Content.Headers.Allow));
    }

    private async Task<JsonNode> DocumentAsync() => JsonNode.Parse(JsonSerializer.Serialize(await _home.GetAsync("/openapi.json")))!;

    private static IEnumerable<(string Method, string Path, JsonNode Operation)> Operations(JsonNode document) =>
        from path in document["paths"]!.AsObject()
        from member in path.Value!.AsObject()
        where Methods.Contains(member.Key)
        select (member.Key, path.Key, member.Value!);

    private static IEnumerable<string> References(JsonNode? node) => node switch
    {
        JsonObject members => members.SelectMany(member => member.Key == "$ref" ? [(string)member.Value!] : References(member.Value)),
        JsonArray items => items.SelectMany(References),
        _ => [],
    };

    private static JsonNode? Resolve(JsonNode document, string reference)
    {
        Assert.StartsWith("#/", reference, StringComparison.Ordinal);
        return reference[2..].Split('/').Aggregate((JsonNode?)document, (node, name) => node?[name]);
    }

    [GeneratedRegex("\\{([^}]*)\\}")]
    private static partial Regex PathParameter();
}
