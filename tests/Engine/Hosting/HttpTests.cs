using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Mdlc.Engine.Hosting;
using Mdlc.Engine.Kernel;
using Temporalio.Client;

namespace Mdlc.Engine.Tests.Hosting;

/// <summary>The HTTP API, the web interface and the metrics, as they are reached from outside.</summary>
public sealed class HttpTests
{
    private const string Attack = "<script>alert('x')</script>";

    private static readonly EngineOptions Everything = new() { HttpPort = 0, Ui = new UiOptions(), MetricsPort = 0 };

    [Fact]
    public async Task Api_StartsAndReadsAWorkflow()
    {
        await using var host = await EngineHost.StartAsync(Everything);
        using var http = Client(host.HttpAddress);

        var started = await PostAsync(http, "api/v1/namespaces/default/workflows/w%2F1", """{"workflowType": {"name": "T"}, "taskQueue": {"name": "q"}, "input": [{"a": 1}]}""");
        var history = await http.GetFromJsonAsync<JsonNode>($"namespaces/default/workflows/w%2F1/history?execution.runId={started["runId"]}");

        Assert.Equal("""[{"a":1}]""", history!["history"]!["events"]![0]!["workflowExecutionStartedEventAttributes"]!["input"]!.ToJsonString());
    }

    [Theory]
    [InlineData("api/v1/namespaces/none", HttpStatusCode.NotFound, 5)]
    [InlineData("api/v1/nothing", HttpStatusCode.NotFound, 5)]
    [InlineData("api/v1/namespaces/default/workflows?query=(", HttpStatusCode.BadRequest, 3)]
    [InlineData("api/v1/namespaces/default/worker-task-reachability", HttpStatusCode.NotImplemented, 12)]
    public async Task Api_Errors_AreCodeAndMessage(string path, HttpStatusCode status, int code)
    {
        await using var host = await EngineHost.StartAsync(Everything);
        using var http = Client(host.HttpAddress);

        var response = await http.GetAsync(path);

        Assert.Equal(status, response.StatusCode);
        var error = await response.Content.ReadFromJsonAsync<JsonNode>();
        Assert.Equal(code, (int?)error!["code"]);
        Assert.NotEmpty((string?)error["message"] ?? "");
    }

