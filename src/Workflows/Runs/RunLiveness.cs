namespace Mdlc.Workflows.Runs;

public enum RunLiveness
{
    Open,

    /// <summary>Closed without a report of its own: terminated or timed out.</summary>
    Closed,

    /// <summary>The server knows no such workflow.</summary>
    Missing,
}
