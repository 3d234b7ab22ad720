using Google.Protobuf;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.Schedule.V1;
using Temporalio.Api.WorkflowService.V1;

namespace Mdlc.Conformance.Tests.Running;

/// <summary>A schedule of a scenario, driven by raw calls. The real server carries them out behind its answer: hence the waiting.</summary>
internal sealed class DrivenSchedule(ScenarioRun run, string name = "schedule")
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(50);

    public string Id { get; } = run.Id(name);

    /// <summary>Creates it with an action and no times, unless <paramref name="configure"/> adds some.</summary>
    public Task<CreateScheduleResponse> CreateAsync(Action<CreateScheduleRequest>? configure = null)
    {
        var request = new CreateScheduleRequest
        {
            Namespace = run.Namespace,
            ScheduleId = Id,
            RequestId = Guid.NewGuid().ToString(),
            Identity = ScenarioRun.ClientIdentity,
            Schedule = NewSchedule(),
        };
        configure?.Invoke(request);
        return run.Service.CreateScheduleAsync(request, ScenarioRun.Rpc());
    }

    public Schedule NewSchedule() => new()
    {
        Spec = new(),
        Policies = new(),
        State = new(),
        Action = new()
        {
            StartWorkflow = new()
            {
                WorkflowId = run.Id("workflow"),
                WorkflowType = new() { Name = HandDrivenWorker.WorkflowType },
                TaskQueue = new() { Name = run.TaskQueue },
            },
        },
    };

    public Task<DescribeScheduleResponse> DescribeAsync() =>
        run.Service.DescribeScheduleAsync(new() { Namespace = run.Namespace, ScheduleId = Id }, ScenarioRun.Rpc());

    public async Task<DescribeScheduleResponse> WaitUntilAsync(Func<DescribeScheduleResponse, bool> condition)
    {
        while (true)
        {
            var description = await DescribeAsync();
            if (condition(description))
            {
                return description;
            }

            await Task.Delay(PollInterval);
        }
    }

    /// <summary>Waits until so many actions were taken, and returns the latest.</summary>
    public async Task<WorkflowExecution> ActionAsync(long count) =>
        (await WaitUntilAsync(d => d.Info.ActionCount >= count)).Info.RecentActions[^1].StartWorkflowResult;

    public Task PatchAsync(Action<SchedulePatch> patch, string? requestId = null)
    {
        var request = new PatchScheduleRequest
        {
            Namespace = run.Namespace,
            ScheduleId = Id,
            RequestId = requestId ?? Guid.NewGuid().ToString(),
            Identity = ScenarioRun.ClientIdentity,
            Patch = new(),
        };
        patch(request.Patch);
        return run.Service.PatchScheduleAsync(request, ScenarioRun.Rpc());
    }

    public Task TriggerAsync(ScheduleOverlapPolicy policy = ScheduleOverlapPolicy.Unspecified) =>
        PatchAsync(p => p.TriggerImmediately = new() { OverlapPolicy = policy });

    /// <summary>Triggers an action, whose id tells a whole second, in another second than the one before.</summary>
    public async Task TriggerInAnotherSecondAsync(ScheduleOverlapPolicy policy = ScheduleOverlapPolicy.Unspecified)
    {
        await Task.Delay(TimeSpan.FromMilliseconds(1100));
        await TriggerAsync(policy);
    }

    public Task UpdateAsync(Schedule schedule, Action<UpdateScheduleRequest>? configure = null)
    {
        var request = new UpdateScheduleRequest
        {
            Namespace = run.Namespace,
            ScheduleId = Id,
            RequestId = Guid.NewGuid().ToString(),
            Identity = ScenarioRun.ClientIdentity,
            Schedule = schedule,
        };
        configure?.Invoke(request);
        return run.Service.UpdateScheduleAsync(request, ScenarioRun.Rpc());
    }

    public Task DeleteAsync() => run.Service.DeleteScheduleAsync(new() { Namespace = run.Namespace, ScheduleId = Id }, ScenarioRun.Rpc());

    public Task<ListScheduleMatchingTimesResponse> MatchingTimesAsync(DateTime start, DateTime end) => run.Service.ListScheduleMatchingTimesAsync(
        new() { Namespace = run.Namespace, ScheduleId = Id, StartTime = Time(start), EndTime = Time(end) }, ScenarioRun.Rpc());

    /// <summary>Records a description, its conflict token as a number.</summary>
    public void Record(string document, DescribeScheduleResponse description)
    {
        var shown = description.Clone();
        shown.ConflictToken = ByteString.Empty;
        run.Record(document, shown);
        run.Record($"{document}, conflict token", $"{Convert.ToHexString(description.ConflictToken.Span)}");
    }

    private static Google.Protobuf.WellKnownTypes.Timestamp Time(DateTime time) =>
        Google.Protobuf.WellKnownTypes.Timestamp.FromDateTime(DateTime.SpecifyKind(time, DateTimeKind.Utc));
}
