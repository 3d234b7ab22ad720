using Mdlc.Engine.Histories.Runs;
using Mdlc.Engine.Histories.Starting;
using Mdlc.Engine.Histories.State;
using Mdlc.Engine.Histories.State.Updates;
using Mdlc.Engine.Histories.Transactions;
using Mdlc.Engine.Kernel;
using Temporalio.Api.Command.V1;
using Temporalio.Api.Protocol.V1;
using Temporalio.Api.Update.V1;

namespace Mdlc.Engine.Histories.Tasks.Commands;

/// <summary>Carries out a batch of commands and messages that <see cref="CommandValidator"/> has passed.</summary>
internal sealed class CommandExecutor(RunEnds ends, RunTransaction transaction, long completedEventId, string identity)
{
    private readonly WorkflowRun _run = transaction.Run;
    private readonly MutableState _state = transaction.State;
    private ProtocolMessages _messages = new([]);

    /// <summary>Something happened at once that the workflow must hear of (an activity was cancelled before it began).</summary>
    public bool NeedsWorkflowTask { get; private set; }

    /// <summary>Activities that the worker wants to begin with right away.</summary>
    public List<PendingActivity> EagerActivities { get; } = [];

    public void Execute(IEnumerable<Command> commands, IEnumerable<Message> messages)
    {
        _messages = new ProtocolMessages(messages);
        foreach (var command in commands)
        {
            Execute(command);
        }

        foreach (var message in _messages.TakeRemaining())
        {
            Receive(message);
        }
    }

    private void Execute(Command command)
    {
        switch (command.CommandType)
        {
            case CommandType.ScheduleActivityTask:
                ScheduleActivity(command);
                break;
            case CommandType.RequestCancelActivityTask:
                CancelActivity(command);
                break;
            case CommandType.StartTimer:
                var timer = command.StartTimerCommandAttributes;
                Add(command, new HistoryEvent
                {
                    EventType = EventType.TimerStarted,
                    TimerStartedEventAttributes = new TimerStartedEventAttributes
                    {
                        TimerId = timer.TimerId,
                        StartToFireTimeout = timer.StartToFireTimeout,
                        WorkflowTaskCompletedEventId = completedEventId,
                    },
                });
                break;
            case CommandType.CancelTimer:
                CancelTimer(command);
                break;
            case CommandType.RecordMarker:
                RecordMarker(command);
                break;
            case CommandType.UpsertWorkflowSearchAttributes:
                Add(command, new HistoryEvent
                {
                    EventType = EventType.UpsertWorkflowSearchAttributes,
                    UpsertWorkflowSearchAttributesEventAttributes = new UpsertWorkflowSearchAttributesEventAttributes
                    {
                        WorkflowTaskCompletedEventId = completedEventId,
                        SearchAttributes = command.UpsertWorkflowSearchAttributesCommandAttributes.SearchAttributes,
                    },
                });
                break;
            case CommandType.ModifyWorkflowProperties:
                Add(command, new HistoryEvent
                {
                    EventType = EventType.WorkflowPropertiesModified,
                    WorkflowPropertiesModifiedEventAttributes = new WorkflowPropertiesModifiedEventAttributes
                    {
                        WorkflowTaskCompletedEventId = completedEventId,
                        UpsertedMemo = command.ModifyWorkflowPropertiesCommandAttributes.UpsertedMemo,
                    },
                });
                break;
            case CommandType.StartChildWorkflowExecution or CommandType.SignalExternalWorkflowExecution
                or CommandType.RequestCancelExternalWorkflowExecution:
                AskOther(command);
                break;
            case CommandType.ScheduleNexusOperation:
                ScheduleOperation(command);
                break;
            case CommandType.RequestCancelNexusOperation:
                Add(command, new HistoryEvent
                {
                    EventType = EventType.NexusOperationCancelRequested,
                    NexusOperationCancelRequestedEventAttributes = new()
                    {
                        ScheduledEventId = command.RequestCancelNexusOperationCommandAttributes.ScheduledEventId,
                        WorkflowTaskCompletedEventId = completedEventId,
                    },
                });
                break;
            case CommandType.ProtocolMessage:
                Receive(_messages.Take(command.ProtocolMessageCommandAttributes.MessageId)!);
                break;
            default:
                Close(command);
                break;
        }
    }

