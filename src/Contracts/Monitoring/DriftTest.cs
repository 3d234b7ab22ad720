using System.Text.Json.Serialization;

namespace Mdlc.Contracts.Monitoring;

/// <summary>The test of whether two columns are of one distribution.</summary>
public enum DriftTest
{
    /// <summary>Numeric columns.</summary>
    [JsonStringEnumMemberName("ks")]
    KolmogorovSmirnov,

    /// <summary>Categorical columns.</summary>
    ChiSquare,
}
