using System.Text.Json.Serialization;

namespace Mdlc.Contracts.Evaluation;

/// <summary>How an interval came about.</summary>
public enum IntervalMethod
{
    /// <summary>Bias-corrected and accelerated bootstrap.</summary>
    BootstrapBca,

    /// <summary>Bootstrap of the gaps that the calibration error is made of.</summary>
    BootstrapGaps,

    /// <summary>Of a share, where every replicate of the bootstrap is equal.</summary>
    Wilson,

    /// <summary>Of the difference of two areas under the ROC curve, on the same rows.</summary>
    [JsonStringEnumMemberName("delong")]
    DeLong,

    /// <summary>Of the difference of two shares on the same rows: Tango's interval, whose test is McNemar's.</summary>
    [JsonStringEnumMemberName("mcnemarScore")]
    McNemarScore,

    /// <summary>The same with few discordant rows: the p-value is exact, and stricter than the interval.</summary>
    [JsonStringEnumMemberName("mcnemarExact")]
    McNemarExact,

    /// <summary>As <see cref="BootstrapBca"/>, of the difference of two models on the same draws.</summary>
    PairedBootstrapBca,

    /// <summary>The bootstrap of a drawn part of the rows, its width scaled to all of them: where drawing all of them over and over is too much work.</summary>
    BootstrapOfPart,
}
