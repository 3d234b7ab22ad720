using Mdlc.Engine.Histories.Runs;
using Mdlc.Engine.Histories.Transactions;
using Mdlc.Engine.Kernel;
using Temporalio.Api.Sdk.V1;

namespace Mdlc.Engine.Histories.Starting;

/// <summary>The beginning of a run: its first event, and its place as the newest of its id.</summary>
internal sealed class RunCreation(HistoryCore core)
{
    /// <summary>Creates a run of the id in the unit, without a workflow task.</summary>
    public RunTransaction Create(
        UnitOfWork unit, WorkflowHandle workflow, string runId, string requestId, WorkflowExecutionStartedEventAttributes attributes,
        UserMetadata? metadata, IEnumerable<Link> links)
    {
        var run = new WorkflowRun(new RunHandle(workflow, core.Services.Journal.NextRunKey(), runId, requestId));
        var transaction = Register(unit, run);
        var started = new HistoryEvent
        {
            EventType = EventType.WorkflowExecutionStarted,

            // The run's own time: it does not know yet how far it is ahead.
            EventTime = (unit.Now + (attributes.TimeSkippingStatePropagation?.InitialSkippedDuration.OrZero() ?? TimeSpan.Zero)).ToTimestamp(),
            WorkflowExecutionStartedEventAttributes = attributes,
            UserMetadata = metadata,
        };
        started.Links.AddRange(links);
        transaction.Add(started);
        run.State.StartRequestIds[requestId] = (EventType.WorkflowExecutionStarted, started.EventId);
        return transaction;
    }

    /// <summary>The run is its id's newest from now on.</summary>
    public RunTransaction Register(UnitOfWork unit, WorkflowRun run)
    {
        var handle = run.Handle;
        handle.Run = run;
        core.Runs.Add(handle);
        unit.Batch.NewRuns.Add(new(handle.Key, handle.Namespace, handle.WorkflowId, handle.RunId, handle.RequestId, null));
        return unit.Open(run);
    }
}
