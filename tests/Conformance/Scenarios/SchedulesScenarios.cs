using Google.Protobuf.WellKnownTypes;
using Mdlc.Conformance.Tests.Running;
using Mdlc.Conformance.Tests.Servers;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.Schedule.V1;
using Temporalio.Api.WorkflowService.V1;
using Temporalio.Exceptions;
using static Mdlc.Conformance.Tests.Running.Commands;
using Range = Temporalio.Api.Schedule.V1.Range;

namespace Mdlc.Conformance.Tests.Scenarios;

/// <summary>What a schedule is: specs, descriptions, changes, lists.</summary>
public sealed class SchedulesScenarios(ConformanceServers servers) : ScenarioGroup(servers)
{
    /// <summary>The real server answers ten queries a second.</summary>
    private static readonly TimeSpan BetweenQueries = TimeSpan.FromMilliseconds(300);

    [Theory, Scenario]
    public Task Specs_AreDescribedInCanonicalForm(Reference reference) => CompareAsync(reference, async run =>
    {
        var schedule = new DrivenSchedule(run);
        await schedule.CreateAsync(r =>
        {
            r.Schedule.State.Paused = true;
            r.Schedule.Spec = new ScheduleSpec
            {
                Calendar =
                {
                    new CalendarSpec { Hour = "3", Comment = "at three" },
                    new CalendarSpec { Second = "*/15", Minute = "5-50/5,59", Hour = "22-23", DayOfMonth = "1,15", Month = "jan-Mar,DECEMBER", Year = "2030-2040/2", DayOfWeek = "fri-6" },
                    new CalendarSpec { DayOfWeek = "5-7" },
                    new CalendarSpec { DayOfWeek = "7" },
                    new CalendarSpec { DayOfWeek = "1-7/2", Second = "0/20" },
                },
                StructuredCalendar = { new StructuredCalendarSpec { Second = { new Range() }, Minute = { new Range { Start = 30, End = 40, Step = 5 } }, Hour = { new Range { Start = 7 } } } },
                CronString =
                {
                    "0 12 * * MON-FRI", "@hourly", "@every 36h/90m # a phase", "@every 1d", "@weekly", "0 9 1 * * 2031 # new year", "5 4 3 2 1 SUN 2040-2050",
                    "@yearly # and a comment",
                },
                Interval = { new IntervalSpec { Interval = Duration.FromTimeSpan(TimeSpan.FromHours(5)), Phase = Duration.FromTimeSpan(TimeSpan.FromMinutes(2)) } },
                ExcludeStructuredCalendar = { new StructuredCalendarSpec { Hour = { new Range { Start = 12 } } } },
                StartTime = Timestamp.FromDateTime(new(2060, 1, 1, 0, 0, 0, DateTimeKind.Utc)),
                EndTime = Timestamp.FromDateTime(new(2070, 1, 1, 0, 0, 0, DateTimeKind.Utc)),
                Jitter = Duration.FromTimeSpan(TimeSpan.FromSeconds(30)),
                TimezoneName = "Europe/Berlin",
            };
        });
        run.Record("spec", (await schedule.DescribeAsync()).Schedule.Spec);
        var zoned = new DrivenSchedule(run, "zoned");
        await zoned.CreateAsync(r => r.Schedule.Spec.CronString.Add(["CRON_TZ=America/New_York 30 2 * * *", "TZ=America/New_York 0 4 * * 0"]));
        run.Record("spec with a time zone in front", (await zoned.DescribeAsync()).Schedule.Spec);
    });

