using Mdlc.Engine.Storage;
using Temporalio.Api.Workflow.V1;

namespace Mdlc.Engine.Histories.Transactions;

/// <summary>Who wants to know how runs look from outside, and which search attributes exist.</summary>
internal interface IVisibilitySink
{
    /// <summary>Takes the present look of a run. Called after the commit that made it so.</summary>
    void Upsert(string ns, WorkflowExecutionInfo info);

    /// <summary>The run is about to close: it is shown from the disk once that has it. Called before the batch that closes it is queued.</summary>
    void Closing(string ns, string runId);

    /// <summary>The disk has the closed run.</summary>
    void Written(ClosedRow closed);

    /// <summary>The disk has a closed run no longer.</summary>
    void Removed(ClosedGroup closed);

    /// <summary>Takes stock of what the disk has of closed runs.</summary>
    void CountClosed();

    void Delete(string ns, string workflowId, string runId);

    /// <summary>Checks names and values against the registered attributes and adds the type to each payload's metadata.</summary>
    /// <returns>What is wrong with them, or null.</returns>
    string? Normalize(string ns, SearchAttributes attributes);

    /// <returns>Which attribute, or all of them together, has more bytes than it may have; null when none has.</returns>
    string? Oversized(SearchAttributes attributes);
}
