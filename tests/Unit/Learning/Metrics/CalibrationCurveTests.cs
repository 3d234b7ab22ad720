using Mdlc.Learning.Metrics;

namespace Mdlc.Unit.Tests.Learning.Metrics;

public sealed class CalibrationCurveTests
{
    [Fact]
    public void EqualMass_Ties_StayTogether()
    {
        bool[] labels = [false, true, false, true, true, true];
        double[] probabilities = [0.1, 0.5, 0.5, 0.5, 0.8, 0.9];

        var bins = CalibrationCurve.EqualMass(labels, probabilities, 3);

        Assert.Equal([4, 1, 1], bins.Select(bin => bin.Rows));
        Assert.Equal(0.5, bins[0].ObservedRate, 1e-12);
    }

    [Fact]
    public void EqualWidth_OneAndZero_LieInTheOuterBins()
    {
        var bins = CalibrationCurve.EqualWidth([true, false], [1, 0]);

        Assert.Equal([0, 14.0 / 15], bins.Select(bin => bin.Lower));
        Assert.Equal(0, CalibrationCurve.ExpectedError(bins));
    }

    [Fact]
    public void ExpectedError_OfTheBins_IsTheMetric()
    {
        bool[] labels = [false, true, false, true, true, true, false];
        double[] probabilities = [0.1, 0.5, 0.52, 0.53, 0.8, 0.9, 0.3];

        Assert.Equal(
            CalibrationCurve.ExpectedError(CalibrationCurve.EqualWidth(labels, probabilities)),
            MetricCatalogue.Evaluate("ece", BinaryPredictions.FromProbabilities(labels, probabilities)).Value!.Value,
            1e-12);
    }
}
