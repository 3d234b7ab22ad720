namespace Mdlc.Contracts.Monitoring;

public enum DriftStatus
{
    Stable,

    Drift,

    /// <summary>Too few rows to tell.</summary>
    Inconclusive,
}
