using Temporalio.Client;

namespace Mdlc.EndToEnd.Tests;

/// <summary>What the pages of Temporal's Web UI must show of a site's runs: <c>income/1</c>, which has ended, and <c>slow/1</c>, which tunes until it is told to end.</summary>
/// <param name="root">The address of the namespace's pages.</param>
internal sealed class RunPages(Browser browser, string root, TemporalClient client, string project)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    public async Task FinishedAsync()
    {
        await browser.ShowsAsync($"{root}/workflows", $"run/{project}/income/1", $"model/{project}/income");
        var run = $"{root}/{await PathAsync($"run/{project}/income/1")}";
        await browser.ShowsAsync(
            $"{run}/history", "fetch: source to snapshot", "train: fasttree", "gate: limits and champion", "promote: version 1 becomes champion");
        await browser.ShowsAsync($"{run}/search-attributes", "MdlcModel", "MdlcVerdict", "MdlcStage", "income");
        await browser.ShowsAsync($"{run}/timeline", $"run/{project}/income/1");
        await browser.ShowsAsync($"{run}/relationships", $"model/{project}/income");
        await browser.ShowsAsync($"{run}/pending-activities", "No Pending Activities");
        await browser.ShowsAsync($"{run}/memo", $"run/{project}/income/1");
    }

    public async Task RunningAsync()
    {
        using var limit = new CancellationTokenSource(Patience);
        string? study;
        while ((study = await FindStudyWithATrialAsync()) is null)
        {
            await Task.Delay(200, limit.Token);
        }

        await browser.ShowsAsync($"{root}/{await PathAsync(study)}/pending-activities", "RunStudyTrial");
        var run = $"{root}/{await PathAsync($"run/{project}/slow/1")}";
        await browser.ShowsAsync($"{run}/history", "Running", "fetch: source to snapshot");

        await browser.ShowsAsync($"{run}/search-attributes", "MdlcStage", "tune");
        await QueryAsync(run);
        await SignalAsync(run);
    }

    /// <summary>Asks for the progress. The button is there once the workflow has told, in answer to a query, what else it can be asked.</summary>
    private async Task QueryAsync(string run)
    {
        await browser.ShowsAsync($"{run}/query", "Query Type", "Progress");
        await browser.ClickAsync("button", "Run Query");
        await browser.ShowsInTimeAsync("60000 rows × 5 columns, 0 rejected");
    }

    /// <summary>Aborts the run.</summary>
    private async Task SignalAsync(string run)
    {
        await browser.ShowsAsync($"{run}/history", "More Actions");
        await browser.ClickAsync("button", "More Actions");
        await browser.ClickAsync("li", "Send a Signal");
        await browser.ClickAsync("dialog[open] [data-testid=signal-select-button]");
        await browser.ClickAsync("dialog[open] li", "Abort");
        await browser.ClickAsync("dialog[open] [contenteditable=true]");
        await browser.TypeAsync("\"ended by a click\"");
        await browser.ClickAsync("dialog[open] button", "Submit");
        await browser.ShowsInTimeAsync("Completed", "aborted", "ended by a click");
    }

    public async Task OverviewsAsync()
    {
        await browser.ShowsAsync($"{root}/schedules", "Schedules");
        await browser.ShowsAsync($"{root}/batch-operations", "Batch");
        await browser.ShowsAsync($"{root}/workers", "Workers");
        await browser.ShowsAsync($"{root}/task-queues/mdlc-{project}", $"mdlc-{project}");
    }

    /// <summary>The tuning study of the run that is under way, once one of its trials is.</summary>
    private async Task<string?> FindStudyWithATrialAsync()
    {
        await foreach (var study in client.ListWorkflowsAsync($"WorkflowType = 'ModelStudy' AND ExecutionStatus = 'Running' AND MdlcProject = '{project}'"))
        {
            var description = await client.Connection.WorkflowService.DescribeWorkflowExecutionAsync(
                new() { Namespace = "default", Execution = new() { WorkflowId = study.Id } });
            if (description.PendingActivities.Any(activity => activity.ActivityType.Name == "RunStudyTrial"))
            {
                return study.Id;
            }
        }

        return null;
    }

    private async Task<string> PathAsync(string workflowId) =>
        $"workflows/{Uri.EscapeDataString(workflowId)}/{(await client.GetWorkflowHandle(workflowId).DescribeAsync()).RunId}";
}
