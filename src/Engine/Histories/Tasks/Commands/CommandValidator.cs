using System.Collections.Immutable;
using Google.Protobuf;
using Mdlc.Engine.Histories.Operations;
using Mdlc.Engine.Histories.Runs;
using Mdlc.Engine.Histories.Starting;
using Mdlc.Engine.Histories.State;
using Mdlc.Engine.Histories.State.Updates;
using Mdlc.Engine.Histories.Transactions;
using Mdlc.Engine.Kernel;
using Temporalio.Api.Command.V1;
using Temporalio.Api.Protocol.V1;

namespace Mdlc.Engine.Histories.Tasks.Commands;

/// <summary>
/// Looks at a whole batch of commands before any is carried out, with the ids that the earlier ones of the batch use up, so that a
/// refused batch leaves no trace. It changes nothing but the defaults it fills into the commands.
/// </summary>
internal sealed class CommandValidator(WorkflowRun run, EngineServices services)
{
    private readonly MutableState _state = run.State;
    private readonly EngineLimits _limits = services.Limits;
    private readonly HashSet<string> _activityIds = run.State.Activities.Values.Select(a => a.ActivityId).ToHashSet(StringComparer.Ordinal);
    private readonly HashSet<long> _cancelledActivities = [];
    private readonly HashSet<string> _timers = run.State.Timers.Keys.ToHashSet(StringComparer.Ordinal);
    private readonly HashSet<string> _firedTimers = run.Buffered
        .Where(e => e.EventType == EventType.TimerFired).Select(e => e.TimerFiredEventAttributes.TimerId).ToHashSet(StringComparer.Ordinal);

    private readonly HashSet<string> _newChildren = new(StringComparer.Ordinal);
    private readonly HashSet<long> _newActivities = [];
    private readonly HashSet<long> _operations = [.. run.State.Operations.Keys];
    private readonly MessageValidator _messageValidator = new(run, services.Limits);
    private ProtocolMessages _messages = new([]);
    private int _newSignals;
    private int _newCancels;
    private int _buffered = run.Buffered.Count;
    private long _nextEventId;

    /// <returns>Why the batch is refused, or null when every command can be carried out.</returns>
    public CommandFailure? Validate(IReadOnlyList<Command> commands, IEnumerable<Message> messages)
    {
        if (CheckSequence(commands) is { } disorder)
        {
            throw ServiceException.InvalidArgument(disorder);
        }

        _messages = new ProtocolMessages(messages);

        // Each command becomes one event, so that the ids to come are known: a later command may name them.
        _nextEventId = _state.NextEventId + (_state.Task is { IsInHistory: false } ? 3 : 1);
        foreach (var command in commands)
        {
            if (Check(command) is { } failure)
            {
                return failure;
            }

            _nextEventId++;
        }

        var closed = commands.Count > 0 && IsClose(commands[^1].CommandType);
        return _messages.TakeRemaining().Select(message => _messageValidator.Check(message, closed)).FirstOrDefault(failure => failure is not null);
    }

    private static bool IsClose(CommandType type) => type is CommandType.CompleteWorkflowExecution or CommandType.FailWorkflowExecution
        or CommandType.CancelWorkflowExecution or CommandType.ContinueAsNewWorkflowExecution;

    private static string? CheckSequence(IReadOnlyList<Command> commands)
    {
        for (var i = 0; i < commands.Count - 1; i++)
        {
            if (IsClose(commands[i].CommandType))
            {
                return $"invalid command sequence: [{string.Join(", ", commands.Select(c => c.CommandType))}],"
                    + $" command {commands[i].CommandType} must be the last command.";
            }
        }

        return null;
    }

    private static CommandFailure Bad(WorkflowTaskFailedCause cause, string message) => new(cause, message);

