using Temporalio.Api.Query.V1;

namespace Mdlc.Engine.Histories.Runs;

/// <summary>A query that rides on a workflow task.</summary>
internal sealed record BufferedQuery(WorkflowQuery Query)
{
    /// <summary>The answer; null when the query should now be asked directly.</summary>
    public TaskCompletionSource<WorkflowQueryResult?> Outcome { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}
