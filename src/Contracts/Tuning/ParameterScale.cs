namespace Mdlc.Contracts.Tuning;

/// <summary>How values are spread from min to max before anything is known of them.</summary>
public enum ParameterScale
{
    Uniform,

    /// <summary>Uniform in the logarithm; min is above 0.</summary>
    LogUniform,

    /// <summary>Around the middle with a sixth of the range as deviation, cut at min and max: Katib's <c>normal</c>.</summary>
    Normal,

    /// <summary>Normal in the logarithm; min is above 0.</summary>
    LogNormal,
}