    [Fact]
    public async Task Api_ABodyBeyondTheLimit_IsRefused()
    {
        await using var host = await EngineHost.StartAsync(Everything);
        using var http = Client(host.HttpAddress);

        var response = await http.PostAsync("api/v1/namespaces/default/workflows/w", new StringContent(new string(' ', (4 << 20) + 1)));

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Fact]
    public async Task Pages_ShowWhatIsThere_AndEscapeIt()
    {
        await using var host = await EngineHost.StartAsync(Everything);
        var client = await TemporalClient.ConnectAsync(new(host.Address));
        var handle = await client.StartWorkflowAsync(
            Attack, [Attack], new($"id{Attack}", $"queue{Attack}") { Memo = new Dictionary<string, object> { [Attack] = Attack }, StaticSummary = $"what {Attack}" });
        await handle.SignalAsync(Attack, [Attack]);
        using var http = Client(host.UiAddress);

        var list = await http.GetAsync("namespaces/default/workflows?query=" + Uri.EscapeDataString($"WorkflowType = \"{Attack}\""));
        var page = await http.GetAsync($"namespaces/default/workflows/{Uri.EscapeDataString(handle.Id)}/{handle.ResultRunId}");

        foreach (var response in new[] { list, page })
        {
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            var text = await response.Content.ReadAsStringAsync();
            Assert.DoesNotContain("<script", text, StringComparison.OrdinalIgnoreCase);
            Assert.Contains("&lt;script&gt;", text, StringComparison.Ordinal);
            Assert.Contains("default-src 'none'", response.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        }

        Assert.Contains("what &lt;script&gt;", await page.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("namespaces/default/workflows?query=(", HttpStatusCode.BadRequest, "malformed")]
    [InlineData("namespaces/default/workflows?page=%25", HttpStatusCode.BadRequest, "token of a page")]
    [InlineData("namespaces/default/workflows/none", HttpStatusCode.NotFound, "workflow not found")]
    [InlineData("namespaces/none/workflows", HttpStatusCode.NotFound, "Namespace none is not found")]
    [InlineData("elsewhere", HttpStatusCode.NotFound, "no such page")]
    public async Task Pages_Errors_AreSentences(string path, HttpStatusCode status, string message)
    {
        await using var host = await EngineHost.StartAsync(Everything);
        using var http = Client(host.UiAddress);

        var response = await http.GetAsync(path);

        Assert.Equal(status, response.StatusCode);
        Assert.Contains(message, await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pages_PageThroughAHistoryAndAList()
    {
        await using var host = await EngineHost.StartAsync(Everything);
        var client = await TemporalClient.ConnectAsync(new(host.Address));
        for (var i = 0; i < 55; i++)
        {
            await client.StartWorkflowAsync("T", [], new($"w{i}", "q"));
        }

        var handle = client.GetWorkflowHandle("w0");
        for (var i = 0; i < 260; i++)
        {
            await handle.SignalAsync($"go{i}", []);
        }

        using var http = Client(host.UiAddress);
        Assert.Equal(55, await CountAsync(http, "namespaces/default/workflows", "<tr><td><span"));
        Assert.Equal(262, await CountAsync(http, "namespaces/default/workflows/w0", "<tr class="));
    }

    [Fact]
    public async Task History_Downloads_AsReplayersReadIt()
    {
        await using var host = await EngineHost.StartAsync(Everything);
        var client = await TemporalClient.ConnectAsync(new(host.Address));
        var handle = await client.StartWorkflowAsync("T", [], new("a/b c", "q"));
        using var http = Client(host.UiAddress);

        var response = await http.GetAsync($"api/v1/namespaces/default/workflows/a%2Fb%20c/run/{handle.ResultRunId}/history.json");

        Assert.Equal($"a-b-c-{handle.ResultRunId}.history.json", response.Content.Headers.ContentDisposition?.FileName?.Trim('"'));
        Assert.Equal(2, Temporalio.Common.WorkflowHistory.FromJson("a/b c", await response.Content.ReadAsStringAsync()).Events.Count);
    }

    [Fact]
    public async Task Ui_APageOfAnotherSite_ChangesNothing()
    {
        await using var host = await EngineHost.StartAsync(Everything);
        foreach (var address in new[] { host.UiAddress, host.HttpAddress })
        {
            using var http = Client(address);
            Assert.Equal(HttpStatusCode.Forbidden, (await http.SendAsync(Start("w", origin: "http://evil.example"))).StatusCode);
            Assert.Equal(HttpStatusCode.Forbidden, (await http.SendAsync(Start("w", host: "evil.example"))).StatusCode);
            Assert.Equal(HttpStatusCode.OK, (await http.SendAsync(Start($"w{address}", origin: $"http://{address}"))).StatusCode);
        }
    }

    [Fact]
    public async Task Metrics_CountCallsCommitsQueuesAndEndings()
    {
        await using var host = await EngineHost.StartAsync(Everything);
        var client = await TemporalClient.ConnectAsync(new(host.Address));
        var handle = await client.StartWorkflowAsync("T", [], new("w", "q"));
        await handle.TerminateAsync();
        await Assert.ThrowsAsync<Temporalio.Exceptions.RpcException>(() => client.GetWorkflowHandle("none").DescribeAsync());
        await client.StartWorkflowAsync("T", [], new("x", "q"));
        await client.Connection.WorkflowService.PollWorkflowTaskQueueAsync(new() { Namespace = "default", TaskQueue = new() { Name = "q" } });
        using var http = Client(host.MetricsAddress);

        var text = await http.GetStringAsync("metrics");

        Assert.Contains("service_requests{operation=\"StartWorkflowExecution\",namespace=\"default\",service_name=\"frontend\"} 2", text, StringComparison.Ordinal);
        Assert.Contains("service_error_with_type{operation=\"DescribeWorkflowExecution\",namespace=\"default\",service_name=\"frontend\",error_type=\"serviceerror_NotFound\"} 1", text, StringComparison.Ordinal);
        Assert.Contains("service_latency_bucket", text, StringComparison.Ordinal);
        Assert.Contains("persistence_requests{operation=\"Commit\",service_name=\"history\"}", text, StringComparison.Ordinal);
        Assert.Contains("workflow_terminate{namespace=\"default\",service_name=\"history\"} 1", text, StringComparison.Ordinal);
        Assert.Contains("poll_success{task_type=\"Workflow\",service_name=\"matching\"} 1", text, StringComparison.Ordinal);
        Assert.Contains("task_schedule_to_start_latency_count{task_type=\"Workflow\",service_name=\"matching\"} 1", text, StringComparison.Ordinal);
        Assert.Contains("approximate_backlog_count{namespace=\"default\",taskqueue=\"q\",task_type=\"Workflow\",service_name=\"matching\"}", text, StringComparison.Ordinal);
    }

    private static async Task<int> CountAsync(HttpClient http, string path, string mark)
    {
        var count = 0;
        for (var next = path; next.Length > 0;)
        {
            var text = await http.GetStringAsync(next);
            count += text.Split(mark).Length - 1;
            next = WebUtility.HtmlDecode(text.Split("rel=\"next\" href=\"/").ElementAtOrDefault(1)?.Split('"')[0].Split('#')[0] ?? "");
        }

        return count;
    }

    private static HttpRequestMessage Start(string id, string? origin = null, string? host = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, $"api/v1/namespaces/default/workflows/{Uri.EscapeDataString(id)}")
        {
            Content = new StringContent("""{"workflowType": {"name": "T"}, "taskQueue": {"name": "q"}}""", Encoding.UTF8, "text/plain"),
        };
        request.Headers.Host = host;
        if (origin is not null)
        {
            request.Headers.Add("Origin", origin);
        }

        return request;
    }

    private static async Task<JsonNode> PostAsync(HttpClient http, string path, string body)
    {
        var response = await http.PostAsync(path, new StringContent(body));
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, text);
        return JsonNode.Parse(text)!;
    }

    private static HttpClient Client(string? address) => new() { BaseAddress = new Uri($"http://{address}/") };
}
