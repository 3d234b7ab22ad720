using System.Text.Json.Nodes;
using Mdlc.Tests.Shared.Servers;
using Temporalio.Client;

namespace Mdlc.EndToEnd.Tests;

/// <summary>Temporal's Web UI against the embedded engine: each page of a finished run and of one that is under way.</summary>
public sealed class WebUiTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task Pages_OfAFinishedAndARunningRun_ShowStagesAndAttributes()
    {
        var chromium = Executables.OnPath("chromium");
        Assert.SkipUnless(WebUi.IsAtHand && chromium is not null, $"{WebUi.Needed}, and chromium");
        using var place = new Workplace();
        place.WriteRows("rows.csv", 1_000);
        place.WriteSpec();
        var run = await place.MdlcAsync("run", "model.yaml", "--json");
        Assert.True(run.ExitCode == 0, run.ToString());
        place.WriteRows("many.csv", 60_000);
        place.WriteSpec("slow.yaml", "many.csv", "slow", more: "tune: {trials: 500}");

        await using var dev = MdlcProcess.Start(place.Folder, null, "dev", "--port", "0", "--webhook", "http://127.0.0.1:0", "--json");
        var address = await AddressAsync(dev);
        await using var slow = MdlcProcess.Start(place.Folder, null, "run", "slow.yaml", "--json");
        await using var ui = await WebUi.StartAsync(address);
        await using var browser = await Browser.StartAsync(chromium!, place.PathOf("browser"));
        var client = await TemporalClient.ConnectAsync(new(address));
        var root = $"http://{ui.Address}/namespaces/default";

        await FinishedAsync(browser, root, client);
        await RunningAsync(browser, root, client);
        await browser.ShowsAsync($"{root}/schedules", "Schedules");
        await browser.ShowsAsync($"{root}/batch-operations", "Batch");
        await browser.ShowsAsync($"{root}/workers", "Workers");
        await browser.ShowsAsync($"{root}/task-queues/mdlc-e2e", "mdlc-e2e");

        Assert.Empty(ui.FailedCalls());
    }

    private static async Task FinishedAsync(Browser browser, string root, TemporalClient client)
    {
        await browser.ShowsAsync($"{root}/workflows", "run/e2e/income/1", "model/e2e/income");
        var run = $"{root}/{await PathAsync(client, "run/e2e/income/1")}";
        await browser.ShowsAsync(
            $"{run}/history", "fetch: source to snapshot", "train: fasttree", "gate: limits and champion", "promote: version 1 becomes champion");
        await browser.ShowsAsync($"{run}/search-attributes", "MdlcModel", "MdlcVerdict", "MdlcStage", "income");
        await browser.ShowsAsync($"{run}/timeline", "run/e2e/income/1");
        await browser.ShowsAsync($"{run}/relationships", "model/e2e/income");
        await browser.ShowsAsync($"{run}/pending-activities", "No Pending Activities");
        await browser.ShowsAsync($"{run}/memo", "run/e2e/income/1");
    }

    private static async Task RunningAsync(Browser browser, string root, TemporalClient client)
    {
        using var limit = new CancellationTokenSource(Patience);
        string? study;
        while ((study = await FindStudyWithATrialAsync(client)) is null)
        {
            await Task.Delay(200, limit.Token);
        }

        await browser.ShowsAsync($"{root}/{await PathAsync(client, study)}/pending-activities", "RunTrial");
        var run = $"{root}/{await PathAsync(client, "run/e2e/slow/1")}";
        await browser.ShowsAsync($"{run}/history", "Running", "fetch: source to snapshot");

        // The button is there once the workflow has told, in answer to a query, what else it can be asked.
        await browser.ShowsAsync($"{run}/query", "Query Type", "Run Query");
        await browser.ShowsAsync($"{run}/search-attributes", "MdlcStage", "tune");
    }

    /// <summary>The tuning study of the run that is under way, once one of its trials is.</summary>
    private static async Task<string?> FindStudyWithATrialAsync(TemporalClient client)
    {
        await foreach (var study in client.ListWorkflowsAsync("WorkflowType = 'TuningStudy' AND ExecutionStatus = 'Running'"))
        {
            var description = await client.Connection.WorkflowService.DescribeWorkflowExecutionAsync(
                new() { Namespace = "default", Execution = new() { WorkflowId = study.Id } });
            if (description.PendingActivities.Any(activity => activity.ActivityType.Name == "RunTrial"))
            {
                return study.Id;
            }
        }

        return null;
    }

    private static async Task<string> PathAsync(TemporalClient client, string workflowId) =>
        $"workflows/{Uri.EscapeDataString(workflowId)}/{(await client.GetWorkflowHandle(workflowId).DescribeAsync()).RunId}";

    private static async Task<string> AddressAsync(MdlcProcess dev)
    {
        using var limit = new CancellationTokenSource(Patience);
        while (!dev.Output.Contains('}', StringComparison.Ordinal))
        {
            await Task.Delay(100, limit.Token);
        }

        return (string)JsonNode.Parse(dev.Output)!["temporal"]!;
    }
}