    private CommandFailure? Check(Command command) => command.CommandType switch
    {
        CommandType.ScheduleActivityTask => CheckActivity(command.ScheduleActivityTaskCommandAttributes),
        CommandType.RequestCancelActivityTask => CheckCancelActivity(command.RequestCancelActivityTaskCommandAttributes),
        CommandType.StartTimer => CheckTimer(command.StartTimerCommandAttributes),
        CommandType.CancelTimer => CheckCancelTimer(command.CancelTimerCommandAttributes),
        CommandType.RecordMarker => CheckMarker(command.RecordMarkerCommandAttributes),
        CommandType.StartChildWorkflowExecution => CheckChild(command.StartChildWorkflowExecutionCommandAttributes),
        CommandType.SignalExternalWorkflowExecution => CheckSignal(command.SignalExternalWorkflowExecutionCommandAttributes),
        CommandType.RequestCancelExternalWorkflowExecution => CheckCancel(command.RequestCancelExternalWorkflowExecutionCommandAttributes),
        CommandType.UpsertWorkflowSearchAttributes => CheckSearchAttributes(command.UpsertWorkflowSearchAttributesCommandAttributes),
        CommandType.ModifyWorkflowProperties => CheckProperties(command.ModifyWorkflowPropertiesCommandAttributes),
        CommandType.ScheduleNexusOperation => CheckOperation(command.ScheduleNexusOperationCommandAttributes),
        CommandType.RequestCancelNexusOperation => CheckCancelOperation(command.RequestCancelNexusOperationCommandAttributes),
        CommandType.ProtocolMessage => CheckMessage(command.ProtocolMessageCommandAttributes),
        CommandType.CompleteWorkflowExecution or CommandType.FailWorkflowExecution or CommandType.CancelWorkflowExecution
            or CommandType.ContinueAsNewWorkflowExecution => CheckClose(command),
        _ => throw ServiceException.InvalidArgument($"Unknown command type: {command.CommandType}"),
    };

    private CommandFailure? CheckActivity(ScheduleActivityTaskCommandAttributes? a)
    {
        const WorkflowTaskFailedCause Cause = WorkflowTaskFailedCause.BadScheduleActivityAttributes;
        if (a is null)
        {
            return Bad(Cause, "ScheduleActivityTaskCommandAttributes is not set on ScheduleActivityTaskCommand.");
        }

        if (a.ActivityId.Length == 0)
        {
            return Bad(Cause, "activityId is not set");
        }

        if (string.IsNullOrEmpty(a.ActivityType?.Name))
        {
            return Bad(Cause, "activityType is not set");
        }

        if ((TooLong(a.ActivityId, "ActivityId") ?? TooLong(a.ActivityType.Name, "ActivityType")) is { } tooLong)
        {
            return Bad(Cause, tooLong);
        }

        if (TaskQueueNames.ValidateName(a.TaskQueue?.Name ?? "", _limits) is { } wrongQueue)
        {
            return Bad(Cause, wrongQueue);
        }

        if (RetryPolicies.Validate(a.RetryPolicy) is { } policy)
        {
            return Bad(Cause, $"Invalid ActivityRetryPolicy on ScheduleActivityTaskCommand: {policy} ActivityId={a.ActivityId} ActivityType={a.ActivityType.Name}");
        }

        if (ActivityTimeouts.Derive(CommandEvents.ActivityScheduled(a, _state, 0), _state.Started.WorkflowRunTimeout.OrZero()) is { } timeouts)
        {
            return Bad(Cause, timeouts);
        }

        if (Exceeds(a.Input))
        {
            return new CommandFailure(Cause, "ScheduleActivityTaskCommandAttributes.Input exceeds size limit.", TerminatesWorkflow: true);
        }

        if (_activityIds.Count >= _limits.PendingActivities)
        {
            return Bad(WorkflowTaskFailedCause.PendingActivitiesLimitExceeded, PendingLimit(_activityIds.Count, "pending activities", _limits.PendingActivities));
        }

        _newActivities.Add(_nextEventId);
        return _activityIds.Add(a.ActivityId) ? null : Bad(
            WorkflowTaskFailedCause.ScheduleActivityDuplicateId, $"invalid history builder state for action: add-activitytask-scheduled-event, ActivityID: {a.ActivityId}");
    }