    private void Receive(Message message)
    {
        var update = _run.Updates.Find(message.ProtocolInstanceId)
            ?? _run.Updates.Admit(message.ProtocolInstanceId, UpdateMessages.CarriedRequest(message));
        if (message.Body.TryUnpack<Rejection>(out var rejection))
        {
            _run.Updates.Complete(update, new Outcome { Failure = rejection.Failure });
        }
        else if (!_state.IsRunning)
        {
            update.Abort(UpdateAbortReason.WorkflowCompleted);
        }
        else if (message.Body.TryUnpack<Acceptance>(out var acceptance))
        {
            transaction.AcceptUpdate(update, acceptance);
        }
        else
        {
            transaction.CompleteUpdate(update, message.Body.Unpack<Response>());
        }
    }

    private HistoryEvent Add(Command command, HistoryEvent e)
    {
        e.UserMetadata = command.UserMetadata;
        e.EventGroupMarkers.AddRange(command.EventGroupMarkers);
        return transaction.Add(e);
    }

    private void ScheduleActivity(Command command)
    {
        var asked = command.ScheduleActivityTaskCommandAttributes;
        var attributes = CommandEvents.ActivityScheduled(asked, _state, completedEventId);
        ActivityTimeouts.Derive(attributes, _state.Started.WorkflowRunTimeout.OrZero());
        var scheduled = Add(command, new HistoryEvent
        {
            EventType = EventType.ActivityTaskScheduled,
            ActivityTaskScheduledEventAttributes = attributes,
        });
        var activity = _state.Activities[scheduled.EventId];
        if (asked.RequestEagerExecution)
        {
            EagerActivities.Add(activity);
        }

        transaction.Dispatch(activity);
    }

    private void CancelActivity(Command command)
    {
        var scheduledEventId = command.RequestCancelActivityTaskCommandAttributes.ScheduledEventId;
        var requested = Add(command, new HistoryEvent
        {
            EventType = EventType.ActivityTaskCancelRequested,
            ActivityTaskCancelRequestedEventAttributes = new ActivityTaskCancelRequestedEventAttributes
            {
                ScheduledEventId = scheduledEventId,
                WorkflowTaskCompletedEventId = completedEventId,
            },
        });
        if (!_state.Activities.TryGetValue(scheduledEventId, out var activity) || activity.IsStarted)
        {
            return;
        }

        transaction.Add(new HistoryEvent
        {
            EventType = EventType.ActivityTaskCanceled,
            ActivityTaskCanceledEventAttributes = new ActivityTaskCanceledEventAttributes
            {
                Details = PayloadValues.TextPayloads("ACTIVITY_ID_NOT_STARTED"),
                LatestCancelRequestedEventId = requested.EventId,
                ScheduledEventId = scheduledEventId,
                Identity = identity,
            },
        });
        NeedsWorkflowTask = true;
    }

    private void CancelTimer(Command command)
    {
        var timerId = command.CancelTimerCommandAttributes.TimerId;
        var startedEventId = _state.Timers.TryGetValue(timerId, out var timer)
            ? timer.StartedEventId
            : transaction.RemoveBufferedTimerFired(timerId)?.TimerFiredEventAttributes.StartedEventId ?? 0;
        Add(command, new HistoryEvent
        {
            EventType = EventType.TimerCanceled,
            TimerCanceledEventAttributes = new TimerCanceledEventAttributes
            {
                TimerId = timerId,
                StartedEventId = startedEventId,
                WorkflowTaskCompletedEventId = completedEventId,
                Identity = identity,
            },
        });
    }

    private void RecordMarker(Command command)
    {
        var marker = command.RecordMarkerCommandAttributes;
        var attributes = new MarkerRecordedEventAttributes
        {
            MarkerName = marker.MarkerName,
            WorkflowTaskCompletedEventId = completedEventId,
            Header = marker.Header,
            Failure = marker.Failure,
        };
        attributes.Details.Add(marker.Details);
        Add(command, new HistoryEvent { EventType = EventType.MarkerRecorded, MarkerRecordedEventAttributes = attributes });
    }

