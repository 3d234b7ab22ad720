using System.Text.Json.Nodes;
using Mdlc.Contracts.Runs;
using Mdlc.Workflows.Lifecycle;
using Temporalio.Client;

namespace Mdlc.EndToEnd.Tests;

/// <summary>Workers of two builds beside each other, and what began before builds were told apart; on the embedded engine and on a real server.</summary>
public sealed class UpgradeTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Upgrade_LeavesRunsWhereTheyBeganAndTakesLifecyclesAlong(bool real)
    {
        await using var site = await Site.StartAsync(real);
        await site.RunOnceAsync();
        var (lifecycle, client) = (ModelLifecycle.IdOf(site.Project, "income"), await TemporalClient.ConnectAsync(new(site.Temporal)));
        Assert.Null(await BuildOfAsync(client, lifecycle));

        await using var first = await StartWorkerAsync(site, "1");
        var one = await RollOutAsync(site, "1");
        Assert.Equal((null, "1", 1), ((string?)one["was"], (string?)one["now"], (int)one["goOver"]!));
        var inTheWay = Path.Combine(site.Place.Home, "models", site.Project, "income", "2");
        File.WriteAllText(inTheWay, "no folder");
        var suspended = await site.MdlcAsync("run", "model.yaml", "--json");
        Assert.Equal("suspended", (string?)suspended.Json["state"]);
        var run = (string)suspended.Json["run"]!;
        Assert.Equal("1", await BuildOfAsync(client, WorkflowIdOf(run)));
        Assert.Equal("1", await BuildOfAsync(client, lifecycle));

        await using var second = await StartWorkerAsync(site, "2");
        var two = await RollOutAsync(site, "2");
        Assert.Equal(("1", "2", 0), ((string?)two["was"], (string?)two["now"], (int)two["goOver"]!));
        var open = Assert.Single(two["open"]!.AsArray(), row => (string?)row!["build"] == "1")!;
        Assert.Equal(1, (int)open["workers"]!);
        Assert.InRange((int)open["open"]!, 1, 2);

        File.Delete(inTheWay);
        var retried = await site.MdlcAsync("run", "retry", run, "--json");
        Assert.True(retried.ExitCode == 0, retried.ToString());
        Assert.Equal("1", await BuildOfAsync(client, WorkflowIdOf(run)));

        await first.StopAsync();
        var after = await site.MdlcAsync("run", "model.yaml", "--json");
        Assert.True(after.ExitCode == 0, after.ToString());
        Assert.Equal("2", await BuildOfAsync(client, lifecycle));
        Assert.Equal("2", await BuildOfAsync(client, WorkflowIdOf((string)after.Json["run"]!)));
        var rows = (await site.MdlcAsync("worker", "status", "--project", site.Project, "--json")).Json.AsArray();
        Assert.Equal(("2", "current", 100), ((string?)rows[0]!["build"], (string?)rows[0]!["state"], (int)rows[0]!["percent"]!));
        Assert.Equal(0, (int)rows.Single(row => (string?)row!["build"] == "1")!["open"]!);
    }

    [Fact]
    public async Task Work_ForABuildThatNobodyRuns_IsSaidWithWhatToDo()
    {
        await using var site = await Site.StartAsync(real: false);
        await site.RunOnceAsync();
        var unknown = await site.MdlcAsync("worker", "rollout", "1", "--project", site.Project, "--json");
        await using (var worker = await StartWorkerAsync(site, "1"))
        {
            await RollOutAsync(site, "1");
            await worker.StopAsync();
        }

        await using var waiting = site.Start(null, "run", "model.yaml");
        await UntilAsync(() => waiting.Error.Contains("is current", StringComparison.Ordinal), waiting);
        var back = await site.MdlcAsync("worker", "rollout", "--none", "--json");
        var done = await waiting.WaitAsync(TimeSpan.FromMinutes(2));

        Assert.Equal(
            (1, $"No worker of build 1 was seen for project {site.Project}; seen are none. Start one, then run this again: mdlc worker --project {site.Project} --build-id 1"),
            (unknown.ExitCode, (string?)unknown.Json["error"]));
        Assert.Contains($"Start one: mdlc worker --project {site.Project} --build-id 1", waiting.Error, StringComparison.Ordinal);
        Assert.True(back.ExitCode == 0, back.ToString());
        Assert.True(done.ExitCode == 0, done.ToString());
    }

    private static async Task<MdlcProcess> StartWorkerAsync(Site site, string build)
    {
        var worker = site.Start(null, "worker", "--project", site.Project, "--build-id", build, "--json");
        Assert.Equal(build, (string?)(await worker.DocumentAsync())["build"]);
        return worker;
    }

    /// <summary>A worker says that it is ready before the server has seen it poll.</summary>
    private static async Task<JsonNode> RollOutAsync(Site site, string build)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (true)
        {
            var done = await site.MdlcAsync("worker", "rollout", build, "--project", site.Project, "--json");
            if (done.ExitCode == 0)
            {
                return Assert.Single(done.Json.AsArray())!;
            }

            Assert.False(limit.IsCancellationRequested, done.ToString());
            await Task.Delay(200, CancellationToken.None);
        }
    }

    /// <returns>Null for a workflow that no build drives.</returns>
    private static async Task<string?> BuildOfAsync(TemporalClient client, string workflow) =>
        (await client.WorkflowService.DescribeWorkflowExecutionAsync(new() { Namespace = client.Options.Namespace, Execution = new() { WorkflowId = workflow } }))
        .WorkflowExecutionInfo.VersioningInfo?.DeploymentVersion?.BuildId;

    private static string WorkflowIdOf(string run) => RunKey.TryParse(run, out var key) ? key.WorkflowId : throw new FormatException(run);

    private static async Task UntilAsync(Func<bool> isSo, MdlcProcess process)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (!isSo())
        {
            Assert.False(limit.IsCancellationRequested, process.Error);
            await Task.Delay(50, CancellationToken.None);
        }
    }
}
