using Mdlc.Catalog.Metadata;
using Mdlc.Contracts.Runs;
using Temporalio.Client;
using Temporalio.Exceptions;

namespace Mdlc.Starter.Hosting;

/// <summary>Runs that the catalog has as begun, and that an engine which has lost its last commits does not know: nothing would ever end them.</summary>
internal static class LostRuns
{
    public static async Task EndAsync(ICatalog catalog, ITemporalClient client, CancellationToken cancellationToken)
    {
        var begun = (await catalog.Runs.ListAsync(cancellationToken: cancellationToken)).Where(r => r.State is RunState.Running or RunState.Suspended);
        foreach (var report in begun)
        {
            if (RunKey.TryParse(report.Run, out var run) && !await IsKnownAsync(client, run, cancellationToken))
            {
                var error = "The engine's database does not have this run any more: its last commits were lost. Run the model again.";
                await catalog.Runs.SaveAsync(report with { State = RunState.Terminated, Error = error }, cancellationToken);
            }
        }
    }

    private static async Task<bool> IsKnownAsync(ITemporalClient client, RunKey run, CancellationToken cancellationToken)
    {
        try
        {
            await client.GetWorkflowHandle(run.WorkflowId).DescribeAsync(new() { Rpc = new() { CancellationToken = cancellationToken } });
            return true;
        }
        catch (RpcException missing) when (missing.Code == RpcException.StatusCode.NotFound)
        {
            return false;
        }
    }
}