    [Theory, Scenario]
    public Task Specs_ThatMeanNothing_AreInvalid(Reference reference) => CompareAsync(reference, async run =>
    {
        string[] crons =
        [
            "", "* * * *", "* * * * * * * *", "60 * * * *", "x * * * *", "1/0 * * * *", "1/x * * * *", "1/2/3 * * * *", "5/ * * * *", "1-2-3 * * * *",
            "9-3 * * * *", "* * 0 * *", "* * * 13 *", "* * * * 8", "* * * * fri-sun", "* * * ja *", "@every", "@every x", "@every 5", "@every 5y", "@every 0.5s",
            "@every 1h/1h", "@every 1h/-5m", "TZ=Europe/Berlin", "TZ=Nowhere/City 0 0 * * *", "0 0 * * * 1999", "0 0 1, 2 * *", "@sometimes",
        ];
        foreach (var cron in crons)
        {
            await RefusedAsync(run, $"cron '{cron}'", spec => spec.CronString.Add(cron));
        }

        await RefusedAsync(run, "two zones", spec => spec.CronString.Add(["TZ=Europe/Berlin 0 0 * * *", "TZ=Europe/Paris 0 0 * * *"]));
        await RefusedAsync(run, "zone in one of two", spec => spec.CronString.Add(["TZ=Europe/Berlin 0 0 * * *", "0 0 * * *"]));
        await RefusedAsync(run, "another zone than the spec's", spec =>
        {
            spec.CronString.Add("TZ=Europe/Berlin 0 0 * * *");
            spec.TimezoneName = "Europe/Paris";
        });
        await RefusedAsync(run, "unknown zone", spec => spec.TimezoneName = "Nowhere/City");
        await RefusedAsync(run, "zone outside of the database", spec => spec.TimezoneName = "../etc/passwd");
        await RefusedAsync(run, "several fields at once", spec => spec.Calendar.Add(new CalendarSpec { Minute = "77", Hour = "a", Year = "1-2-3" }));
        await RefusedAsync(run, "ranges", spec => spec.StructuredCalendar.Add(new StructuredCalendarSpec
        {
            Second = { new Range { Start = 60 } },
            Minute = { new Range { Start = 5, End = 4 } },
            Hour = { new Range { Start = 1, End = 2, Step = -1 } },
            DayOfWeek = { new Range { Start = 7 } },
            Month = { new Range { Start = 0 } },
            Year = { new Range { Start = 1990, End = 2200 } },
        }));
        await RefusedAsync(run, "long comment", spec => spec.Calendar.Add(new CalendarSpec { Comment = new string('x', 201) }));
        await RefusedAsync(run, "no interval", spec => spec.Interval.Add(new IntervalSpec()));
        await RefusedAsync(run, "negative phase", spec => spec.Interval.Add(
            new IntervalSpec { Interval = Duration.FromTimeSpan(TimeSpan.FromHours(1)), Phase = Duration.FromTimeSpan(TimeSpan.FromSeconds(-1)) }));
    });

    [Theory, Scenario]
    public Task Requests_ThatAreInvalid_AreRefused(Reference reference) => CompareAsync(reference, async run =>
    {
        var schedule = new DrivenSchedule(run);
        await run.RecordErrorAsync("no request id", () => schedule.CreateAsync(r => r.RequestId = ""));
        await run.RecordErrorAsync("long request id", () => schedule.CreateAsync(r => r.RequestId = new string('x', 1001)));
        await run.RecordErrorAsync("long schedule id", () => schedule.CreateAsync(r => r.ScheduleId = new string('x', 1000)));
        await run.RecordErrorAsync("no workflow type", () => schedule.CreateAsync(r => r.Schedule.Action.StartWorkflow.WorkflowType = null));
        await run.RecordErrorAsync("no task queue", () => schedule.CreateAsync(r => r.Schedule.Action.StartWorkflow.TaskQueue = null));
        await run.RecordErrorAsync("cron", () => schedule.CreateAsync(r => r.Schedule.Action.StartWorkflow.CronSchedule = "@hourly"));
        await run.RecordErrorAsync("reuse policy", () => schedule.CreateAsync(
            r => r.Schedule.Action.StartWorkflow.WorkflowIdReusePolicy = WorkflowIdReusePolicy.RejectDuplicate));
        await run.RecordErrorAsync("negative timeout", () => schedule.CreateAsync(
            r => r.Schedule.Action.StartWorkflow.WorkflowRunTimeout = Duration.FromTimeSpan(TimeSpan.FromSeconds(-1))));
        await run.RecordErrorAsync("unknown attribute of the action", () => schedule.CreateAsync(
            r => r.Schedule.Action.StartWorkflow.SearchAttributes = new() { IndexedFields = { ["Nowhere"] = Payloads.Of(1) } }));
        await run.RecordErrorAsync("unknown attribute of the schedule", () => schedule.CreateAsync(
            r => r.SearchAttributes = new() { IndexedFields = { ["Nowhere"] = Payloads.Of(1) } }));
        await run.RecordErrorAsync("input too large", () => schedule.CreateAsync(
            r => r.Schedule.Action.StartWorkflow.Input = Payloads.List(new string('x', 3 << 20))));
        await run.RecordErrorAsync("unknown namespace", () => schedule.CreateAsync(r => r.Namespace = "nowhere"));
        await schedule.CreateAsync();
        await run.RecordErrorAsync("no patch", () => run.Service.PatchScheduleAsync(new() { Namespace = run.Namespace, ScheduleId = schedule.Id }, ScenarioRun.Rpc()));
        await run.RecordErrorAsync("long note", () => schedule.PatchAsync(p => p.Pause = new string('x', 1001)));
        await run.RecordErrorAsync("update without action", () => schedule.UpdateAsync(new Schedule()));
        await run.RecordErrorAsync("update to nothing", () => schedule.UpdateAsync(schedule.NewSchedule(), r => r.Schedule.Spec.CronString.Add("no cron")));
    });