    private CommandFailure? CheckCancelActivity(RequestCancelActivityTaskCommandAttributes? a)
    {
        const WorkflowTaskFailedCause Cause = WorkflowTaskFailedCause.BadRequestCancelActivityAttributes;
        if (a is null || a.ScheduledEventId <= 0)
        {
            return Bad(Cause, "ScheduledEventId is not set on RequestCancelActivityTaskCommand.");
        }

        var pending = _state.Activities.GetValueOrDefault(a.ScheduledEventId);
        var known = pending is not null ? !pending.CancelRequested : _newActivities.Contains(a.ScheduledEventId) || HasBufferedClosure(a.ScheduledEventId);
        return known && _cancelledActivities.Add(a.ScheduledEventId) ? null : Bad(
            Cause, $"invalid history builder state for action: add-activitytask-cancel-requested-event, ScheduledEventID: {a.ScheduledEventId}");
    }

    private bool HasBufferedClosure(long scheduledEventId) => run.Buffered.Exists(e =>
        e.ActivityTaskCompletedEventAttributes?.ScheduledEventId == scheduledEventId
        || e.ActivityTaskFailedEventAttributes?.ScheduledEventId == scheduledEventId
        || e.ActivityTaskTimedOutEventAttributes?.ScheduledEventId == scheduledEventId
        || e.ActivityTaskCanceledEventAttributes?.ScheduledEventId == scheduledEventId);

    private CommandFailure? CheckTimer(StartTimerCommandAttributes? a)
    {
        const WorkflowTaskFailedCause Cause = WorkflowTaskFailedCause.BadStartTimerAttributes;
        if (a is null)
        {
            return Bad(Cause, "StartTimerCommandAttributes is not set on StartTimerCommand.");
        }

        if (a.TimerId.Length == 0)
        {
            return Bad(Cause, "TimerId is not set on StartTimerCommand.");
        }

        if (TooLong(a.TimerId, "TimerId") is { } tooLong)
        {
            return Bad(Cause, tooLong);
        }

        if (a.StartToFireTimeout is { } timeout && (timeout.Seconds < 0 || timeout.Nanos < 0))
        {
            return Bad(Cause, $"An invalid StartToFireTimeout is set on StartTimerCommand: negative duration. TimerId={a.TimerId}");
        }

        return _timers.Add(a.TimerId) ? null : Bad(
            WorkflowTaskFailedCause.StartTimerDuplicateId, $"invalid history builder state for action: add-timer-started-event, TimerID: {a.TimerId}");
    }

    private CommandFailure? CheckCancelTimer(CancelTimerCommandAttributes? a)
    {
        const WorkflowTaskFailedCause Cause = WorkflowTaskFailedCause.BadCancelTimerAttributes;
        if (a is null || a.TimerId.Length == 0)
        {
            return Bad(Cause, "TimerId is not set on CancelTimerCommand.");
        }

        if (_timers.Remove(a.TimerId))
        {
            return null;
        }

        if (_firedTimers.Remove(a.TimerId))
        {
            // Its firing waits in the buffer and is taken back: that may let the workflow close.
            _buffered--;
            return null;
        }

        return Bad(Cause, $"invalid history builder state for action: add-timer-canceled-event, TimerID: {a.TimerId}");
    }

    private CommandFailure? CheckMarker(RecordMarkerCommandAttributes? a)
    {
        const WorkflowTaskFailedCause Cause = WorkflowTaskFailedCause.BadRecordMarkerAttributes;
        if (a is null || a.MarkerName.Length == 0)
        {
            return Bad(Cause, "MarkerName is not set on RecordMarkerCommand.");
        }

        return TooLong(a.MarkerName, "MarkerName") is { } tooLong ? Bad(Cause, tooLong)
            : a.Details.Sum(detail => detail.Key.Length + detail.Value.CalculateSize()) > _limits.BlobSizeError
                ? new CommandFailure(Cause, "RecordMarkerCommandAttributes.Details exceeds size limit.", TerminatesWorkflow: true)
            : null;
    }

