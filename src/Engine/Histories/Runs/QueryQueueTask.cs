using Mdlc.Engine.Matching;
using Temporalio.Api.Query.V1;

namespace Mdlc.Engine.Histories.Runs;

/// <summary>A query that waits for a worker to be asked directly.</summary>
internal sealed class QueryQueueTask(WorkflowRun run, WorkflowQuery query, bool sticky) : QueueTask
{
    public WorkflowRun Run { get; } = run;

    public WorkflowQuery Query { get; } = query;

    public bool Sticky { get; private set; } = sticky;

    public QueryQueueTask OnNormalQueue()
    {
        Sticky = false;
        return this;
    }

    public string Id { get; set; } = "";

    public TaskCompletionSource<WorkflowQueryResult> Outcome { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Set when the caller gave up.</summary>
    public bool IsAbandoned { get; set; }

    public override bool IsForCache => Sticky;

    public override bool IsStale => IsAbandoned;
}
