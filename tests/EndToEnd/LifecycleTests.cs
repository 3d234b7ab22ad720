using Mdlc.Contracts.Runs;
using Mdlc.Workflows;
using Mdlc.Workflows.Lifecycle;
using Temporalio.Api.Enums.V1;
using Temporalio.Client;

namespace Mdlc.EndToEnd.Tests;

/// <summary>A model's lifecycle lives for years, so its workflow continues as new, whatever a run of it is doing at that moment.</summary>
public sealed class LifecycleTests
{
    private static readonly Dictionary<string, string?> SmallHistories = new() { ["MDLC_ENGINE_CONFIG"] = "limit.historyCount.suggestContinueAsNew=50" };

    private static readonly RunKey First = new("e2e", "income", 1);

    [Fact]
    public async Task ContinueAsNew_WithASuspendedRun_KeepsItAndItsModel()
    {
        using var place = new Workplace();
        place.WriteRows("rows.csv", 1_000);
        place.WriteSpec();
        var obstacle = BlockReports(place);
        await using var dev = MdlcProcess.Start(place.Folder, SmallHistories, "dev", "--serve", "http://127.0.0.1:0", "--pages-port", "0", "--webhook", "http://127.0.0.1:0", "--web-port", "0", "--json");
        var client = await TemporalClient.ConnectAsync(
            new((string)(await dev.DocumentAsync())["temporal"]!) { DataConverter = MdlcDataConverter.Instance });

        var suspended = await place.MdlcAsync("run", "model.yaml", "--json");
        Assert.Equal("suspended", (string?)suspended.Json["state"]);
        var lifecycle = await UntilContinuedAsync(client);

        Assert.Equal(First, (await lifecycle.QueryAsync(l => l.State())).InFlight);
        Assert.Equal("suspended", (string?)(await place.MdlcAsync("run", "show", First.ToString(), "--json")).Json["state"]);
        var refused = await place.MdlcAsync("run", "model.yaml", "--json");
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains($"Run {First} of this model is suspended", (string)refused.Json["error"]!, StringComparison.Ordinal);

        File.Delete(obstacle);
        var retried = await place.MdlcAsync("run", "retry", First.ToString(), "--json");
        Assert.True(retried.ExitCode == 0, retried.ToString());

        // The lifecycle that came after has heard of the run's end: the next run begins.
        var next = await place.MdlcAsync("run", "model.yaml", "--json");
        Assert.True(next.ExitCode == 0, next.ToString());
        Assert.Equal("e2e/income/2", (string?)next.Json["run"]);
    }

    /// <summary>Puts a file where the run's reports need a folder: a fault that no retry heals and that is not the data's.</summary>
    private static string BlockReports(Workplace place)
    {
        var runs = Directory.CreateDirectory(Path.Combine(place.Home, "runs"));
        var obstacle = Path.Combine(runs.FullName, First.Project);
        File.WriteAllText(obstacle, "");
        return obstacle;
    }

    /// <summary>Signals the lifecycle with what it knows already until its history is long enough, and returns the run that came after.</summary>
    private static async Task<WorkflowHandle<ModelLifecycle>> UntilContinuedAsync(TemporalClient client)
    {
        var lifecycle = client.GetWorkflowHandle<ModelLifecycle>(ModelLifecycle.IdOf(First.Project, First.Model));
        var before = await lifecycle.DescribeAsync();
        for (var signal = 0; signal < 100; signal++)
        {
            await lifecycle.SignalAsync(l => l.RequestWithdrawnAsync(First));
            if ((await lifecycle.DescribeAsync()).RunId != before.RunId)
            {
                var old = await client.GetWorkflowHandle(lifecycle.Id, before.RunId).DescribeAsync();
                Assert.Equal(WorkflowExecutionStatus.ContinuedAsNew, old.Status);
                return lifecycle;
            }

            await Task.Delay(100);
        }

        throw new TimeoutException("The lifecycle has not continued as new after 100 signals.");
    }
}