    /// <summary>What concerns another workflow is recorded here, and done after the commit.</summary>
    private void AskOther(Command command)
    {
        var (initiated, kind) = command.CommandType switch
        {
            CommandType.StartChildWorkflowExecution => (StartChild(command.StartChildWorkflowExecutionCommandAttributes), OutboxKind.StartChild),
            CommandType.SignalExternalWorkflowExecution => (Signal(command.SignalExternalWorkflowExecutionCommandAttributes), OutboxKind.SignalExternal),
            _ => (Cancel(command.RequestCancelExternalWorkflowExecutionCommandAttributes), OutboxKind.CancelExternal),
        };
        Add(command, initiated);
        transaction.Unit.Promise(kind, _run.Key, initiated.EventId);
    }

    private void ScheduleOperation(Command command)
    {
        var a = command.ScheduleNexusOperationCommandAttributes;
        var scheduled = Add(command, new HistoryEvent
        {
            EventType = EventType.NexusOperationScheduled,
            NexusOperationScheduledEventAttributes = new()
            {
                Endpoint = a.Endpoint,
                Service = a.Service,
                Operation = a.Operation,
                Input = a.Input,
                ScheduleToCloseTimeout = a.ScheduleToCloseTimeout,
                ScheduleToStartTimeout = a.ScheduleToStartTimeout,
                StartToCloseTimeout = a.StartToCloseTimeout,
                WorkflowTaskCompletedEventId = completedEventId,
                RequestId = transaction.Unit.Services.NewId(),
            },
        });
        transaction.Unit.Promise(OutboxKind.ServeOperation, _run.Key, scheduled.EventId);
    }

    private HistoryEvent StartChild(StartChildWorkflowExecutionCommandAttributes a) => new()
    {
        EventType = EventType.StartChildWorkflowExecutionInitiated,
        StartChildWorkflowExecutionInitiatedEventAttributes = CommandEvents.ChildInitiated(a, _run, NamespaceId(a.Namespace), completedEventId),
    };

    private HistoryEvent Signal(SignalExternalWorkflowExecutionCommandAttributes a) => new()
    {
        EventType = EventType.SignalExternalWorkflowExecutionInitiated,
        SignalExternalWorkflowExecutionInitiatedEventAttributes = new SignalExternalWorkflowExecutionInitiatedEventAttributes
        {
            WorkflowTaskCompletedEventId = completedEventId,
            Namespace = a.Namespace,
            NamespaceId = NamespaceId(a.Namespace),
            WorkflowExecution = a.Execution,
            SignalName = a.SignalName,
            Input = a.Input,
            Control = a.Control,
            ChildWorkflowOnly = a.ChildWorkflowOnly,
            Header = a.Header,
        },
    };

    private HistoryEvent Cancel(RequestCancelExternalWorkflowExecutionCommandAttributes a) => new()
    {
        EventType = EventType.RequestCancelExternalWorkflowExecutionInitiated,
        RequestCancelExternalWorkflowExecutionInitiatedEventAttributes = new RequestCancelExternalWorkflowExecutionInitiatedEventAttributes
        {
            WorkflowTaskCompletedEventId = completedEventId,
            Namespace = a.Namespace,
            NamespaceId = NamespaceId(a.Namespace),
            WorkflowExecution = new WorkflowExecution { WorkflowId = a.WorkflowId, RunId = a.RunId },
            Control = a.Control,
            ChildWorkflowOnly = a.ChildWorkflowOnly,
            Reason = a.Reason,
        },
    };

    private void Close(Command command)
    {
        switch (command.CommandType)
        {
            case CommandType.CompleteWorkflowExecution:
                ends.Complete(transaction, completedEventId, command.CompleteWorkflowExecutionCommandAttributes?.Result, command.UserMetadata);
                break;
            case CommandType.FailWorkflowExecution:
                ends.Fail(transaction, completedEventId, command.FailWorkflowExecutionCommandAttributes.Failure);
                break;
            case CommandType.CancelWorkflowExecution:
                ends.Cancel(transaction, completedEventId, command.CancelWorkflowExecutionCommandAttributes?.Details);
                break;
            case CommandType.ContinueAsNewWorkflowExecution:
                ends.Continue(transaction, completedEventId, command.ContinueAsNewWorkflowExecutionCommandAttributes);
                break;
        }
    }

    private string NamespaceName(string asked) => asked.Length > 0 ? asked : _run.Namespace;

    private string NamespaceId(string asked) => transaction.Unit.Services.Namespaces.IdOf(NamespaceName(asked));
}
