using Google.Protobuf.WellKnownTypes;
using Mdlc.Engine.Kernel;
using Mdlc.Engine.Tests.Histories;
using Microsoft.Extensions.Time.Testing;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.Schedule.V1;
using Temporalio.Api.WorkflowService.V1;

namespace Mdlc.Engine.Tests.Schedules;

/// <summary>One schedule in an engine without threads, whose process may end and begin again.</summary>
internal sealed class ScheduleLoop : IDisposable
{
    public const string Id = "schedule";

    private readonly string _file = Path.Combine(Path.GetTempPath(), $"mdlc-schedules-{Guid.NewGuid():N}.db");
    private long _epoch = 1;

    private readonly TimeSkipping _skipping;

    public ScheduleLoop(TimeSkipping skipping = TimeSkipping.Off)
    {
        _skipping = skipping;
        Engine = new EngineLoop(_file, skipping: skipping);
    }

    public EngineLoop Engine { get; private set; }

    public DateTime Now => Engine.Engine.Services.Now;

    public DescribeScheduleResponse Description => Engine.Scheduler.Describe("default", Id).GetAwaiter().GetResult();

    public ScheduleInfo Info => Description.Info;

    /// <summary>The suffixes of the ids of recent actions, as hours and minutes.</summary>
    public IEnumerable<string> Actions => Info.RecentActions.Select(action => action.StartWorkflowResult.WorkflowId[^9..^4]);

    public void Dispose()
    {
        Engine.Dispose();
        foreach (var file in Directory.GetFiles(Path.GetTempPath(), Path.GetFileName(_file) + "*"))
        {
            File.Delete(file);
        }
    }

    /// <summary>The process ends (what is not on disk is lost) and begins again, after a while or with another clock.</summary>
    /// <param name="refusing">Whether the disk refused until then.</param>
    public void Restart(TimeSpan later = default, bool refusing = false)
    {
        Engine.Dispose();
        if (refusing)
        {
            RefusingDisk.End(_file);
        }

        Engine = new EngineLoop(_file, new FakeTimeProvider(Engine.Time.GetUtcNow() + later), epoch: ++_epoch, seed: (int)_epoch, skipping: _skipping);
    }

    /// <summary>Creates an hourly schedule.</summary>
    public void Create(Action<CreateScheduleRequest>? configure = null)
    {
        var request = new CreateScheduleRequest { Namespace = "default", ScheduleId = Id, RequestId = "create", Schedule = Hourly() };
        configure?.Invoke(request);
        Engine.Scheduler.Create(request);
        Engine.Pump();
    }

    public static Schedule Hourly() => new()
    {
        Spec = new() { Interval = { new IntervalSpec { Interval = Duration.FromTimeSpan(TimeSpan.FromHours(1)) } } },
        Policies = new(),
        State = new(),
        Action = new() { StartWorkflow = new() { WorkflowId = "action", WorkflowType = new() { Name = "Workflow" }, TaskQueue = new() { Name = EngineLoop.Queue } } },
    };

    public void Patch(Action<SchedulePatch> patch, string requestId = "")
    {
        var request = new PatchScheduleRequest { Namespace = "default", ScheduleId = Id, RequestId = requestId, Patch = new() };
        patch(request.Patch);
        Engine.Scheduler.Patch(request);
        Engine.Pump();
    }

    public void Trigger(ScheduleOverlapPolicy policy = ScheduleOverlapPolicy.Unspecified, string requestId = "") =>
        Patch(patch => patch.TriggerImmediately = new() { OverlapPolicy = policy }, requestId);

    public void Backfill(DateTime start, DateTime end, ScheduleOverlapPolicy policy) => Patch(patch => patch.BackfillRequest.Add(
        new BackfillRequest { StartTime = Timestamp.FromDateTime(start), EndTime = Timestamp.FromDateTime(end), OverlapPolicy = policy }));

    public void Update(Action<UpdateScheduleRequest> configure)
    {
        var request = new UpdateScheduleRequest { Namespace = "default", ScheduleId = Id, Schedule = Hourly() };
        configure(request);
        Engine.Scheduler.Update(request);
        Engine.Pump();
    }

    /// <summary>The oldest action that waits for a worker completes.</summary>
    public void CompleteAction() => Engine.Complete(Engine.PollWorkflow()!, Does.CompleteWorkflow());

    public static Action<CreateScheduleRequest> WithPolicy(ScheduleOverlapPolicy policy) => request => request.Schedule.Policies.OverlapPolicy = policy;
}
