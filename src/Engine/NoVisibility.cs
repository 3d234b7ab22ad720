using Mdlc.Engine.Histories;
using Temporalio.Api.Workflow.V1;

namespace Mdlc.Engine;

/// <summary>Takes everything and shows nothing.</summary>
internal sealed class NoVisibility : IVisibilitySink
{
    public void Upsert(string ns, WorkflowExecutionInfo info)
    {
    }

    public void Delete(string ns, string workflowId, string runId)
    {
    }

    public string? Normalize(string ns, SearchAttributes attributes) => null;
}
