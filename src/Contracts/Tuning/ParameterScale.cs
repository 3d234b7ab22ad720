namespace Mdlc.Contracts.Tuning;

/// <summary>How values are spread from min to max.</summary>
public enum ParameterScale
{
    Uniform,

    /// <summary>Uniform in the logarithm; min is above 0.</summary>
    LogUniform,
}
