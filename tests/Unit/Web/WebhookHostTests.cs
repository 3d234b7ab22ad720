using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Mdlc.Catalog.Metadata.Sqlite;
using Mdlc.Contracts.Faults;
using Mdlc.Contracts.Runs;
using Mdlc.Contracts.Spec;
using Mdlc.Web;
using Mdlc.Web.Security;
using Mdlc.Workflows.Lifecycle;

namespace Mdlc.Unit.Tests.Web;

/// <summary>The webhook over HTTP, with a list in the place of the workflows.</summary>
public sealed class WebhookHostTests : IAsyncLifetime
{
    private const string Structured = "application/cloudevents+json";

    private readonly TemporaryHome _temporary = new();
    private readonly HttpClient _client = new();
    private readonly ArrivalList _arrivals = new();
    private SqliteCatalog _catalog = null!;
    private WebhookHost? _host;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _catalog = new SqliteCatalog(_temporary.Home);
        var spec = new ModelSpec { Project = "p", Model = "m", Task = ModelTask.Regression, Label = "y", Source = new() { Path = "/data/in.csv" } };
        await _catalog.Runs.AllocateAsync("p", "m", spec, RunTrigger.Manual, "first", DateTimeOffset.UnixEpoch, Token);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        if (_host is not null)
        {
            await _host.DisposeAsync();
        }

