using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Mdlc.Catalog.Metadata.Sqlite;
using Mdlc.Contracts.Runs;
using Mdlc.Contracts.Spec;
using Mdlc.Workflows;
using Mdlc.Workflows.Lifecycle;
using Mdlc.Workflows.Monitoring;
using Mdlc.Workflows.Policies;
using Temporalio.Client;
using Temporalio.Exceptions;
using Policy = Mdlc.Workflows.Lifecycle.Triggering;

namespace Mdlc.Unit.Tests.Workflows.Year;

/// <summary>One lifecycle through everything that its rules do, and what is refused.</summary>
public sealed class TriggerStoryTests
{
    /// <summary>Names a folder: the histories are written there, for tests/Architecture/Histories.</summary>
    private const string Record = "MDLC_RECORD_HISTORIES";

    private static readonly DateTimeOffset Beginning = new(2027, 3, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly ModelSpec Spec = new()
    {
        Project = "story",
        Model = "demand",
        Task = ModelTask.Regression,
        Label = "count",
        Source = new() { Path = "/data/demand.csv" },
        Evaluate = new() { Metric = "rmse" },
        Triggers = new() { Data = new() { Debounce = TimeSpan.FromMinutes(5) }, Drift = new() { Cooldown = TimeSpan.FromHours(24) } },
        Limits = new() { Cooldown = TimeSpan.FromMinutes(30) },
    };

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Lifecycle_ByRules_HoldsMergesRefusesAndSaysWhy()
    {
        using var home = new TemporaryHome();
        Directory.CreateDirectory(home.Home.Root);
        await using var catalog = new SqliteCatalog(home.Home);
        await using var year = await TriggeredYear.StartAsync(home.Home, catalog, Spec, new SimulatedWorld(Beginning, [1]), Beginning);
        await year.SkipToAsync(Beginning.AddHours(1));
        var applied = await year.ApplyAsync(Spec);
        Assert.Equal(applied, await year.ApplyAsync(Spec), (one, other) => one.Id == other.Id);

        await AskAsync(year, catalog, "first");
        await year.SkipToAsync(Beginning.AddHours(1).AddMinutes(10));
        await ArriveAsync(year, "a");
        await year.SkipToAsync(Beginning.AddHours(1).AddMinutes(12));
        await ArriveAsync(year, "b");
        await year.SkipToAsync(Beginning.AddHours(1).AddMinutes(20));
        Assert.Equal(RuleName.Cooldown, Policy.Look(await year.StateAsync(), Beginning.AddHours(1).AddMinutes(20)).Rule);
        await AskAsync(year, catalog, "second");
        await year.SkipToAsync(Beginning.AddHours(3));
        await year.AskAsync(l => l.PauseAsync(new("p", "ops", "why")), "p");
        await Assert.ThrowsAsync<WorkflowUpdateFailedException>(() => year.AskAsync(l => l.PauseAsync(new("q", "ops", "why")), "q"));
        await Assert.ThrowsAsync<WorkflowUpdateFailedException>(() => year.AskAsync(l => l.ChangeSpecAsync(new("late", LaterSpec, "ops", "another")), "late"));
        await ArriveAsync(year, "c");
        await year.SkipToAsync(Beginning.AddHours(5));
        await year.AskAsync(l => l.ResumeAsync(new("r", "ops", "")), "r");
        await year.SkipToAsync(Beginning.AddHours(31));
        var watched = await year.Client.StartWorkflowAsync(
            (MonitorWindow m) => m.RunAsync(new("story", "demand", null, null, null)), new("monitor/story/demand/1", new TaskQueues("story").Workflows));
        await watched.GetResultAsync(rpcOptions: new() { CancellationToken = Token });
        await year.SkipToAsync(Beginning.AddHours(32));
        await year.ApplyAsync(LaterSpec);
        await ArriveAsync(year, "d");
        await year.SkipToAsync(Beginning.AddHours(40));

        Assert.Equal(
            [
                "1 01:00 manual 1",
                "1 01:20 manual 1 limits.cooldown!",
                "1 01:50 dataArrived 2 triggers.data.debounce, run in flight, limits.cooldown",
                "1 05:00 dataArrived 1 triggers.data.debounce, paused",
                "2 07:00 alarm 1",
                "2 09:00 dataArrived 1 triggers.data.debounce",
            ],
            (await catalog.Runs.ListAsync(cancellationToken: Token)).Reverse().Select(Line));
        await RecordAsync(year.Client.GetWorkflowHandle(ModelLifecycle.IdOf("story", "demand")), "model-lifecycle-triggers.json");
        await RecordAsync(watched, "monitor-window-alarms.json");
    }

    private static ModelSpec LaterSpec => Spec with { Triggers = Spec.Triggers with { Data = new() { Debounce = TimeSpan.FromHours(1) } } };

    private static Task ArriveAsync(TriggeredYear year, string id)
    {
        var arrival = new DataArrival("lake", id, $"/data/{id}.csv") { Rows = 10 };
        return year.SignalAsync(l => l.DataArrivedAsync(arrival));
    }

    private static async Task AskAsync(TriggeredYear year, SqliteCatalog catalog, string request)
    {
        var run = await catalog.Runs.AllocateAsync("story", "demand", Spec, RunTrigger.Manual, request, Beginning, Token);
        var asked = new TrainingRequest(run, Spec, RunTrigger.Manual) { By = "ops" };
        await year.SignalAsync(l => l.TrainingRequestedAsync(asked));
        await year.WhenIdleAsync();
    }

    private static string Line(RunReport run)
    {
        var trigger = run.Trigger.ToString();
        var waits = string.Join(", ", run.Waits.Select(wait => wait.Rule + (wait.IsWaived ? "!" : "")));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{run.Started!.Value.UtcDateTime:d HH:mm} {char.ToLowerInvariant(trigger[0])}{trigger[1..]} {run.Causes.Sum(cause => cause.Count)} {waits}").Replace("  ", " ", StringComparison.Ordinal).TrimEnd();
    }

    private static async Task RecordAsync(WorkflowHandle handle, string file)
    {
        if (Environment.GetEnvironmentVariable(Record) is { Length: > 0 } folder)
        {
            var history = await handle.FetchHistoryAsync();
            var json = JsonNode.Parse(Regex.Replace(history.ToJson(), @"\d+@[\w.]+", "1@machine"))!;
            await File.WriteAllTextAsync(Path.Combine(folder, file), json.ToJsonString(Indented) + "\n", Token);
        }
    }
}
