using Mdlc.Engine.Histories.State;
using Mdlc.Engine.Histories.State.Updates;
using Mdlc.Engine.Storage;
using Temporalio.Api.Workflow.V1;

namespace Mdlc.Engine.Histories.Runs;

/// <summary>
/// One run with all it needs in memory. Whoever reads or changes it holds <see cref="Gate"/>, which all runs of one workflow id share:
/// a start, a termination and a continue-as-new of that id exclude one another.
/// </summary>
internal sealed class WorkflowRun
{
    private TaskCompletionSource? _changed;

    public WorkflowRun(RunHandle handle)
    {
        Handle = handle;
        State = new MutableState(handle.RunId);
        Updates = new UpdateRegistry(State, History);
    }

    public RunHandle Handle { get; }

    public Lock Gate => Handle.Workflow.Gate;

    public long Key => Handle.Key;

    public string Namespace => Handle.Namespace;

    public string WorkflowId => Handle.WorkflowId;

    public string RunId => Handle.RunId;

    public WorkflowExecution Execution => new() { WorkflowId = WorkflowId, RunId = RunId };

    public MutableState State { get; }

    public HistoryLog History { get; } = new();

    /// <summary>Events that wait for the started workflow task to close.</summary>
    public List<HistoryEvent> Buffered { get; } = [];

    /// <summary>How many of <see cref="Buffered"/> the journal has.</summary>
    public int BufferedPersisted { get; set; }

    public QueryRegistry Queries { get; } = new();

    public UpdateRegistry Updates { get; }

    public long LastSequence { get; set; }

    /// <summary>Ends when everything the run shows now is as durable as the engine promises.</summary>
    public Task LastCommit { get; set; } = Task.CompletedTask;

    /// <summary>A task that ends with the next commit that changes the run. Take it under the gate, await it outside.</summary>
    public Task NextChange() => (_changed ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    public void NotifyChanged() => Interlocked.Exchange(ref _changed, null)?.TrySetResult();

    /// <summary>Rebuilds the run from its log.</summary>
    public void Replay(IReadOnlyList<LogRecord> records)
    {
        foreach (var record in records)
        {
            LastSequence = record.Sequence;
            switch (record.Kind)
            {
                case RecordKind.Events:
                    ReplayBatch(record.Data);
                    break;
                case RecordKind.BufferedEvent:
                    Buffered.Add(HistoryEvent.Parser.ParseFrom(record.Data));
                    break;
                case RecordKind.Activity:
                    var info = PendingActivityInfo.Parser.ParseFrom(record.Data);
                    if (State.FindActivity(info.ActivityId) is { } described)
                    {
                        ActivityDescription.Restore(described, info);
                    }

                    break;
                case RecordKind.ActivityStart:
                    var start = ActivityStart.Decode(record.Data);
                    if (State.Activities.TryGetValue(start.ScheduledEventId, out var started))
                    {
                        start.Restore(started);
                    }

                    break;
                case RecordKind.ResetRun:
                    State.ResetRunId = System.Text.Encoding.UTF8.GetString(record.Data);
                    break;
                case RecordKind.ReportedProblems:
                    State.ReportedProblems = System.Text.Encoding.UTF8.GetString(record.Data).Split('\n');
                    break;
                case RecordKind.VersioningRevision:
                    State.RestoreRevision(BitConverter.ToInt64(record.Data));
                    break;
                case RecordKind.RequestId:
                    State.RequestIds.Add(System.Text.Encoding.UTF8.GetString(record.Data));
                    break;
            }
        }

        BufferedPersisted = Buffered.Count;

        // What still waits for its id was in the state before the crash: an activity that has closed must not be handed out again.
        Buffered.ForEach(State.Apply);
        State.StartRequestIds[Handle.RequestId] = (EventType.WorkflowExecutionStarted, 1);
        Updates.Restore();
    }

    /// <summary>Begins with the events of another run up to the one that is named.</summary>
    public void Copy(HistoryLog source, long endEventId)
    {
        foreach (var batch in source.Before(endEventId))
        {
            History.Append(batch);
            Apply(batch);
        }

        State.StartRequestIds[Handle.RequestId] = (EventType.WorkflowExecutionStarted, 1);
        Updates.Restore();
    }

    private void ReplayBatch(byte[] data)
    {
        History.Restore(data);
        // While events wait, nothing else is written: a batch after them contains them.
        Buffered.Clear();
        Apply(History.Batches[^1].Events);
    }

    private void Apply(IEnumerable<HistoryEvent> events)
    {
        State.StateTransitionCount++;
        foreach (var e in events)
        {
            State.Apply(e);
            State.NextEventId = e.EventId + 1;
            if (e.EventType == EventType.WorkflowExecutionSignaled && e.WorkflowExecutionSignaledEventAttributes.RequestId is { Length: > 0 } id)
            {
                State.RequestIds.Add(id);
            }
        }
    }
}