    private CommandFailure? CheckChild(StartChildWorkflowExecutionCommandAttributes? a)
    {
        const WorkflowTaskFailedCause Cause = WorkflowTaskFailedCause.BadStartChildExecutionAttributes;
        if (a is null)
        {
            return Bad(Cause, "StartChildWorkflowExecutionCommandAttributes is not set on StartChildWorkflowExecutionCommand.");
        }

        if (a.WorkflowId.Length == 0)
        {
            return Bad(Cause, $"Required field WorkflowId is not set on StartChildWorkflowExecutionCommand. WorkflowType={a.WorkflowType?.Name} Namespace={ChildNamespace(a)}");
        }

        if (string.IsNullOrEmpty(a.WorkflowType?.Name))
        {
            return Bad(Cause, $"Required field WorkflowType is not set on StartChildWorkflowExecutionCommand. WorkflowId={a.WorkflowId} Namespace={ChildNamespace(a)}");
        }

        if (WrongChild(a) is { } wrong)
        {
            return Bad(Cause, wrong);
        }

        if (Exceeds(a.Input))
        {
            return new CommandFailure(Cause, "StartChildWorkflowExecutionCommandAttributes. Input exceeds size limit.", TerminatesWorkflow: true);
        }

        if (ExceedsMemo(a.Memo))
        {
            return new CommandFailure(Cause, "StartChildWorkflowExecutionCommandAttributes.Memo exceeds size limit.", TerminatesWorkflow: true);
        }

        var pending = _state.Children.Count + _newChildren.Count;
        if (pending >= _limits.PendingChildren)
        {
            return Bad(WorkflowTaskFailedCause.PendingChildWorkflowsLimitExceeded, PendingLimit(pending, "pending child workflow executions", _limits.PendingChildren));
        }

        _newChildren.Add(a.WorkflowId);
        return BadSearchAttributes(a.SearchAttributes, Cause);
    }

    private string? WrongChild(StartChildWorkflowExecutionCommandAttributes a)
    {
        const string On = "on StartChildWorkflowExecutionCommand";
        var which = $"WorkflowId={a.WorkflowId} WorkflowType={a.WorkflowType.Name} Namespace={ChildNamespace(a)}";
        var limit = _limits.MaxIdLength;
        return a.WorkflowId.Length > limit
                ? $"WorkflowId {On} exceeds length limit. WorkflowId={a.WorkflowId} Length={a.WorkflowId.Length} Limit={limit} WorkflowType={a.WorkflowType.Name} Namespace={ChildNamespace(a)}"
            : a.WorkflowType.Name.Length > limit
                ? $"WorkflowType {On} exceeds length limit. WorkflowId={a.WorkflowId} WorkflowType={a.WorkflowType.Name} Length={a.WorkflowType.Name.Length} Limit={limit} Namespace={ChildNamespace(a)}"
            : TaskQueueNames.ValidateName(a.TaskQueue?.Name ?? "", _limits) is { } queue ? $"invalid TaskQueue {On}: {queue}. {which} TaskQueue={Text(a.TaskQueue!)}"
            : FirstNegative(
                ("WorkflowExecutionTimeout", a.WorkflowExecutionTimeout), ("WorkflowRunTimeout", a.WorkflowRunTimeout), ("WorkflowTaskTimeout", a.WorkflowTaskTimeout)) is { } name
                ? $"Invalid {name} {On}: negative duration. {which}"
            : RetryPolicies.Validate(a.RetryPolicy) is { } policy ? $"invalid WorkflowRetryPolicy {On}: {policy}. {which}"
            : a.CronSchedule.Length > 0 && CronSchedules.Validate(a.CronSchedule, services.Now) is { } cron ? $"invalid CronSchedule {On}: {cron}. {which}"
            : null;
    }

    /// <summary>A queue as Go prints it.</summary>
    private static string Text(TaskQueue queue) => $"name:\"{queue.Name}\" kind:TASK_QUEUE_KIND_NORMAL";

    private static string? FirstNegative(params (string Name, Duration? Value)[] durations) =>
        durations.FirstOrDefault(static duration => duration.Value is { } value && (value.Seconds < 0 || value.Nanos < 0)).Name;

    private string ChildNamespace(StartChildWorkflowExecutionCommandAttributes a) => a.Namespace.Length > 0 ? a.Namespace : run.Namespace;

