using System.Text.Json.Nodes;
using Mdlc.Workflows;
using Mdlc.Workflows.Lifecycle;
using Mdlc.Workflows.Monitoring;
using Mdlc.Workflows.Runs;
using Mdlc.Workflows.Studies;
using Mdlc.Workflows.Triggers;
using Mdlc.Workflows.Tuning;
using Temporalio.Common;
using Temporalio.Worker;

namespace Mdlc.Architecture.Tests;

/// <summary>
/// Workflows that began before a change must go on after it: each committed history replays against today's code. How to record one
/// stands in Histories/README.md.
/// </summary>
public sealed class ReplayTests
{
    public static TheoryData<string> Histories() => [.. Directory.GetFiles(Folder, "*.json").Select(f => Path.GetFileName(f)).Order()];

    private static string Folder => Path.Combine(AppContext.BaseDirectory, "Histories");

    [Theory]
    [MemberData(nameof(Histories))]
    public async Task History_OfARunThatBeganEarlier_Replays(string file)
    {
        var result = await ReplayAsync(await ReadAsync(file));

        Assert.Null(result.ReplayFailure);
    }

    [Theory]
    [MemberData(nameof(Histories))]
    public async Task History_Recorded_ChecksTypesOnReplay(string file)
    {
        // Without this flag of the SDK's core a renamed activity would replay without a word.
        var history = JsonNode.Parse(await ReadAsync(file))!;

        var flags = history["events"]!.AsArray()
            .SelectMany(e => e!["workflowTaskCompletedEventAttributes"]?["sdkMetadata"]?["coreUsedFlags"]?.AsArray() ?? [])
            .Select(f => (int)f!);

        Assert.Contains(1, flags);
    }

    [Fact]
    public async Task History_WithARenamedActivity_FailsToReplay()
    {
        var renamed = (await ReadAsync("training-run.json")).Replace("\"name\": \"Train\"", "\"name\": \"Fit\"", StringComparison.Ordinal);

        var result = await ReplayAsync(renamed);

        Assert.Contains("TMPRL1100", result.ReplayFailure!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Histories_OfEveryWorkflow_AreThere()
    {
        Assert.Equal(
            ["model-lifecycle.json", "model-study.json", "monitor-window.json", "scheduled-trigger.json", "training-run.json", "tuning-study.json"],
            Directory.GetFiles(Folder, "*.json").Select(Path.GetFileName).Order().Intersect(
                ["model-lifecycle.json", "model-study.json", "monitor-window.json", "scheduled-trigger.json", "training-run.json", "tuning-study.json"]));
    }

    private static Task<string> ReadAsync(string file) => File.ReadAllTextAsync(Path.Combine(Folder, file));

    private static Task<WorkflowReplayResult> ReplayAsync(string json)
    {
        // DebugMode: two seconds without an answer are a busy machine here, and no deadlock.
        var options = new WorkflowReplayerOptions { DataConverter = MdlcDataConverter.Instance, DebugMode = true };
        options.AddWorkflow<TrainingRun>().AddWorkflow<TuningStudy>().AddWorkflow<ModelStudy>().AddWorkflow<ModelLifecycle>().AddWorkflow<MonitorWindow>().AddWorkflow<ScheduledTrigger>();
        return new WorkflowReplayer(options).ReplayWorkflowAsync(WorkflowHistory.FromJson("replayed", json), throwOnReplayFailure: false);
    }
}
