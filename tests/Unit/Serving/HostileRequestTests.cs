using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Mdlc.Contracts.Spec;
using Mdlc.Unit.Tests.Http;

namespace Mdlc.Unit.Tests.Serving;

/// <summary>Whatever is sent, the server answers with a sentence, and answers the next request.</summary>
public sealed class HostileRequestTests : IAsyncLifetime
{
    private const string Path = "/v2/models/bikes/infer";
    private const string Headers = "Content-Type: application/json\r\n";

    private static readonly string Good = JsonSerializer.Serialize(new
    {
        id = "a request",
        parameters = new { content_type = "pd" },
        inputs = ServedHome.OneRow(),
        outputs = new[] { new { name = "probability", parameters = new { content_type = "np" } } },
    });

    private readonly ServedHome _home = new();

    private Uri Server => new(_home.Host.Address);

    public async ValueTask InitializeAsync()
    {
        await _home.PublishChampionAsync(SmallModels.Binary);
        var second = SmallModels.Binary.Signature with { Rules = ReadingRules.Second };
        await _home.PromoteAsync(await _home.PublishAsync(SmallModels.Binary.Zip, second, spec: null, "trams"));
        await _home.StartReadyAsync(options => options with { MaxRequestBytes = 1 << 20 });
    }

    public ValueTask DisposeAsync() => _home.DisposeAsync();

    [Theory]
    [InlineData("bikes")]
    [InlineData("trams")]
    public async Task Infer_EachPartOfARequestByEachOther_IsAnsweredOrRefusedWithASentence(string model)
    {
        var refused = 0;
        var failures = new List<string>();
        foreach (var (name, body) in HostileBodies.Of(Good))
        {
            using var content = new ByteArrayContent(body);
            content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            using var answer = await _home.Client.PostAsync(new Uri($"/v2/models/{model}/infer", UriKind.Relative), content, ServedHome.Token);
            var text = await answer.Content.ReadAsStringAsync(ServedHome.Token);
            if ((int)answer.StatusCode is not (200 or 400 or 413) || !(answer.IsSuccessStatusCode ? IsAnswer(text) : IsSentence(text)))
            {
                failures.Add($"{name}: {(int)answer.StatusCode} {text}");
            }

            refused += answer.IsSuccessStatusCode ? 0 : 1;
        }

        Assert.True(failures.Count == 0, string.Join('\n', failures));
        Assert.True(refused > 700, $"{refused} were refused.");
        await _home.InferOkAsync(JsonSerializer.Deserialize<JsonElement>(Good), model);
    }

    [Fact]
    public async Task Infer_RequestsThatAreBroken_AreRefusedAndTheNextIsAnswered()
    {
        var failures = new List<string>();
        foreach (var one in new HostileTransport(Server, Path, Headers, Encoding.UTF8.GetBytes(Good)).Cases())
        {
            var (status, _, body) = await RawHttp.SendAsync(Server, one.Request, one.Ends);
            if (!one.Status.Contains(status) || (one.HasSentence && status >= 400 && !IsSentence(Unchunked(body))))
            {
                failures.Add($"{one.Name}: {status} {body}");
            }
        }

        Assert.True(failures.Count == 0, string.Join('\n', failures));
        await _home.InferOkAsync(JsonSerializer.Deserialize<JsonElement>(Good));
    }

    [Fact]
    public async Task Read_WithHead_AnswersWithoutABody()
    {
        foreach (var path in new[] { "/v2", "/v2/health/live", "/v2/health/ready", "/v2/models/bikes", "/v2/models/bikes/ready", "/metrics" })
        {
            var (status, _, body) = await RawHttp.SendAsync(Server, RawHttp.Request($"HEAD {path}", $"Host: {Server.Authority}\r\n", []));
            var (posted, headers, _) = await RawHttp.SendAsync(Server, RawHttp.Request($"POST {path}", $"Host: {Server.Authority}\r\n", []));

            Assert.Equal((200, "", 405), (status, body, posted));
            Assert.Contains("Allow: GET, HEAD", headers, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Sender_ThatIsGoneInTheMiddle_LeavesTheServerAnswering()
    {
        for (var i = 0; i < 20; i++)
        {
            using var tcp = new TcpClient { LingerState = new LingerOption(true, 0) };
            await tcp.ConnectAsync(Server.Host, Server.Port, ServedHome.Token);
            var whole = RawHttp.Request($"POST {Path}", $"Host: {Server.Authority}\r\n{Headers}", Encoding.UTF8.GetBytes(Good));
            await tcp.GetStream().WriteAsync(whole.AsMemory(0, whole.Length * i / 20), ServedHome.Token);
        }

        await _home.InferOkAsync(JsonSerializer.Deserialize<JsonElement>(Good));
    }

    [Theory]
    [InlineData(256, "a", true)]
    [InlineData(257, "a", false)]
    [InlineData(128, "é", true)]
    [InlineData(129, "é", false)]
    [InlineData(4 << 19, "x", false)]
    public async Task Id_OfAtMost256Bytes_IsTaken(int times, string letter, bool taken)
    {
        var id = string.Concat(Enumerable.Repeat(letter, times));
        using var answer = await _home.InferAsync(new { id, inputs = ServedHome.OneRow() });

        Assert.Equal(taken ? 200 : id.Length > 1 << 20 ? 413 : 400, (int)answer.StatusCode);
    }

    [Theory]
    [InlineData("a\0b")]
    [InlineData("\0")]
    public async Task Text_WithANulCharacter_IsRefused(string text)
    {
        foreach (var model in new[] { "bikes", "trams" })
        {
            using var inId = await _home.InferAsync(new { id = text, inputs = ServedHome.OneRow() }, model);
            using var inCell = await _home.InferAsync(new { inputs = ServedHome.OneRow(colour: text) }, model);

            Assert.Equal((400, 400), ((int)inId.StatusCode, (int)inCell.StatusCode));
            Assert.Contains("NUL", await inCell.Content.ReadAsStringAsync(ServedHome.Token), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(1, 2)]
    [InlineData(2, 1)]
    [InlineData(0, 1)]
    [InlineData(1, 0)]
    public async Task Tensor_WithAnotherNumberOfValuesThanItsShape_IsRefused(int shape, int values)
    {
        object Tensor(JsonElement input) => new
        {
            name = input.GetProperty("name").GetString(),
            shape = new[] { shape },
            datatype = input.GetProperty("datatype").GetString(),
            data = Enumerable.Repeat(input.GetProperty("data")[0], values),
        };
        using var answer = await _home.InferAsync(new { inputs = ServedHome.OneRow().Select(input => Tensor(JsonSerializer.SerializeToElement(input))) });

        Assert.Equal(400, (int)answer.StatusCode);
        Assert.Contains($"its shape says {shape}", await answer.Content.ReadAsStringAsync(ServedHome.Token), StringComparison.Ordinal);
    }

    private static bool IsAnswer(string text) => JsonDocument.Parse(text).RootElement.GetProperty("outputs").GetArrayLength() > 0;

    private static bool IsSentence(string text)
    {
        try
        {
            return JsonDocument.Parse(text).RootElement.GetProperty("error").GetString() is { Length: > 10 and < 1_100 };
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static string Unchunked(string body) => body.Contains('{', StringComparison.Ordinal) ? body[body.IndexOf('{', StringComparison.Ordinal)..(body.LastIndexOf('}') + 1)] : body;
}
