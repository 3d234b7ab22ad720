using Mdlc.Contracts.Json;
using Mdlc.Workflows.Alarms;
using Mdlc.Workflows.Changes;
using Mdlc.Workflows.Notices;
using Mdlc.Workflows.Policies;
using Mdlc.Workflows.Runs;
using Mdlc.Workflows.Triggers;
using Temporalio.Workflows;

namespace Mdlc.Workflows.Lifecycle;

/// <summary>What sets runs off, by the spec that is applied; who applies one; and who pauses.</summary>
public partial class ModelLifecycle
{
    /// <summary>Patch: what waits is one run with all of its causes, and is held by the spec's rules. A lifecycle of before goes on as it did until it begins anew.</summary>
    private const string ByRules = "triggers-by-rules";

    private bool? _isByRules;
    private bool _beginsAnew;

    private static DateTimeOffset Now => new(Workflow.UtcNow, TimeSpan.Zero);

    /// <summary>Settled by whoever asks first: a handler may, before the workflow itself has begun.</summary>
    private bool IsByRules => _isByRules ??= Workflow.Patched(ByRules);

    private bool IsOver => Workflow.ContinueAsNewSuggested || _beginsAnew;

    /// <summary>Makes a spec the one that triggers go by. A run in flight keeps its own.</summary>
    /// <returns>What is applied from now on; where that very spec was applied already, as it was.</returns>
    [WorkflowUpdate]
    public async Task<AppliedSpec> ChangeSpecAsync(SpecChange change)
    {
        var applied = _state.Applied is { } before && (before.Id == change.Id || MdlcJson.Serialize(before.Spec) == MdlcJson.Serialize(change.Spec))
            ? before
            : new AppliedSpec(change.Id, change.Spec, change.By, Now);
        _state = LifecyclePolicy.Apply(_state, applied);

        // Those that cannot ask a workflow (who takes events, who only looks) read it there. Recorded each time: a catalog may have been lost.
        await Workflow.ExecuteActivityAsync((ITriggerActivities a) => a.RecordAppliedAsync(applied), StageOptions.Quick($"record: the spec of {_state.Model} that is applied"));
        _beginsAnew |= !IsByRules;
        return applied;
    }

    [WorkflowUpdateValidator(nameof(ChangeSpecAsync))]
    public void ValidateChangeSpec(SpecChange change) => ChangeDecisions.Require(change, _state.Project, _state.Model, _state.Applied);

    /// <summary>Lets triggers wait until somebody resumes. What persons ask for still runs.</summary>
    [WorkflowUpdate]
    public Task<Pause> PauseAsync(PauseRequest request)
    {
        if (_state.Pause?.Id != request.Id)
        {
            _state = _state with { Pause = new Pause(request.Id, request.By, request.Reason, Now, null) };
            Tell(NoticeOf(NoticeType.Paused, request.Id, ("by", request.By), ("reason", request.Reason)));
            _beginsAnew |= !IsByRules;
        }

        return Task.FromResult(_state.Pause!);
    }

    [WorkflowUpdateValidator(nameof(PauseAsync))]
    public void ValidatePause(PauseRequest request) => ChangeDecisions.RequirePause(request, _state.Pause);

    /// <summary>Lets triggers set off runs again: all that have waited are one.</summary>
    [WorkflowUpdate]
    public Task<Pause> ResumeAsync(PauseRequest request)
    {
        _state = _state with { Pause = _state.Pause! with { Until = Now } };
        Tell(NoticeOf(NoticeType.Resumed, request.Id, ("by", request.By), ("reason", request.Reason)));
        return Task.FromResult(_state.Pause!);
    }

    [WorkflowUpdateValidator(nameof(ResumeAsync))]
    public void ValidateResume(PauseRequest request) => ChangeDecisions.RequireResume(request, _state.Pause);

