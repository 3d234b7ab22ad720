namespace Mdlc.Contracts.Monitoring;

/// <summary>How large a drift is, apart from how certain it is.</summary>
public enum DriftSeverity
{
    None,

    /// <summary>Large enough to matter.</summary>
    Slight,

    /// <summary>Another population: by PSI from 0.25, by distance from half a standard deviation, by a share without a value from 10 of 100 rows.</summary>
    Strong,
}
