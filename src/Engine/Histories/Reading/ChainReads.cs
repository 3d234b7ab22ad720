using Mdlc.Engine.Histories.Transactions;

namespace Mdlc.Engine.Histories.Reading;

/// <summary>How chains of runs ended, for whoever started them from inside the server.</summary>
internal sealed class ChainReads(HistoryCore core)
{
    /// <summary>How the chain that began with a run ended; null while it goes on.</summary>
    public ChainEnd? EndOf(string ns, string workflowId, string firstRunId)
    {
        // A long chain is not walked through: its newest run knows the first.
        var runId = core.Runs.Find(ns, workflowId, "") is { } newest && newest.FirstRunId == firstRunId ? newest.RunId : firstRunId;
        while (core.Runs.Find(ns, workflowId, runId) is { } handle)
        {
            lock (handle.Workflow.Gate)
            {
                if (handle.IsForgotten)
                {
                    break;
                }

                var state = core.Runs.Load(handle).State;
                if (state.IsRunning)
                {
                    return null;
                }

                runId = RunClosing.NextRunId(state.CloseEvent!);
                if (runId.Length == 0)
                {
                    return new ChainEnd(state.Status, state.CloseEvent);
                }
            }
        }

        return ChainEnd.Forgotten;
    }
}
