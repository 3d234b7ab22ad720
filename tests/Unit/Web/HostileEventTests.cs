using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Mdlc.Catalog.Metadata.Sqlite;
using Mdlc.Contracts.Runs;
using Mdlc.Contracts.Spec;
using Mdlc.Unit.Tests.Http;
using Mdlc.Web;
using Mdlc.Workflows.Lifecycle;

namespace Mdlc.Unit.Tests.Web;

/// <summary>Whatever is sent, the webhook answers with a problem document, delivers nothing that is wrong, and takes the next event.</summary>
public sealed class HostileEventTests : IAsyncLifetime
{
    private const string Structured = "application/cloudevents+json";
    private const string Batch = "application/cloudevents-batch+json";
    private const string Good =
        """{"specversion":"1.0","id":"7","source":"/lake","type":"mdlc.data.arrived","subject":"p/m","dataref":"/data/b.csv","time":"2026-01-02T03:04:05Z","data":{"model":"p/m","uri":"/data/new.csv"}}""";

    private readonly TemporaryHome _temporary = new();
    private readonly HttpClient _client = new();
    private readonly CountingSink _sink = new();
    private SqliteCatalog _catalog = null!;
    private WebhookHost _host = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _catalog = new SqliteCatalog(_temporary.Home);
        var spec = new ModelSpec { Project = "p", Model = "m", Task = ModelTask.Regression, Label = "y", Source = new() { Path = "/data/in.csv" } };
        await _catalog.Runs.AllocateAsync("p", "m", spec, RunTrigger.Manual, "first", DateTimeOffset.UnixEpoch, Token);
        _host = await WebhookHost.StartAsync(new WebhookOptions(), _catalog, _sink, Token);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _host.DisposeAsync();
        await _catalog.DisposeAsync();
        _temporary.Dispose();
    }

    [Theory]
    [InlineData(Structured, Good)]
    [InlineData(Batch, $"[{Good}]")]
    public async Task Post_EachPartOfAnEventByEachOther_IsAnsweredWithAProblem(string contentType, string good)
    {
        var failures = new List<string>();
        var refused = 0;
        foreach (var (name, body) in HostileBodies.Of(good))
        {
            var before = _sink.Count;
            using var content = new ByteArrayContent(body);
            content.Headers.ContentType = new MediaTypeHeaderValue(contentType);
            using var answer = await _client.PostAsync(_host.Url, content, Token);
            var text = await answer.Content.ReadAsStringAsync(Token);
            var isTaken = (int)answer.StatusCode == 202;
            if ((int)answer.StatusCode is not (202 or 400 or 404 or 413) || (!isTaken && !IsProblem(text)) || isTaken != _sink.Count > before)
            {
                failures.Add($"{name}: {(int)answer.StatusCode} {text}");
            }

            refused += isTaken ? 0 : 1;
        }

        Assert.True(failures.Count == 0, string.Join('\n', failures));
        Assert.True(refused > 250, $"{refused} were refused.");
        await TakesAsync();
    }

    [Fact]
    public async Task Post_RequestsThatAreBroken_AreRefusedAndTheNextIsTaken()
    {
        var failures = new List<string>();
        foreach (var one in new HostileTransport(_host.Url, WebhookHost.Path, $"Content-Type: {Structured}\r\n", Encoding.UTF8.GetBytes(Good)).Cases())
        {
            var (status, _, body) = await RawHttp.SendAsync(_host.Url, one.Request, one.Ends);
            if (!one.Status.Contains(status) || (one.HasSentence && status >= 400 && !body.Contains("\"detail\":\"", StringComparison.Ordinal)))
            {
                failures.Add($"{one.Name}: {status} {body}");
            }
        }

        Assert.True(failures.Count == 0, string.Join('\n', failures));
        await TakesAsync();
    }

    private async Task TakesAsync()
    {
        using var content = new StringContent(Good, Encoding.UTF8, Structured);
        using var answer = await _client.PostAsync(_host.Url, content, Token);
        Assert.Equal(202, (int)answer.StatusCode);
    }

    private static bool IsProblem(string text) => JsonDocument.Parse(text).RootElement.GetProperty("detail").GetString() is { Length: > 10 and < 1_100 };

    private sealed class CountingSink : IArrivalSink
    {
        public int Count { get; private set; }

        public Task ArriveAsync(string project, string model, DataArrival arrival, CancellationToken cancellationToken)
        {
            Count++;
            return Task.CompletedTask;
        }
    }
}