    [Theory, Scenario]
    public Task Unknown_IsNotFound(Reference reference) => CompareAsync(reference, async run =>
    {
        var nobody = new DrivenSchedule(run, "nobody");
        await run.RecordErrorAsync("describe", () => nobody.DescribeAsync());
        await run.RecordErrorAsync("patch", () => nobody.TriggerAsync());
        await run.RecordErrorAsync("update", () => nobody.UpdateAsync(nobody.NewSchedule()));
        await run.RecordErrorAsync("delete", () => nobody.DeleteAsync());
        await run.RecordErrorAsync("matching times", () => nobody.MatchingTimesAsync(DateTime.UnixEpoch, DateTime.UnixEpoch));
    });

    [Theory, Scenario]
    public Task Duplicate_IsAlreadyRegistered(Reference reference) => CompareAsync(reference, async run =>
    {
        var schedule = new DrivenSchedule(run);
        var requestId = Guid.NewGuid().ToString();
        run.Record("created", await schedule.CreateAsync(r => r.RequestId = requestId));
        run.Record("created by the same request", await schedule.CreateAsync(r => r.RequestId = requestId));
        await run.RecordErrorAsync("created by another", () => schedule.CreateAsync());
    });

    [Theory, Scenario]
    public Task Created_IsDescribedWhole(Reference reference) => CompareAsync(reference, async run =>
    {
        var schedule = new DrivenSchedule(run);
        await schedule.CreateAsync(r =>
        {
            r.Memo = new() { Fields = { ["why"] = Payloads.Of("a test") } };
            r.SearchAttributes = new() { IndexedFields = { ["ConformanceKeyword"] = Payloads.Of("of the schedule") } };
            r.Schedule.Spec.Interval.Add(new IntervalSpec { Interval = Duration.FromTimeSpan(TimeSpan.FromDays(30)) });
            r.Schedule.Policies = new() { OverlapPolicy = ScheduleOverlapPolicy.BufferOne, CatchupWindow = Duration.FromTimeSpan(TimeSpan.FromSeconds(1)), PauseOnFailure = true };
            r.Schedule.State = new() { Notes = "a note", LimitedActions = true, RemainingActions = 3 };
            var action = r.Schedule.Action.StartWorkflow;
            action.Input = Payloads.List("first", 2);
            action.WorkflowExecutionTimeout = HandDrivenWorker.Seconds(300);
            action.WorkflowRunTimeout = HandDrivenWorker.Seconds(200);
            action.WorkflowTaskTimeout = HandDrivenWorker.Seconds(5);
            action.RetryPolicy = new() { MaximumAttempts = 3 };
            action.Memo = new() { Fields = { ["of"] = Payloads.Of("the action") } };
            action.SearchAttributes = new() { IndexedFields = { ["ConformanceInt"] = Payloads.Of(7) } };
            action.Header = new() { Fields = { ["trace"] = Payloads.Of("abc") } };
            action.UserMetadata = new() { Summary = Payloads.Of("what it is") };
            action.Priority = new() { PriorityKey = 2 };
        });
        schedule.Record("description", await schedule.DescribeAsync());
        var plain = new DrivenSchedule(run, "plain");
        await plain.CreateAsync(r => r.Schedule = new Schedule { Action = plain.NewSchedule().Action });
        plain.Record("description of defaults", await plain.DescribeAsync());
    });

