using Mdlc.Contracts.Monitoring;

namespace Mdlc.Learning.Drift;

/// <summary>How far the present values of a column differ in distribution, before any decision.</summary>
internal sealed record ShapeComparison
{
    public required DriftTest Test { get; init; }

    public required double Statistic { get; init; }

    /// <summary>1 where nothing varies.</summary>
    public required double P { get; init; }

    /// <summary>Rows per bin, missing values not among them.</summary>
    public required double[] ReferenceBins { get; init; }

    public required double[] CurrentBins { get; init; }

    /// <summary>How many of the bins hold nothing of the reference, see <see cref="Drift.OpenBins"/>.</summary>
    public int OpenBins { get; init; }

    public double? WassersteinNormed { get; init; }

    public double? Distance { get; init; }

    public double? Below { get; init; }

    public double? Above { get; init; }

    /// <summary>True where the reference is constant and the window is not just that constant: any distance then matters.</summary>
    public bool LeavesConstant { get; init; }

    public IReadOnlyList<string> NewCategories { get; init; } = [];
}
