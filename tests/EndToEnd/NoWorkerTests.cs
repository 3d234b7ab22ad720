using Mdlc.Catalog;
using Mdlc.Catalog.Metadata.Sqlite;
using Mdlc.Contracts.Runs;
using Mdlc.Contracts.Spec;
using Mdlc.EndToEnd.Tests.Servers;
using Mdlc.Engine.Hosting;
using Mdlc.Engine.Kernel;
using Mdlc.Tests.Shared.Servers;
using Mdlc.Workflows;
using Mdlc.Workflows.Runs;
using Temporalio.Client;

namespace Mdlc.EndToEnd.Tests;

/// <summary>Where nobody works, whoever asks a run for something is told so, and how to change it; with our engine as the server, and on a real one.</summary>
public sealed class NoWorkerTests
{
    [Theory]
    [InlineData("retry", false)]
    [InlineData("retry", true)]
    [InlineData("abort", false)]
    [InlineData("abort", true)]
    public async Task Decision_OnARunThatNobodyWorksFor_EndsWithTheCommandThatStartsAWorker(string decision, bool real)
    {
        Assert.SkipWhen(real && !RealServer.IsAtHand, RealServer.Needed);
        await using var server = real ? await RealServer.StartAsync() : null;
        await using var engine = real ? null : await EngineHost.StartAsync(new EngineOptions());
        var address = server?.Address ?? engine!.Address;
        await RealTemporal.AddSearchAttributesAsync(address);
        using var place = new Workplace();
        var run = await StartAsync(address, place);

        var result = await MdlcProcess.RunAsync(place.Folder, new Dictionary<string, string?> { ["TEMPORAL_ADDRESS"] = address }, "run", decision, run.ToString(), "--json");

        Assert.Equal(1, result.ExitCode);
        Assert.Equal(
            $"Run {run} does not answer. No worker polls task queue mdlc-{run.Project} of {address}. Start one: mdlc worker --project {run.Project}   Then run this again.",
            (string?)result.Json["error"]);
    }

    /// <summary>A run that the catalog and the server know, on queues of its own.</summary>
    private static async Task<RunKey> StartAsync(string address, Workplace place)
    {
        var spec = new ModelSpec
        {
            Project = $"e2e-{Guid.NewGuid().ToString("n")[..6]}",
            Model = "income",
            Task = ModelTask.Binary,
            Label = "income",
            Source = new() { Path = place.PathOf("rows.csv") },
        };
        await using var catalog = new SqliteCatalog(new Home(place.Home));
        var run = await catalog.Runs.AllocateAsync(spec.Project, spec.Model, spec, RunTrigger.Manual, "asked", DateTimeOffset.UtcNow);
        await catalog.Runs.SaveAsync(new() { Run = run.ToString(), Model = run.Model, State = RunState.Running });
        var client = await TemporalClient.ConnectAsync(new(address) { DataConverter = MdlcDataConverter.Instance });
        await client.StartWorkflowAsync(
            (TrainingRun r) => r.RunAsync(new(run, spec, RunTrigger.Manual, null)), new(run.WorkflowId, new TaskQueues(run.Project).Workflows));
        return run;
    }
}
