namespace Mdlc.Engine.Histories.Transactions;

/// <summary>News of the ends of chains of runs, for whoever started them from inside the server.</summary>
internal sealed class Chains
{
    /// <summary>
    /// Raised when the last run of a chain has closed and that is committed, with the id of the chain's first run. A listener must be
    /// short and must not take gates. It hears nothing of what happened before a restart.
    /// </summary>
    public event Action<string>? Ended;

    public void NoteEnd(string firstRunId) => Ended?.Invoke(firstRunId);
}