    private CommandFailure? CheckSignal(SignalExternalWorkflowExecutionCommandAttributes? a)
    {
        const WorkflowTaskFailedCause Cause = WorkflowTaskFailedCause.BadSignalWorkflowExecutionAttributes;
        if (a?.Execution is null)
        {
            return Bad(Cause, "Execution is not set on SignalExternalWorkflowExecutionCommand.");
        }

        if (a.Execution.WorkflowId.Length == 0)
        {
            return Bad(Cause, $"WorkflowId is not set on SignalExternalWorkflowExecutionCommand. Namespace={a.Namespace} RunId={a.Execution.RunId} SignalName={a.SignalName}");
        }

        if (a.Execution.RunId.Length > 0 && !Guid.TryParse(a.Execution.RunId, out _))
        {
            return Bad(Cause, $"Invalid RunId set on SignalExternalWorkflowExecutionCommand. WorkflowId={a.Execution.WorkflowId} Namespace={a.Namespace} RunId={a.Execution.RunId} SignalName={a.SignalName}");
        }

        if (a.SignalName.Length == 0)
        {
            return Bad(Cause, $"SignalName is not set on SignalExternalWorkflowExecutionCommand. WorkflowId={a.Execution.WorkflowId} Namespace={a.Namespace} RunId={a.Execution.RunId}");
        }

        var pending = _state.ExternalSignals.Count + _newSignals++;
        return pending >= _limits.PendingSignals
            ? Bad(WorkflowTaskFailedCause.PendingSignalsLimitExceeded, PendingLimit(pending, "pending signals to external workflows", _limits.PendingSignals))
            : Exceeds(a.Input)
            ? new CommandFailure(Cause, "SignalExternalWorkflowExecutionCommandAttributes.Input exceeds size limit.", TerminatesWorkflow: true)
            : null;
    }

    private CommandFailure? CheckCancel(RequestCancelExternalWorkflowExecutionCommandAttributes? a)
    {
        const WorkflowTaskFailedCause Cause = WorkflowTaskFailedCause.BadRequestCancelExternalWorkflowExecutionAttributes;
        if (a is null || a.WorkflowId.Length == 0)
        {
            return Bad(Cause, $"WorkflowId is not set on RequestCancelExternalWorkflowExecutionCommand. Namespace={a?.Namespace} RunId={a?.RunId}");
        }

        if (a.RunId.Length > 0 && !Guid.TryParse(a.RunId, out _))
        {
            return Bad(Cause, $"Invalid RunId set on RequestCancelExternalWorkflowExecutionCommand. WorkflowId={a.WorkflowId} RunId={a.RunId} Namespace={a.Namespace}");
        }

        var pending = _state.ExternalCancels.Count + _newCancels++;
        return pending >= _limits.PendingCancels
            ? Bad(WorkflowTaskFailedCause.PendingRequestCancelLimitExceeded, PendingLimit(pending, "pending requests to cancel external workflows", _limits.PendingCancels))
            : _newChildren.Contains(a.WorkflowId)
            ? Bad(Cause, $"Start and RequestCancel for child workflow is not allowed in same workflow task. WorkflowId={a.WorkflowId} RunId={a.RunId} Namespace={a.Namespace}")
            : null;
    }

    private CommandFailure? CheckOperation(ScheduleNexusOperationCommandAttributes? a)
    {
        if (SystemOperations.Check(a, run.Namespace, services) is { } wrong)
        {
            return Bad(WorkflowTaskFailedCause.BadScheduleNexusOperationAttributes, wrong);
        }

        _operations.Add(_nextEventId);
        return null;
    }

    private CommandFailure? CheckCancelOperation(RequestCancelNexusOperationCommandAttributes? a) =>
        a is not null && _operations.Remove(a.ScheduledEventId) ? null : Bad(
            WorkflowTaskFailedCause.BadRequestCancelNexusOperationAttributes,
            $"requested cancelation for a non-existing or already completed operation with scheduled event ID of {a?.ScheduledEventId ?? 0}");