    [Theory, Scenario]
    public Task Paused_AndResumed_WithNotes(Reference reference) => CompareAsync(reference, async run =>
    {
        var schedule = new DrivenSchedule(run);
        await schedule.CreateAsync(r => r.InitialPatch = new() { Pause = "at first" });
        schedule.Record("created paused", await schedule.WaitUntilAsync(d => d.Schedule.State.Paused));
        await schedule.PatchAsync(p => p.Unpause = "now it may");
        schedule.Record("resumed", await schedule.WaitUntilAsync(d => !d.Schedule.State.Paused));
        await schedule.PatchAsync(p => p.Pause = "not any more");
        schedule.Record("paused", await schedule.WaitUntilAsync(d => d.Schedule.State.Paused));
    });

    [Theory, Scenario]
    public Task Updated_KeepsWhatItHasDone(Reference reference) => CompareAsync(reference, async run =>
    {
        var schedule = new DrivenSchedule(run);
        await schedule.CreateAsync(r =>
        {
            r.Memo = new() { Fields = { ["kept"] = Payloads.Of(1) } };
            r.SearchAttributes = new() { IndexedFields = { ["ConformanceKeyword"] = Payloads.Of("old"), ["ConformanceInt"] = Payloads.Of(1) } };
            r.Schedule.State.Notes = "old note";
            r.InitialPatch = new() { TriggerImmediately = new() };
        });
        await schedule.ActionAsync(1);
        var updated = schedule.NewSchedule();
        updated.Spec.CronString.Add("0 0 1 1 *");
        updated.Policies.OverlapPolicy = ScheduleOverlapPolicy.AllowAll;
        await schedule.UpdateAsync(updated, r => r.SearchAttributes = new() { IndexedFields = { ["ConformanceKeyword"] = Payloads.Of("new") } });
        schedule.Record("updated", await schedule.WaitUntilAsync(
            d => d.Info.UpdateTime is not null && !d.SearchAttributes.IndexedFields.ContainsKey("ConformanceInt")));
    });

    /// <summary>The real server answers that all is well and drops the update; the engine says so. Neither changes the schedule.</summary>
    [Theory, Scenario]
    public Task UpdatedWithAnOldToken_DoesNotChange(Reference reference) => CompareAsync(reference, async run =>
    {
        var schedule = new DrivenSchedule(run);
        var created = await schedule.CreateAsync();
        await schedule.PatchAsync(p => p.Pause = "meanwhile");
        var current = await schedule.WaitUntilAsync(d => d.Schedule.State.Paused);
        var updated = schedule.NewSchedule();
        updated.State.Notes = "from what was";
        try
        {
            await schedule.UpdateAsync(updated, r => r.ConflictToken = created.ConflictToken);
        }
        catch (RpcException e) when (e.Code == RpcException.StatusCode.FailedPrecondition)
        {
            // What the engine answers.
        }

        schedule.Record("after the conflict", await schedule.DescribeAsync());
        updated.State.Notes = "from what is";
        await schedule.UpdateAsync(updated, r => r.ConflictToken = current.ConflictToken);
        schedule.Record("after the update", await schedule.WaitUntilAsync(d => d.Info.UpdateTime is not null));
    });

    [Theory, Scenario]
    public Task Listed_AndCounted_ByQuery(Reference reference) => CompareAsync(reference, async run =>
    {
        foreach (var (name, keyword, paused) in new[] { ("first", "one", true), ("second", "two", false), ("third", "two", true) })
        {
            await new DrivenSchedule(run, name).CreateAsync(r =>
            {
                r.SearchAttributes = new() { IndexedFields = { ["ConformanceKeyword"] = Payloads.Of(run.Id(keyword)) } };
                r.Memo = new() { Fields = { ["name"] = Payloads.Of(name) } };
                r.Schedule.State.Paused = paused;
                r.Schedule.State.Notes = $"note of {name}";
                r.Schedule.Spec.Interval.Add(new IntervalSpec { Interval = Duration.FromTimeSpan(TimeSpan.FromDays(9)) });
            });
        }

        var two = $"ConformanceKeyword = '{run.Id("two")}'";
        var all = $"ConformanceKeyword IN ('{run.Id("one")}', '{run.Id("two")}')";
        while (await CountAsync(run, all) < 3)
        {
            // The real server shows them when its index has them.
        }

        run.Record("paused ones", await ListAsync(run, $"{two} AND TemporalSchedulePaused = true"));
        run.Record("by id", await ListAsync(run, $"ScheduleId = '{run.Id("first")}'"));
        run.Record("by the beginning of ids", $"{await CountAsync(run, $"{two} AND ScheduleId STARTS_WITH 'sec'")}");
        run.Record("all", $"{string.Join(' ', (await ListAsync(run, two)).Schedules.Select(s => s.ScheduleId).Order(StringComparer.Ordinal))}");
        await run.RecordErrorAsync("by status", () => ListAsync(run, "ExecutionStatus = 'Running'"));
        await run.RecordErrorAsync("by workflow id", () => ListAsync(run, "WorkflowId = 'x'"));
        await run.RecordErrorAsync("unknown attribute", () => ListAsync(run, "Nowhere = 1"));
        await run.RecordErrorAsync("count malformed", () => CountAsync(run, "Nowhere ="));
    });

