using System.Text.Json.Nodes;
using Mdlc.Engine.Hosting;
using Mdlc.Engine.Kernel;
using Mdlc.Tests.Shared.Servers;
using Temporalio.Client;

namespace Mdlc.Conformance.Tests;

/// <summary>The API that the engine's own web port serves, beside the one that Temporal's UI server makes of the engine's gRPC.</summary>
public sealed class WebUiApiTests
{
    private const string Id = "a/b c%25";

    [Fact]
    public async Task Answers_AreThoseOfTheUiServer()
    {
        Assert.SkipUnless(WebUi.IsAtHand, WebUi.Needed);
        await using var host = await EngineHost.StartAsync(new EngineOptions { Ui = new UiOptions() });
        var client = await TemporalClient.ConnectAsync(new(host.Address));
        var handle = await client.StartWorkflowAsync(
            "T", [1, "two", null], new(Id, "q") { Memo = new Dictionary<string, object> { ["note"] = "kept" }, StaticSummary = "what it is" });
        await handle.SignalAsync("go", [new { N = 1 }]);
        await using var ui = await WebUi.StartAsync(host.Address);
        using var http = new HttpClient();
        var workflow = $"namespaces/default/workflows/{Uri.EscapeDataString(Id)}";
        var run = $"execution.runId={handle.ResultRunId}";

        foreach (var path in new[]
        {
            "namespaces", "namespaces/default", "namespaces/none", "cluster-info", "system-info", "nothing", "me", "nexus/endpoints",
            "namespaces/default/workflows?pageSize=100&nextPageToken=", "namespaces/default/workflows?query=Bad%20(",
            "namespaces/default/workflow-count?query=GROUP+BY+ExecutionStatus", "namespaces/default/search-attributes",
            "namespaces/default/archived-workflows", "namespaces/default/batch-operations", "namespaces/default/workers", "namespaces/default/worker-deployments",
            "namespaces/default/schedules", "namespaces/default/schedule-count",
            "namespaces/default/task-queues/q?taskQueueType=1", "namespaces/default/task-queues/q?taskQueueType=TASK_QUEUE_TYPE_ACTIVITY&reportStats=true",
            workflow, $"{workflow}?{run}", $"{workflow}?execution.runId=7", $"{workflow}/history?{run}&waitNewEvent=false&maximumPageSize=1000",
            $"{workflow}/history-reverse?{run}&maximumPageSize=2", $"{workflow}/history?maximumPageSize=1",
        })
        {
            var (expected, ours) = (await GetAsync(http, ui.Address, path), await GetAsync(http, host.UiAddress!, path));
            Assert.True(expected.Status == ours.Status, $"{path}: expected {expected.Status}, found {ours.Status}");
            Assert.True(JsonNode.DeepEquals(expected.Body, ours.Body), $"{path}\nexpected {expected.Body?.ToJsonString()}\nfound    {ours.Body?.ToJsonString()}");
        }

        var settings = (await GetAsync(http, ui.Address, "settings")).Body!.AsObject();
        Assert.Equal(settings.Select(p => p.Key), (await GetAsync(http, host.UiAddress!, "settings")).Body!.AsObject().Select(p => p.Key));
    }

    private static async Task<(int Status, JsonNode? Body)> GetAsync(HttpClient http, string address, string path)
    {
        using var response = await http.GetAsync(new Uri($"http://{address}/api/v1/{path}", new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }));
        return ((int)response.StatusCode, JsonNode.Parse(await response.Content.ReadAsStringAsync()));
    }
}