        await _catalog.DisposeAsync();
        _temporary.Dispose();
    }

    [Fact]
    public async Task Event_OfAKnownModel_IsAcceptedOnceItIsDelivered()
    {
        await StartAsync(WebhookCredentials.None);

        using var answer = await PostAsync(Event("p/m", "/data/new.csv"));

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        Assert.Equal([("p", "m", new DataArrival("/lake", "7", "/data/new.csv"))], _arrivals.Seen);
    }

    [Theory]
    [InlineData(400, "bad-event", "{")]
    [InlineData(400, "object-not-allowed", """{"specversion":"1.0","id":"7","source":"/lake","type":"mdlc.data.arrived","data":{"model":"p/m","uri":"/etc/passwd"}}""")]
    [InlineData(404, "unknown-model", """{"specversion":"1.0","id":"7","source":"/lake","type":"mdlc.data.arrived","data":{"model":"p/x","uri":"/data/new.csv"}}""")]
    public async Task Event_ThatIsNotTaken_IsAnsweredWithAProblemDocument(int status, string kind, string body)
    {
        await StartAsync(WebhookCredentials.None);

        using var answer = await PostAsync(body);

        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        var problem = JsonElement.Parse(await answer.Content.ReadAsByteArrayAsync(Token));
        Assert.Equal($"urn:mdlc:webhook:{kind}", problem.GetProperty("type").GetString());
        Assert.Equal(status, problem.GetProperty("status").GetInt32());
        Assert.NotEmpty(problem.GetProperty("detail").GetString()!);
        Assert.Empty(_arrivals.Seen);
    }

    /// <summary>Where the folder of the arrivals can be seen from here, what is not in it holds nobody up.</summary>
    [Theory]
    [InlineData("missing.csv", "does not exist")]
    [InlineData("dangling.csv", "leads to no file")]
    [InlineData("circle.csv", "leads to no file")]
    [InlineData("folder.csv", "is a folder")]
    [InlineData("there.csv", null)]
    public async Task Event_OfAnObjectThatIsNotThere_IsRefusedByName(string name, string? problem)
    {
        var lake = Directory.CreateDirectory(Path.Combine(_temporary.Home.Root, "lake")).FullName;
        File.WriteAllText(Path.Combine(lake, "there.csv"), "x");
        Directory.CreateDirectory(Path.Combine(lake, "folder.csv"));
        File.CreateSymbolicLink(Path.Combine(lake, "dangling.csv"), Path.Combine(lake, "nowhere.csv"));
        File.CreateSymbolicLink(Path.Combine(lake, "circle.csv"), Path.Combine(lake, "circle.csv"));
        var spec = new ModelSpec { Project = "p", Model = "lake", Task = ModelTask.Regression, Label = "y", Source = new() { Path = Path.Combine(lake, "in.csv") } };
        await _catalog.Runs.AllocateAsync("p", "lake", spec, RunTrigger.Manual, "first", DateTimeOffset.UnixEpoch, Token);
        await StartAsync(WebhookCredentials.None);

        using var answer = await PostAsync(Event("p/lake", Path.Combine(lake, name)));

        Assert.Equal(problem is null ? HttpStatusCode.Accepted : HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal(problem is null ? 1 : 0, _arrivals.Seen.Count);
        if (problem is not null)
        {
            var document = JsonElement.Parse(await answer.Content.ReadAsByteArrayAsync(Token));
            Assert.Equal("urn:mdlc:webhook:object-not-there", document.GetProperty("type").GetString());
            Assert.Contains(problem, document.GetProperty("detail").GetString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Teller_OfEventsThatAreTakenAndThatAreNot_IsToldOfEach()
    {
        var told = new Told();
        await StartAsync(WebhookCredentials.None, o => o with { Teller = told });

        foreach (var body in new[] { Event("p/m", "/data/new.csv"), "{", Event("p/x", "/data/new.csv") })
        {
            using var answer = await PostAsync(body);
        }

        _arrivals.Fault = new InvalidOperationException("gone");
        using var last = await PostAsync(Event("p/m", "/data/new.csv"));

        Assert.Equal(["202 p/m /data/new.csv", "400", "404", "503"], told.Lines.Select(line => line.StartsWith("202", StringComparison.Ordinal) ? line : line[..3]));
    }

    [Fact]
    public async Task Batch_WithOneThatIsNotAllowed_DeliversNone()
    {
        await StartAsync(WebhookCredentials.None);

        using var answer = await PostAsync($"[{Event("p/m", "/data/new.csv")},{Event("p/m", "/etc/passwd")}]", "application/cloudevents-batch+json");

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Empty(_arrivals.Seen);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Body_OverTheLimit_Is413(bool chunked)
    {
        await StartAsync(WebhookCredentials.None, o => o with { MaxRequestBytes = 1_000 });
        using var request = Post(Event("p/m", $"/data/{new string('n', 2_000)}.csv"), Structured);
        request.Headers.TransferEncodingChunked = chunked;

        using var answer = await _client.SendAsync(request, Token);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
    }

    [Fact]
    public async Task ContentType_OfSomethingElse_Is415()
    {
        await StartAsync(WebhookCredentials.None);

        using var answer = await PostAsync(Event("p/m", "/data/new.csv"), "application/json");

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, answer.StatusCode);
    }

    [Fact]
    public async Task Delivery_ThatFails_Is503WithATimeToComeBack()
    {
        await StartAsync(WebhookCredentials.None);
        _arrivals.Fault = new IOException("no server");

        using var answer = await PostAsync(Event("p/m", "/data/new.csv"));

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.NotNull(answer.Headers.RetryAfter?.Delta);
    }

    [Fact]
    public async Task Delivery_ThatIsNotAcknowledged_Is503()
    {
        await StartAsync(WebhookCredentials.None, o => o with { DeliverWithin = TimeSpan.FromMilliseconds(50) });
        _arrivals.Hangs = true;

        using var answer = await PostAsync(Event("p/m", "/data/new.csv"));

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
    }

    [Fact]
    public async Task Sender_WithASignature_IsKnown()
    {
        var secret = WebhookSecret.Create();
        await StartAsync(new WebhookCredentials([secret], []));
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var body = Event("p/m", "/data/new.csv");
        using var request = Post(body, Structured);
        request.Headers.Add("webhook-id", "msg_1");
        request.Headers.Add("webhook-timestamp", now);
        request.Headers.Add("webhook-signature", $"v1,{Convert.ToBase64String(secret.Sign("msg_1", now, Encoding.UTF8.GetBytes(body)))}");

        using var answer = await _client.SendAsync(request, Token);

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
    }

    [Theory]
    [InlineData("a-token-of-the-lake", HttpStatusCode.Accepted)]
    [InlineData("a-token-of-the-lakE", HttpStatusCode.Unauthorized)]
    [InlineData("", HttpStatusCode.Unauthorized)]
    public async Task Sender_WithABearerToken_IsKnownByIt(string token, HttpStatusCode expected)
    {
        await StartAsync(new WebhookCredentials([], ["another-token-of-ours", "a-token-of-the-lake"]));
        using var request = Post(Event("p/m", "/data/new.csv"), Structured);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);

        using var answer = await _client.SendAsync(request, Token);

        Assert.Equal(expected, answer.StatusCode);
    }

    [Fact]
    public async Task Sender_WithABadSignature_IsNotSavedByItsToken()
    {
        await StartAsync(new WebhookCredentials([WebhookSecret.Create()], ["a-token-of-the-lake"]));
        using var request = Post(Event("p/m", "/data/new.csv"), Structured);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", "a-token-of-the-lake");
        request.Headers.Add("webhook-signature", "v1,AAAA");

        using var answer = await _client.SendAsync(request, Token);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    /// <summary>A gateway may sign whatever it forwards; where only tokens are known, that is nobody's business.</summary>
    [Fact]
    public async Task Sender_WithATokenAndAStraySignature_IsKnownByTheToken()
    {
        await StartAsync(new WebhookCredentials([], ["a-token-of-the-lake"]));
        using var request = Post(Event("p/m", "/data/new.csv"), Structured);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", "a-token-of-the-lake");
        request.Headers.Add("webhook-signature", "v1,AAAA");

        using var answer = await _client.SendAsync(request, Token);

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
    }

    /// <summary>What was captured is a structured event with its signature; all else is the attacker's.</summary>
    [Theory]
    [InlineData("application/json")]
    [InlineData("application/other+json")]
    [InlineData("text/plain")]
    [InlineData("application/cloudevents-batch+json")]
    public async Task SignedEvent_SentAgainAsAnother_IsRefused(string contentType)
    {
        var secret = WebhookSecret.Create();
        await StartAsync(new WebhookCredentials([secret], []));
        using var request = Post(Event("p/m", "/data/new.csv"), contentType);
        await SignAsync(request, secret);
        AddAttributes(request, "/data/other.csv");

        using var answer = await _client.SendAsync(request, Token);

        Assert.NotEqual(HttpStatusCode.Accepted, answer.StatusCode);
        Assert.Empty(_arrivals.Seen);
    }

    [Fact]
    public async Task SignedEvent_WithAttributesInHeadersToo_SaysWhatIsSigned()
    {
        var secret = WebhookSecret.Create();
        await StartAsync(new WebhookCredentials([secret], []));
        using var request = Post(Event("p/m", "/data/new.csv"), Structured);
        await SignAsync(request, secret);
        AddAttributes(request, "/data/other.csv");

        using var answer = await _client.SendAsync(request, Token);

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        Assert.Equal(("/data/new.csv", "7"), (_arrivals.Seen.Single().Arrival.File, _arrivals.Seen.Single().Arrival.Id));
    }

    [Theory]
    [InlineData(true, HttpStatusCode.Accepted)]
    [InlineData(false, HttpStatusCode.Unauthorized)]
    public async Task BinaryEvent_SignedOrNot_NeedsAToken(bool hasToken, HttpStatusCode expected)
    {
        var secret = WebhookSecret.Create();
        await StartAsync(new WebhookCredentials([secret], ["a-token-of-the-lake"]));
        using var request = Post("""{"model":"p/m"}""", "application/json");
        AddAttributes(request, "/data/new.csv");
        await SignAsync(request, secret);
        if (hasToken)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", "a-token-of-the-lake");
        }

        using var answer = await _client.SendAsync(request, Token);

        Assert.Equal(expected, answer.StatusCode);
        Assert.Equal(hasToken ? 1 : 0, _arrivals.Seen.Count);
    }

    [Fact]
    public async Task SignedEvent_Packed_IsSignedAsItIsSent()
    {
        var secret = WebhookSecret.Create();
        await StartAsync(new WebhookCredentials([secret], []));
        using var packed = new MemoryStream();
        await using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            await gzip.WriteAsync(Encoding.UTF8.GetBytes(Event("p/m", "/data/new.csv")), Token);
        }

        using var request = Post("", Structured);
        request.Content = new ByteArrayContent(packed.ToArray()) { Headers = { ContentType = new(Structured), ContentEncoding = { "gzip" } } };
        await SignAsync(request, secret);

        using var answer = await _client.SendAsync(request, Token);

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
    }

    [Fact]
    public async Task OpenWebhook_AskedUnderAnotherHostsName_Refuses()
    {
        await StartAsync(WebhookCredentials.None);
        using var request = Post(Event("p/m", "/data/new.csv"), Structured);
        request.Headers.Host = "rebound.example";

        using var answer = await _client.SendAsync(request, Token);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public async Task Start_BeyondLoopbackWithoutASecret_IsRefused()
    {
        var fault = await Assert.ThrowsAsync<FaultException>(() => StartAsync(WebhookCredentials.None, o => o with { EndPoint = new(IPAddress.Any, 0) }));

        Assert.Contains("MDLC_WEBHOOK_SECRET", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Path_OrMethod_ThatIsNotTheWebhooks_IsAProblem()
    {
        await StartAsync(WebhookCredentials.None);

        using var got = await _client.GetAsync(_host!.Url, Token);
        using var elsewhere = await _client.GetAsync(new Uri(_host.Url, "/"), Token);

        Assert.Equal((HttpStatusCode.MethodNotAllowed, HttpStatusCode.NotFound), (got.StatusCode, elsewhere.StatusCode));
    }

    private static async Task SignAsync(HttpRequestMessage request, WebhookSecret secret)
    {
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var body = await request.Content!.ReadAsByteArrayAsync(Token);
        request.Headers.Add("webhook-id", "msg_1");
        request.Headers.Add("webhook-timestamp", now);
        request.Headers.Add("webhook-signature", $"v1,{Convert.ToBase64String(secret.Sign("msg_1", now, body))}");
    }

    private static void AddAttributes(HttpRequestMessage request, string dataref)
    {
        foreach (var (name, value) in new[] { ("specversion", "1.0"), ("id", "8"), ("source", "/lake"), ("type", "mdlc.data.arrived"), ("subject", "p/m"), ("dataref", dataref) })
        {
            request.Headers.Add($"ce-{name}", value);
        }
    }

    private static string Event(string model, string uri) => JsonSerializer.Serialize(
        new { specversion = "1.0", id = "7", source = "/lake", type = "mdlc.data.arrived", data = new { model, uri } });

    private async Task StartAsync(WebhookCredentials credentials, Func<WebhookOptions, WebhookOptions>? change = null)
    {
        var options = new WebhookOptions { Credentials = credentials };
        _host = await WebhookHost.StartAsync(change?.Invoke(options) ?? options, _catalog, _arrivals, Token);
    }

    private async Task<HttpResponseMessage> PostAsync(string body, string contentType = Structured)
    {
        using var request = Post(body, contentType);
        return await _client.SendAsync(request, Token);
    }

    private HttpRequestMessage Post(string body, string contentType) => new(HttpMethod.Post, _host!.Url)
    {
        Content = new StringContent(body, Encoding.UTF8, contentType),
    };

    private sealed class Told : IEventTeller
    {
        public List<string> Lines { get; } = [];

        public void Taken(string project, string model, DataArrival arrival) => Lines.Add($"202 {project}/{model} {arrival.File}");

        public void Refused(int status, string reason) => Lines.Add($"{status} {reason}");
    }

    private sealed class ArrivalList : IArrivalSink
    {
        public List<(string Project, string Model, DataArrival Arrival)> Seen { get; } = [];

        public Exception? Fault { get; set; }

        public bool Hangs { get; set; }

        public async Task ArriveAsync(string project, string model, DataArrival arrival, CancellationToken cancellationToken)
        {
            if (Hangs)
            {
                await Task.Delay(Timeout.Infinite, cancellationToken);
            }

            if (Fault is not null)
            {
                throw Fault;
            }

            Seen.Add((project, model, arrival));
        }
    }
}