    [Theory, Scenario]
    public Task MatchingTimes_AcrossChangesOfTheClocks(Reference reference) => CompareAsync(reference, async run =>
    {
        foreach (var (zone, from) in new[] { ("Europe/Berlin", new DateTime(2027, 3, 27, 12, 0, 0)), ("Europe/Berlin", new(2027, 10, 30, 12, 0, 0)), ("America/New_York", new(2027, 3, 13, 20, 0, 0)), ("America/New_York", new(2027, 11, 6, 20, 0, 0)) })
        {
            var schedule = new DrivenSchedule(run, $"{zone} {from:MM}");
            await schedule.CreateAsync(r =>
            {
                r.Schedule.State.Paused = true;
                r.Schedule.Spec.TimezoneName = zone;
                r.Schedule.Spec.CronString.Add(["30 1-3 * * *", "0 2 * * *"]);
            });
            run.Record($"{zone} {from:s}", Seconds(await schedule.MatchingTimesAsync(from, from.AddDays(2))));
            run.Record($"{zone} {from:s}, none", Seconds(await schedule.MatchingTimesAsync(from, from.AddDays(-2))));
        }

        var leap = new DrivenSchedule(run, "leap");
        await leap.CreateAsync(r => r.Schedule.Spec.CronString.Add("0 0 29 2 *"));
        run.Record("leap days", Seconds(await leap.MatchingTimesAsync(new(2027, 1, 1, 0, 0, 0), new(2045, 1, 1, 0, 0, 0))));
        await run.RecordErrorAsync("without times", () => run.Service.ListScheduleMatchingTimesAsync(
            new() { Namespace = run.Namespace, ScheduleId = leap.Id }, ScenarioRun.Rpc()));
    });

    [Theory, Scenario]
    public Task Deleted_LeavesItsWorkflows(Reference reference) => CompareAsync(reference, async run =>
    {
        var schedule = new DrivenSchedule(run);
        var worker = new HandDrivenWorker(run);
        await schedule.CreateAsync(r => r.InitialPatch = new() { TriggerImmediately = new() });
        var started = await schedule.ActionAsync(1);
        await schedule.DeleteAsync();
        await worker.StepAsync(CompleteWorkflow());
        await run.WaitForCloseAsync(started.WorkflowId);
        // The code only: the real server's texts still know the workflow that the schedule was.
        run.Record("described", $"{(await Assert.ThrowsAsync<RpcException>(schedule.DescribeAsync)).Code}");
        run.Record("deleted again", $"{(await Assert.ThrowsAsync<RpcException>(schedule.DeleteAsync)).Code}");
        run.Record("status", $"{(await run.DescribeAsync(started.WorkflowId)).WorkflowExecutionInfo.Status}");
    });

    private static string Seconds(ListScheduleMatchingTimesResponse times) =>
        string.Join(' ', times.StartTime.Select(time => $"{time.ToDateTime():yyyyMMdd-HHmmss}"));

    private static Task RefusedAsync(ScenarioRun run, string what, Action<ScheduleSpec> configure) =>
        run.RecordErrorAsync(what, () => new DrivenSchedule(run, what).CreateAsync(r => configure(r.Schedule.Spec)));

    private static async Task<ListSchedulesResponse> ListAsync(ScenarioRun run, string query)
    {
        await Task.Delay(BetweenQueries);
        return await run.Service.ListSchedulesAsync(new() { Namespace = run.Namespace, Query = query }, ScenarioRun.Rpc());
    }

    private static async Task<long> CountAsync(ScenarioRun run, string query)
    {
        await Task.Delay(BetweenQueries);
        return (await run.Service.CountSchedulesAsync(new() { Namespace = run.Namespace, Query = query }, ScenarioRun.Rpc())).Count;
    }
}
