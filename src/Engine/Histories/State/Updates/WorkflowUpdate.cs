using Mdlc.Engine.Kernel;
using Temporalio.Api.Update.V1;

namespace Mdlc.Engine.Histories.State.Updates;

/// <summary>
/// One update from its admission to its outcome. Guarded by the run's gate; only <see cref="Changed"/> is awaited outside of it.
/// </summary>
/// <param name="request">Null when history has it already: then no message carries it to the worker.</param>
internal sealed class WorkflowUpdate(string id, Request? request)
{
    private TaskCompletionSource _changed = NewChange();

    public string Id { get; } = id;

    public UpdateState State { get; private set; } = UpdateState.Admitted;

    /// <summary>What was asked for, until it stands in history.</summary>
    public Request? Request { get; private set; } = request;

    public long AcceptedEventId { get; private set; }

    /// <summary>The message that carries the request to the worker; the accepted event names it.</summary>
    public string RequestMessageId => $"{Id}/request";

    public bool WaitsForWorker => State is UpdateState.Admitted or UpdateState.Sent;

    /// <summary>Ends with the next change of <see cref="State"/>.</summary>
    public Task Changed => _changed.Task;

    /// <exception cref="ServiceException">The update was aborted before its acceptance.</exception>
    public UpdateProgress Progress =>
        Refusal is { } refusal ? throw new ServiceException(refusal.Code, refusal.Message, refusal.Detail)
        : Outcome is not null ? new(UpdateWorkflowExecutionLifecycleStage.Completed, Outcome)
        : State == UpdateState.Accepted ? new(UpdateWorkflowExecutionLifecycleStage.Accepted)
        : new(UpdateWorkflowExecutionLifecycleStage.Admitted);

    private Outcome? Outcome { get; set; }

    /// <summary>What callers get instead of progress.</summary>
    private ServiceException? Refusal { get; set; }

    /// <summary>An update as history shows it after its acceptance.</summary>
    public static WorkflowUpdate Accepted(string id, long acceptedEventId)
    {
        var update = new WorkflowUpdate(id, null);
        update.Accept(acceptedEventId);
        return update;
    }

    /// <summary>The progress, once it has come as far as the caller waits for; null before.</summary>
    public UpdateProgress? Reached(UpdateWorkflowExecutionLifecycleStage stage) => Progress is var progress && progress.Stage >= stage ? progress : null;

    /// <summary>A worker gets the update, perhaps once more because an earlier task with it was lost.</summary>
    public void Send() => State = UpdateState.Sent;

    public void Accept(long eventId)
    {
        (AcceptedEventId, Request) = (eventId, null);
        MoveTo(UpdateState.Accepted);
    }

    public void Complete(Outcome outcome)
    {
        (Outcome, Request) = (outcome, null);
        MoveTo(UpdateState.Completed);
    }

    /// <summary>Ends the update without its handler, as its state and the reason ask for; or leaves it as it is.</summary>
    public void Abort(UpdateAbortReason reason)
    {
        var (outcome, refusal) = UpdateAborts.Decide(reason, State);
        if (outcome is null && refusal is null)
        {
            return;
        }

        (Outcome, Refusal, Request) = (outcome, refusal, null);
        MoveTo(UpdateState.Aborted);
    }

    private static TaskCompletionSource NewChange() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void MoveTo(UpdateState state)
    {
        State = state;
        var changed = _changed;
        _changed = NewChange();
        changed.SetResult();
    }
}