    private CommandFailure? CheckSearchAttributes(UpsertWorkflowSearchAttributesCommandAttributes? a) => a?.SearchAttributes is null
        ? Bad(WorkflowTaskFailedCause.BadSearchAttributes, "SearchAttributes is not set on UpsertWorkflowSearchAttributesCommand.")
        : a.SearchAttributes.IndexedFields.Count == 0
            ? Bad(WorkflowTaskFailedCause.BadSearchAttributes, "IndexedFields is not set on UpsertWorkflowSearchAttributesCommand.")
            : BadSearchAttributes(a.SearchAttributes, WorkflowTaskFailedCause.BadSearchAttributes, _state.SearchAttributes);

    private CommandFailure? CheckProperties(ModifyWorkflowPropertiesCommandAttributes? a)
    {
        const WorkflowTaskFailedCause Cause = WorkflowTaskFailedCause.BadModifyWorkflowPropertiesAttributes;
        if (a?.UpsertedMemo is null || a.UpsertedMemo.Fields.Count == 0)
        {
            return Bad(Cause, "UpsertedMemo.Fields is not set on ModifyWorkflowPropertiesCommand.");
        }

        var blob = a.UpsertedMemo.Fields.Sum(field => field.Key.Length + field.Value.Data.Length);
        return blob > _limits.BlobSizeError
            ? new CommandFailure(Cause, "ModifyWorkflowPropertiesCommandAttributes exceeds size limit.", TerminatesWorkflow: true)
            : ExceedsMemo(new Memo { Fields = { Merged(_state.Memo, a.UpsertedMemo.Fields) } })
            ? new CommandFailure(Cause, "ModifyWorkflowPropertiesCommandAttributes. Memo exceeds size limit.", TerminatesWorkflow: true)
            : null;
    }

    private CommandFailure? CheckMessage(ProtocolMessageCommandAttributes? a)
    {
        const WorkflowTaskFailedCause Cause = WorkflowTaskFailedCause.BadUpdateWorkflowExecutionMessage;
        if (a is null)
        {
            return Bad(Cause, "ProtocolMessageCommandAttributes is not set on ProtocolMessageCommand.");
        }

        if (a.MessageId.Length == 0)
        {
            return Bad(Cause, "MessageID is not set on ProtocolMessageCommand.");
        }

        if (_messages.Take(a.MessageId) is not { } message)
        {
            return Bad(Cause, $"ProtocolMessageCommand referenced absent message ID {a.MessageId}");
        }

        if (UpdateMessages.IsRejection(message))
        {
            // The one message that becomes no event.
            _nextEventId--;
        }

        return _messageValidator.Check(message, closed: false);
    }

    private CommandFailure? CheckClose(Command command)
    {
        if (_buffered > 0)
        {
            return Bad(WorkflowTaskFailedCause.UnhandledCommand, "");
        }

        return command.CommandType switch
        {
            CommandType.CompleteWorkflowExecution when Exceeds(command.CompleteWorkflowExecutionCommandAttributes?.Result) => new CommandFailure(
                // Temporal gives this cause, not the one of the command.
                WorkflowTaskFailedCause.BadScheduleActivityAttributes, "CompleteWorkflowExecutionCommandAttributes.Result exceeds size limit.", true),
            CommandType.FailWorkflowExecution when command.FailWorkflowExecutionCommandAttributes?.Failure is null => Bad(
                WorkflowTaskFailedCause.BadFailWorkflowExecutionAttributes, "Failure is not set on FailWorkflowExecutionCommand."),
            CommandType.FailWorkflowExecution when Exceeds(command.FailWorkflowExecutionCommandAttributes.Failure) => new CommandFailure(
                WorkflowTaskFailedCause.BadFailWorkflowExecutionAttributes, "FailWorkflowExecutionCommandAttributes.Failure exceeds size limit.", true),
            CommandType.ContinueAsNewWorkflowExecution => CheckContinueAsNew(command),
            _ => null,
        };
    }

