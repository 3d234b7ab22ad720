using Mdlc.Engine.Histories.State.Updates;
using Temporalio.Api.Update.V1;

namespace Mdlc.Engine.Histories.Transactions;

internal sealed partial class RunTransaction
{
    /// <summary>
    /// Records an update that a worker has not seen yet, so that it survives: for a run that takes over the updates of another one. The
    /// worker learns of it by the event, not by a message.
    /// </summary>
    public void AdmitUpdate(Request request, UpdateAdmittedEventOrigin origin)
    {
        Add(new HistoryEvent
        {
            EventType = EventType.WorkflowExecutionUpdateAdmitted,
            WorkflowExecutionUpdateAdmittedEventAttributes = new WorkflowExecutionUpdateAdmittedEventAttributes { Request = request, Origin = origin },
        });
        Run.Updates.Admit(request.Meta.UpdateId, null);
    }

    public void AcceptUpdate(WorkflowUpdate update, Acceptance acceptance)
    {
        var accepted = Add(new HistoryEvent
        {
            EventType = EventType.WorkflowExecutionUpdateAccepted,
            WorkflowExecutionUpdateAcceptedEventAttributes = new WorkflowExecutionUpdateAcceptedEventAttributes
            {
                ProtocolInstanceId = update.Id,
                AcceptedRequestMessageId = update.RequestMessageId,
                AcceptedRequestSequencingEventId = acceptance.AcceptedRequestSequencingEventId,
                AcceptedRequest = update.Request,
            },
        });
        update.Accept(accepted.EventId);
    }

    public void CompleteUpdate(WorkflowUpdate update, Response response)
    {
        Add(new HistoryEvent
        {
            EventType = EventType.WorkflowExecutionUpdateCompleted,
            WorkflowExecutionUpdateCompletedEventAttributes = new WorkflowExecutionUpdateCompletedEventAttributes
            {
                Meta = response.Meta,
                Outcome = response.Outcome,
                AcceptedEventId = update.AcceptedEventId,
            },
        });
        Run.Updates.Complete(update, response.Outcome);
    }
}
