namespace Mdlc.Contracts.Verdicts;

/// <summary>What a rule asks of its interval.</summary>
public enum GateForm
{
    /// <summary>The lower end is at or above the limit.</summary>
    Min,

    /// <summary>The upper end is at or below the limit.</summary>
    Max,

    /// <summary>The improvement's lower end is above 0.</summary>
    Superior,

    /// <summary>The improvement's lower end is at or above −margin.</summary>
    NonInferior,
}
