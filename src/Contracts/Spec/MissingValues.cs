namespace Mdlc.Contracts.Spec;

/// <summary>What becomes of a number that is missing.</summary>
public enum MissingValues
{
    /// <summary>An indicator where training rows lack a value; the value itself is left to LightGBM, and the mean for the other trainers.</summary>
    Auto,

    Mean,

    Median,

    Zero,

    /// <summary>The mean, and an indicator where training rows lack a value.</summary>
    Indicator,

    /// <summary>It stays missing, without an indicator: for a trainer that learns where missing values belong.</summary>
    Native,
}
