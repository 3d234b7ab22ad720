using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using Mdlc.Engine.Kernel;
using Temporalio.Api.Command.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.WorkflowService.V1;

namespace Mdlc.Engine.Tests.Histories;

/// <summary>
/// A day of timers, activities, signals, updates, ends and new beginnings, with as many workflows open at its end as at its beginning: then memory and file are
/// what they were, too. <c>MDLC_OPEN</c> says how many are open (40 by default).
/// </summary>
public sealed class LongDayTests(ITestOutputHelper output) : IDisposable
{
    private const int EventsOfARun = 40;
    private static readonly TimeSpan Step = TimeSpan.FromMinutes(5);

    private readonly Random _random = new(1);
    private readonly string _folder = Directory.CreateTempSubdirectory("mdlc-day-").FullName;
    private int _started;
    private int _tasks;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Day_OfMixedLoad_LeavesMemoryAndFileAsTheyWere()
    {
        var open = int.TryParse(Environment.GetEnvironmentVariable("MDLC_OPEN"), NumberStyles.None, CultureInfo.InvariantCulture, out var given) ? given : 40;
        var file = Path.Combine(_folder, "engine.db");
        using var loop = new EngineLoop(file, durability: Durability.Relaxed);
        KeepClosedForAnHour(loop);
        for (var i = 0; i < open; i++)
        {
            Start(loop);
        }

        var hours = new List<(long Memory, long File)>();
        for (var hour = 1; hour <= 24; hour++)
        {
            for (var now = TimeSpan.Zero; now < TimeSpan.FromHours(1); now += Step)
            {
                Ask(loop, open);
                Work(loop);
                loop.Advance(Step);
            }

            Work(loop);
            GC.Collect();
            hours.Add((GC.GetTotalMemory(forceFullCollection: true), new DirectoryInfo(_folder).GetFiles("engine.db*").Sum(part => part.Length)));
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"hour {hour}: {hours[^1].Memory / 1e6:0.0} MB in memory, {hours[^1].File / 1e6:0.0} MB on disk, {_started} started, {_tasks} workflow tasks"));
        }

        Assert.Equal(open, loop.Engine.Runs.Open.Count());
        var (morning, evening) = (hours[6..14], hours[14..]);
        Assert.InRange(evening.Max(hour => hour.Memory), 0, (long)(morning.Max(hour => hour.Memory) * 1.05) + 1_000_000);
        Assert.InRange(evening.Max(hour => hour.File), 0, (long)(morning.Max(hour => hour.File) * 1.05) + 1_000_000);
    }

    private static void KeepClosedForAnHour(EngineLoop loop)
    {
        var ns = loop.Engine.Services.Namespaces.Get("default").Clone();
        ns.Config.WorkflowExecutionRetentionTtl = Duration.FromTimeSpan(TimeSpan.FromHours(1));
        _ = loop.Engine.Services.Namespaces.Put(ns);
        loop.Pump();
    }

    private void Start(EngineLoop loop) => loop.Start($"w{_started++}");

    private void Ask(EngineLoop loop, int open)
    {
        var running = loop.Engine.Runs.Open.ToList();
        for (var i = 0; i < Math.Max(1, open / 100); i++)
        {
            var id = running[_random.Next(running.Count)].WorkflowId;
            loop.Signal($"s{i}", id, Guid.NewGuid().ToString());
            _ = loop.Update($"u{_random.Next()}", workflowId: id);
        }
    }

    private void Work(EngineLoop loop)
    {
        bool worked;
        do
        {
            worked = false;
            while (loop.PollWorkflow() is { } task)
            {
                Answer(loop, task);
                worked = true;
                _tasks++;
            }

            while (loop.PollActivity() is { } task)
            {
                loop.CompleteActivity(task.TaskToken);
                worked = true;
            }
        }
        while (worked);
    }

    private void Answer(EngineLoop loop, PollWorkflowTaskQueueResponse task)
    {
        var last = task.History.Events.Select(e => e.EventType).LastOrDefault(type => type is
            EventType.TimerFired or EventType.ActivityTaskCompleted or EventType.TimerStarted or EventType.ActivityTaskScheduled);
        // The answers to updates stand behind the commands, and nothing may stand behind an end.
        var isLong = task.History.Events.Count > EventsOfARun && task.Messages.Count == 0;
        var ends = last == EventType.TimerFired && isLong && _random.Next(2) == 0;
        loop.Answer(task, Does.AnswerUpdates(task, () => 2), Next(task, last, isLong, ends));
        if (ends)
        {
            Start(loop);
        }
    }

    private Command[] Next(PollWorkflowTaskQueueResponse task, EventType last, bool isLong, bool ends) => last switch
    {
        EventType.TimerFired when ends => [Does.CompleteWorkflow()],
        EventType.TimerFired when isLong => [Does.ContinueAsNew()],
        EventType.TimerFired => [Does.ScheduleActivity(Name(task))],
        EventType.TimerStarted or EventType.ActivityTaskScheduled => [],
        _ => [Does.StartTimer(Name(task), TimeSpan.FromMinutes(_random.Next(10, 90)))],
    };

    private static string Name(PollWorkflowTaskQueueResponse task) => task.StartedEventId.ToString(CultureInfo.InvariantCulture);
}
