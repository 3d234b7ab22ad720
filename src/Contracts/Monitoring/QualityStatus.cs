namespace Mdlc.Contracts.Monitoring;

/// <summary>Whether a model is still as good as it was on its test rows.</summary>
public enum QualityStatus
{
    /// <summary>Not worse, as far as so many rows can tell, and half as much error again is excluded.</summary>
    Ok,

    Worse,

    /// <summary>No labels, too few of them, or a metric that is not defined on these rows.</summary>
    CannotTell,
}