    private CommandFailure? CheckContinueAsNew(Command command)
    {
        const WorkflowTaskFailedCause Cause = WorkflowTaskFailedCause.BadContinueAsNewAttributes;
        if (command.ContinueAsNewWorkflowExecutionCommandAttributes is not { } a)
        {
            return Bad(Cause, "ContinueAsNewWorkflowExecutionCommandAttributes is not set on ContinueAsNewWorkflowExecutionCommand.");
        }

        if (WrongContinuation(a) is { } wrong)
        {
            return Bad(Cause, wrong);
        }

        return Exceeds(a.Input)
            ? new CommandFailure(Cause, "ContinueAsNewWorkflowExecutionCommandAttributes. Input exceeds size limit.", TerminatesWorkflow: true)
            : ExceedsMemo(a.Memo)
            ? new CommandFailure(Cause, "ContinueAsNewWorkflowExecutionCommandAttributes. Memo exceeds size limit.", TerminatesWorkflow: true)
            : BadSearchAttributes(a.SearchAttributes, Cause);
    }

    /// <summary>Its cron is not looked at, as on Temporal: what is none has no next time.</summary>
    private string? WrongContinuation(ContinueAsNewWorkflowExecutionCommandAttributes a)
    {
        const string Command = "ContinueAsNewWorkflowExecutionCommand";
        var type = a.WorkflowType is { Name.Length: > 0 } ? a.WorkflowType.Name : _state.Started.WorkflowType.Name;
        var queue = new TaskQueue { Name = a.TaskQueue is { Name.Length: > 0 } given ? given.Name : _state.TaskQueue };
        var which = $"WorkflowType={type} TaskQueue={Text(queue)}";
        return type.Length > _limits.MaxIdLength
            ? $"WorkflowType on {Command} exceeds length limit. WorkflowType={type} Length={type.Length} Limit={_limits.MaxIdLength}"
            : TaskQueueNames.ValidateName(queue.Name, _limits) is { } name ? $"error validating {Command} TaskQueue: {name}. {which}"
            : FirstNegative(
                ("WorkflowRunTimeout", a.WorkflowRunTimeout), ("WorkflowTaskTimeout", a.WorkflowTaskTimeout), ("BackoffStartInterval", a.BackoffStartInterval)) is { } negative
                ? $"Invalid {negative} on {Command}: negative duration. {which}"
            : RetryPolicies.Validate(a.RetryPolicy) is { } policy ? $"invalid WorkflowRetryPolicy on {Command}: {policy}. {which}"
            : null;
    }

    /// <param name="cause">The command's own, for attributes that are too large; wrong ones have a cause in common.</param>
    /// <param name="existing">Those of the workflow that the new ones come to.</param>
    private CommandFailure? BadSearchAttributes(
        SearchAttributes? attributes, WorkflowTaskFailedCause cause, IReadOnlyDictionary<string, Payload>? existing = null)
    {
        if (attributes is null)
        {
            return null;
        }

        var together = new SearchAttributes { IndexedFields = { Merged(existing ?? ImmutableDictionary<string, Payload>.Empty, attributes.IndexedFields) } };
        return services.Visibility.Oversized(together) is { } oversized ? new CommandFailure(cause, oversized, TerminatesWorkflow: true)
            : services.Visibility.Normalize(run.Namespace, attributes) is { } wrong ? Bad(WorkflowTaskFailedCause.BadSearchAttributes, wrong)
            : null;
    }

    private static Dictionary<string, Payload> Merged(IReadOnlyDictionary<string, Payload> existing, IEnumerable<KeyValuePair<string, Payload>> fields)
    {
        var merged = new Dictionary<string, Payload>(existing, StringComparer.Ordinal);
        foreach (var (name, value) in fields)
        {
            merged[name] = value;
        }

        return merged;
    }

    private bool ExceedsMemo(Memo? memo) => memo is not null && memo.CalculateSize() > _limits.MemoSizeError;

    private bool Exceeds(IMessage? blob) => blob is not null && blob.CalculateSize() > _limits.BlobSizeError;

    private string? TooLong(string value, string name) =>
        value.Length > _limits.MaxIdLength ? $"{name} exceeds length limit. Length={value.Length} Limit={_limits.MaxIdLength}" : null;

    private static string PendingLimit(int count, string what, int limit) =>
        $"the number of {what}, {count}, has reached the per-workflow limit of {limit}";
}