    /// <summary>Monitoring has seen that something is wrong.</summary>
    [WorkflowSignal]
    public Task AlarmRaisedAsync(Alarm alarm)
    {
        Become(Alarming.Raise(_state, alarm with { At = Now }));
        return Task.CompletedTask;
    }

    /// <summary>Monitoring has seen that it is wrong no more.</summary>
    [WorkflowSignal]
    public Task AlarmClearedAsync(AlarmClearance cleared)
    {
        Become(Alarming.Clear(_state, cleared, Now));
        return Task.CompletedTask;
    }

    /// <summary>Takes on a state, and tells of the alarms that fire in it and did not before, or the other way round.</summary>
    private void Become(LifecycleState after)
    {
        var before = _state.Alarms;
        _state = after;
        foreach (var alarm in after.Alarms.Where(one => before.All(known => known.Alarm.Kind != one.Alarm.Kind)).Select(one => one.Alarm))
        {
            Tell(NoticeOf(NoticeType.AlarmRaised, alarm.Id, Words(alarm)));
        }

        foreach (var alarm in before.Where(one => after.Alarms.All(known => known.Alarm.Kind != one.Alarm.Kind)).Select(one => one.Alarm))
        {
            Tell(NoticeOf(NoticeType.AlarmCleared, $"{alarm.Id}/cleared", Words(alarm)));
        }
    }

    private async Task LiveByRulesAsync()
    {
        while (!IsOver)
        {
            if (_state.InFlight is { } run)
            {
                await WatchAsync(run);
            }
            else if (_state.Queue.Count > 0)
            {
                await StartRequestedAsync();
            }
            else if (Triggering.Look(_state, Now) is { Begins: false } outlook)
            {
                await WaitAsync(outlook);
            }
            else
            {
                await StartTriggeredAsync();
            }
        }
    }

    private Task StartRequestedAsync()
    {
        var request = TakeRequest();
        var waits = Triggering.WaitsOf(_state, request, Now);
        _state = Triggering.Begin(_state, Now);
        return StartAsync(request, [RunCauses.Of(request, Now)], waits);
    }

    private async Task StartTriggeredAsync()
    {
        var begun = Triggering.Gather(_state, Now);
        _state = Triggering.Take(_state, Now);
        var run = await Workflow.ExecuteActivityAsync(
            (IRunActivities a) => a.AllocateRunAsync(new(begun.Spec, begun.Trigger, begun.RequestId)),
            StageOptions.Quick($"allocate: a run for {begun.Causes[0].What}"));
        _state = Triggering.Record(_state, begun, run);
        await StartAsync(new TrainingRequest(run, begun.Spec, begun.Trigger), begun.Causes, begun.Waits);
    }

    /// <summary>Sleeps until a run begins by itself, or something has happened that makes it begin sooner. A later time needs no timer of its own.</summary>
    private async Task WaitAsync(TriggerOutlook outlook)
    {
        bool IsAwaken() => IsOver || _state.InFlight is not null || _state.Queue.Count > 0 || Triggering.Look(_state, Now).IsSoonerThan(outlook);
        if (outlook.Until is not { } until)
        {
            await Workflow.WaitConditionAsync(IsAwaken);
            return;
        }

        // Timers have whole milliseconds: rounded down, one would come too soon and set another.
        var left = TimeSpan.FromMilliseconds(Math.Ceiling((until - Now).TotalMilliseconds));
        await Workflow.WaitConditionWithOptionsAsync(new(IsAwaken, left) { TimeoutSummary = $"until {until:u}: {outlook.Rule}" });
    }

    private Notice NoticeOf(string type, string id, params (string Name, string Value)[] data) =>
        new($"{_state.Project}/{_state.Model}/{id}", type, $"{_state.Project}/{_state.Model}", Now, data.ToDictionary(one => one.Name, one => one.Value));

    private static (string Name, string Value)[] Words(Alarm alarm) =>
        [("kind", alarm.Kind), ("version", alarm.Version.ToString(System.Globalization.CultureInfo.InvariantCulture)), ("summary", alarm.Summary)];
}
