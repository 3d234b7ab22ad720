using System.Net;
using System.Text.Json.Nodes;

namespace Mdlc.EndToEnd.Tests;

/// <summary>An event sets off one run, however often it is sent and whoever dies meanwhile; on the embedded engine and on a real server.</summary>
public sealed class WebhookTests : IDisposable
{
    private const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    private readonly EventSender _sender = new(Secret);

    public void Dispose() => _sender.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Event_SentThreeTimes_IsOneRun(bool real)
    {
        await using var site = await Site.StartAsync(real);
        await site.RunOnceAsync();
        await using var webhook = StartWebhook(site, site.Temporal);
        var url = await UrlAsync(webhook);

        for (var time = 0; time < 3; time++)
        {
            await SendAsync(site, url, "first", "rows-2.csv", HttpStatusCode.Accepted);
        }

        // One more event, so that the end is known without waiting for what must not come.
        await site.RunsAsync(runs => Arrived(runs).Count == 1 && HasEnded(Arrived(runs)[0]));
        await SendAsync(site, url, "second", "rows-3.csv", HttpStatusCode.Accepted);
        var all = await site.RunsAsync(runs => Arrived(runs).Count == 2 && Arrived(runs).All(HasEnded));

        Assert.Equal(3, all.Count);
        Assert.All(all, run => Assert.Equal("succeeded", (string?)run!["state"]));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Webhook_KilledBetweenEventAndAnswer_DoesNoHarm(bool real)
    {
        await using var site = await Site.StartAsync(real);
        await site.RunOnceAsync();
        await using var proxy = new TcpProxy(site.Temporal);
        Task<HttpResponseMessage> unanswered;
        await using (var webhook = StartWebhook(site, proxy.Address))
        {
            var url = await UrlAsync(webhook);
            site.Place.WriteRows("rows-2.csv", 1_000, seed: 2);
            proxy.HoldAnswers();
            unanswered = _sender.SendAsync(url, "first", $"{site.Project}/income", site.Place.PathOf("rows-2.csv"));

            // The run is there: the event is durable, and its sender has not been told.
            await site.RunsAsync(runs => Arrived(runs).Count == 1);
            webhook.Kill();
        }

        Assert.NotEqual(HttpStatusCode.Accepted, await AnswerAsync(unanswered));
        proxy.ReleaseAnswers();
        await using var next = StartWebhook(site, proxy.Address);
        var nextUrl = await UrlAsync(next);
        await SendAsync(site, nextUrl, "first", "rows-2.csv", HttpStatusCode.Accepted);
        await SendAsync(site, nextUrl, "second", "rows-3.csv", HttpStatusCode.Accepted);
        var all = await site.RunsAsync(runs => Arrived(runs).Count == 2 && Arrived(runs).All(HasEnded));

        Assert.Equal(3, all.Count);
    }

    [Fact]
    public async Task Event_WhileTheServerIsAway_IsNotAccepted()
    {
        await using var site = await Site.StartAsync(real: false);
        await site.RunOnceAsync();
        MdlcProcess webhook;
        await using (var proxy = new TcpProxy(site.Temporal))
        {
            webhook = StartWebhook(site, proxy.Address);
            await UrlAsync(webhook);
        }

        await using (webhook)
        {
            using var answer = await SendAsync(site, await UrlAsync(webhook), "first", "rows-2.csv", HttpStatusCode.ServiceUnavailable);

            Assert.NotNull(answer.Headers.RetryAfter);
            Assert.Empty(Arrived(await site.RunsAsync(_ => true)));
        }
    }

    [Fact]
    public async Task Webhook_BeyondLoopbackWithoutASecret_DoesNotStart()
    {
        using var place = new Workplace();

        var result = await place.MdlcAsync("webhook", "--url", "http://0.0.0.0:0", "--json");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("MDLC_WEBHOOK_SECRET", (string)result.Json["error"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Webhook_WithABadSecret_SaysSoAndNotTheSecret()
    {
        using var place = new Workplace();

        var result = await MdlcProcess.RunAsync(
            place.Folder, new Dictionary<string, string?> { ["MDLC_WEBHOOK_SECRET"] = "hunter2" }, "webhook", "--url", "http://127.0.0.1:0", "--json");

        Assert.Equal(2, result.ExitCode);
        Assert.DoesNotContain("hunter2", result.ToString(), StringComparison.Ordinal);
    }

    /// <summary>Null when the webhook died first; on a slow machine it may have told the sender by then to send again.</summary>
    private static async Task<HttpStatusCode?> AnswerAsync(Task<HttpResponseMessage> sent)
    {
        try
        {
            using var answer = await sent;
            return answer.StatusCode;
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    private static MdlcProcess StartWebhook(Site site, string temporal) => site.Start(
        new Dictionary<string, string?> { ["MDLC_WEBHOOK_SECRET"] = Secret, ["TEMPORAL_ADDRESS"] = temporal },
        "webhook", "--url", "http://127.0.0.1:0", "--json");

    private static async Task<Uri> UrlAsync(MdlcProcess webhook) => new((string)(await webhook.DocumentAsync())["webhook"]!);

    private static List<JsonNode> Arrived(JsonArray runs) => [.. runs.OfType<JsonNode>().Where(r => (string?)r["trigger"] == "dataArrived")];

    private static bool HasEnded(JsonNode run) => (string?)run["state"] is not ("queued" or "running");

    private async Task<HttpResponseMessage> SendAsync(Site site, Uri url, string id, string file, HttpStatusCode expected)
    {
        if (!File.Exists(site.Place.PathOf(file)))
        {
            site.Place.WriteRows(file, 1_000, seed: id.Length);
        }

        var answer = await _sender.SendAsync(url, id, $"{site.Project}/income", site.Place.PathOf(file));
        Assert.True(answer.StatusCode == expected, $"{answer.StatusCode}: {await answer.Content.ReadAsStringAsync()}");
        return answer;
    }
}
