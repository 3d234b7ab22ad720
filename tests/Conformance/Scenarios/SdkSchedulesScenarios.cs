using System.Globalization;
using System.Text.Json;
using Mdlc.Conformance.Tests.Running;
using Mdlc.Conformance.Tests.Servers;
using Temporalio.Api.Enums.V1;
using Temporalio.Client.Schedules;
using Temporalio.Common;
using Temporalio.Exceptions;
using Temporalio.Worker;
using static Mdlc.Conformance.Tests.Scenarios.SdkWorkflows;

namespace Mdlc.Conformance.Tests.Scenarios;

/// <summary>What a program does with schedules through the SDK's handle.</summary>
public sealed class SdkSchedulesScenarios(ConformanceServers servers) : ScenarioGroup(servers)
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(50);

    [Theory, Scenario]
    public Task Schedule_IsCreatedChangedAndDeleted(Reference reference) => CompareAsync(reference, async run =>
    {
        var schedule = new Schedule(Action(run), Everything())
        {
            Policy = new() { Overlap = ScheduleOverlapPolicy.BufferOne, CatchupWindow = TimeSpan.FromMinutes(5), PauseOnFailure = true },
            State = new() { Note = "a note", Paused = true, RemainingActions = 30 },
        };
        var handle = await run.Client.CreateScheduleAsync(run.Id("schedule"), schedule, new() { Memo = new Dictionary<string, object> { ["why"] = "a test" } });
        await RecordAsync(run, handle, "created");
        await Assert.ThrowsAsync<ScheduleAlreadyRunningException>(() => run.Client.CreateScheduleAsync(handle.Id, schedule));

        await handle.UpdateAsync(input => new(input.Description.Schedule with { Spec = new() { CronExpressions = ["0 12 * * MON"] } }));
        await WaitUntilAsync(handle, d => d.Info.LastUpdatedAt is not null);
        await RecordAsync(run, handle, "updated");
        await handle.UnpauseAsync();
        await WaitUntilAsync(handle, d => !d.Schedule.State.Paused);
        await RecordAsync(run, handle, "resumed");
        await handle.PauseAsync("for good");
        await WaitUntilAsync(handle, d => d.Schedule.State.Note == "for good");
        await RecordAsync(run, handle, "paused");
        await handle.DeleteAsync();
        run.Record("after its deletion", $"{(await Assert.ThrowsAsync<RpcException>(() => handle.DescribeAsync())).Code}");
    });

    [Theory, Scenario]
    public Task Schedule_TriggeredAndBackfilled_RunsItsWorkflows(Reference reference) => CompareAsync(reference, run => run.WithWorkerAsync(Workers, async () =>
    {
        var schedule = new Schedule(Action(run), new() { Intervals = [new(TimeSpan.FromHours(1))] }) { State = new() { Paused = true } };
        var handle = await run.Client.CreateScheduleAsync(run.Id("schedule"), schedule, new() { TriggerImmediately = true });
        await WaitUntilAsync(handle, d => d.Info.NumActions == 1);
        await RecordResultAsync(run, handle, "triggered at creation");
        await Task.Delay(1100);
        await handle.TriggerAsync(new() { Overlap = ScheduleOverlapPolicy.AllowAll });
        await WaitUntilAsync(handle, d => d.Info.NumActions == 2);
        await RecordResultAsync(run, handle, "triggered");
        var from = new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        await handle.BackfillAsync(
            [new(from, from.AddHours(1), ScheduleOverlapPolicy.AllowAll), new(from.AddDays(1).AddSeconds(1), from.AddDays(1).AddHours(1), ScheduleOverlapPolicy.AllowAll)]);
        await WaitUntilAsync(handle, d => d.Info.NumActions == 5);
        await RecordResultAsync(run, handle, "backfilled");
        var times = (await handle.DescribeAsync()).Info.RecentActions.TakeLast(3).Select(action => action.ScheduledAt.ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture));
        run.Record("times", string.Join(' ', times));
        run.RecordEvents("history of the last", await run.HistoryAsync($"{run.Id("workflow")}-2026-01-02T01:00:00Z"));
    }));

    [Theory, Scenario]
    public Task Schedules_AreListed(Reference reference) => CompareAsync(reference, async run =>
    {
        foreach (var name in new[] { "one", "two" })
        {
            await run.Client.CreateScheduleAsync(
                run.Id(name),
                new(Action(run), new() { Calendars = [new()] }) { State = new() { Paused = true, Note = name } },
                new() { TypedSearchAttributes = new SearchAttributeCollection.Builder().Set(Keyword, run.Id("listed")).ToSearchAttributeCollection() });
        }

        List<ScheduleListDescription> listed;
        do
        {
            await Task.Delay(6 * PollInterval);
            listed = await run.Client.ListSchedulesAsync(new() { Query = $"ConformanceKeyword = '{run.Id("listed")}'" }).ToListAsync();
        }
        while (listed.Count < 2);

        foreach (var one in listed.OrderBy(one => one.Id, StringComparer.Ordinal))
        {
            run.Record($"listed {one.Schedule!.State.Note}", $"{one.Schedule.State.Paused} {one.Info!.NextActionTimes.Count} {one.TypedSearchAttributes.Get(Keyword)}"
                + $" {((ScheduleListActionStartWorkflow)one.Schedule.Action).Workflow} {JsonSerializer.Serialize(one.Schedule.Spec)}");
        }
    });

    private static ScheduleSpec Everything() => new()
    {
        Calendars =
        [
            new()
            {
                Second = [new(1)], Minute = [new(2, 3)], Hour = [new(4, 5, 6)], DayOfMonth = [new(7)], Month = [new(9)], Year = [new(2080)],
                Comment = "a comment",
            },
        ],
        Intervals = [new(Every: TimeSpan.FromDays(10), Offset: TimeSpan.FromDays(2))],
        CronExpressions = ["0 12 * * MON"],
        Skip = [new() { Year = [new(2050)] }],
        StartAt = new(2060, 7, 8, 9, 10, 11, DateTimeKind.Utc),
        Jitter = TimeSpan.FromSeconds(80),
        TimeZoneName = "Europe/Berlin",
    };

    private static ScheduleActionStartWorkflow Action(ScenarioRun run) =>
        ScheduleActionStartWorkflow.Create((Greeting w) => w.RunAsync(new("Ada", 1)), new(run.Id("workflow"), run.TaskQueue) { StaticSummary = "greets" });

    private static void Workers(TemporalWorkerOptions options) => options.AddWorkflow<Greeting>().AddAllActivities(typeof(SdkActivities), null);

    private static async Task WaitUntilAsync(ScheduleHandle handle, Func<ScheduleDescription, bool> condition)
    {
        while (!condition(await handle.DescribeAsync()))
        {
            await Task.Delay(PollInterval);
        }
    }

    private static async Task RecordAsync(ScenarioRun run, ScheduleHandle handle, string name)
    {
        var raw = await run.Service.DescribeScheduleAsync(new() { Namespace = run.Namespace, ScheduleId = handle.Id }, ScenarioRun.Rpc());
        raw.Info.FutureActionTimes.Clear();
        run.Record(name, raw);
        var description = await handle.DescribeAsync();
        run.Record($"{name}, as the SDK has it", JsonSerializer.Serialize(new { description.Schedule.Spec, description.Schedule.Policy, description.Schedule.State }));
    }

    private static async Task RecordResultAsync(ScenarioRun run, ScheduleHandle handle, string name)
    {
        var action = (ScheduleActionExecutionStartWorkflow)(await handle.DescribeAsync()).Info.RecentActions.Last().Action;
        run.Record(name, await run.Client.GetWorkflowHandle(action.WorkflowId).GetResultAsync<string>());
    }
}
