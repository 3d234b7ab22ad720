using Mdlc.Engine.Matching;
using Mdlc.Engine.Storage;

namespace Mdlc.Engine.Histories.Transactions;

internal sealed partial class RunTransaction
{
    /// <summary>The run moves to the version of the worker that has, or is to have, its next workflow task.</summary>
    public void StartTransition(VersionTarget target)
    {
        State.StartTransition(target.Version, target.Revision);
        RescheduleWorkflowTask();
    }

    /// <summary>By which revision of its deployment's routing the run moved: history does not say.</summary>
    public void NoteRevision() => Write(RecordKind.VersioningRevision, BitConverter.GetBytes(State.VersioningRevision));

    /// <summary>What waits for a worker waits anew, for one of the version that the run is on now.</summary>
    public void Reschedule()
    {
        RescheduleWorkflowTask();
        RescheduleActivities();
    }

    /// <summary>Those that no worker has started wait anew: for workers of the version that the run is on now.</summary>
    public void RescheduleActivities()
    {
        foreach (var activity in State.Activities.Values.Where(activity => activity is { IsStarted: false, IsDispatched: true }))
        {
            activity.Withdraw();
            Dispatch(activity);
        }
    }

    /// <summary>
    /// The next workflow task is not for the worker that has the run in its cache, and one that waits waits anew. A speculative one is left
    /// where it is: it is not kept waiting for long.
    /// </summary>
    public void RescheduleWorkflowTask()
    {
        State.StickyQueue = null;
        if (State.Task is { IsStarted: false, IsSpeculative: false } task)
        {
            task.Stamp++;
            ChooseQueue(task);
            _dispatchTask = true;
        }
    }
}
