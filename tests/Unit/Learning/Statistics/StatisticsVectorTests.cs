using System.Text.Json;
using Mdlc.Learning.Metrics;
using Mdlc.Learning.Statistics;
using Mdlc.Learning.Statistics.Distributions;

namespace Mdlc.Unit.Tests.Learning.Statistics;

/// <summary>Every figure of vectors.json, to 1e-9.</summary>
public sealed class StatisticsVectorTests
{
    private static readonly double[] Reference = [38.7, 41.5, 43.8, 44.5, 45.5, 46.0, 47.7, 58.0];
    private static readonly double[] Current = [39.2, 39.3, 39.7, 41.4, 41.8, 42.9, 43.3, 45.8];
    private static readonly double[] ReferenceCounts = [16, 18, 16, 14, 12, 12];
    private static readonly double[] CurrentCounts = [16, 16, 16, 16, 16, 8];

    private static readonly double[] NormalX = [.. Enumerable.Range(0, 1000).Select(i => Normal.Quantile((i + 0.5) / 1000))];
    private static readonly double[] ShiftedY = [.. Enumerable.Range(0, 500).Select(j => (1.1 * Normal.Quantile((j + 0.5) / 500)) + 0.25)];

    private static readonly bool[] Labels = [.. Enumerable.Range(0, 20).Select(i => i >= 10)];
    private static readonly double[] ScoresA =
        [.1, .2, .3, .35, .4, .45, .5, .6, .7, .8, .3, .45, .55, .6, .65, .7, .75, .85, .9, .95];
    private static readonly double[] ScoresB =
        [.2, .1, .5, .3, .6, .4, .55, .7, .65, .9, .25, .5, .4, .7, .6, .8, .65, .75, .95, .85];

    private static readonly JsonElement Vectors = JsonDocument.Parse(VectorFile.Read("vectors.json")).RootElement;

    private readonly HashSet<string> _seen = [];

    [Fact]
    public void Vectors_All_MatchToOneInABillion()
    {
        TwoSampleTests();
        CategoricalDistances();
        NormalShift();
        PairedTests();
        Calibration();
        Adjustments();
        var unchecked_ = Vectors.EnumerateObject().Select(p => p.Name).Except([.. _seen, "source"]).ToArray();
        Assert.Empty(unchecked_);
    }

    private void TwoSampleTests()
    {
        var ks = KolmogorovSmirnov.TwoSample(Reference, Current);
        Check("KS", "D", ks.Statistic);
        Check("KS", "p_exact", ks.PValue);
        Check("KS", "p_asymp", KolmogorovSmirnov.AsymptoticPValue(8, 8, ks.Statistic));
        Check("wasserstein", Wasserstein.Distance(Reference, Current));
        Check("wass_norm_pop_std", Wasserstein.NormedDistance(Reference, Current));
        Check("std_pop", Descriptive.PopulationStandardDeviation(Reference));
        Check("energy", Wasserstein.EnergyDistance(Reference, Current));
        var mannWhitney = MannWhitney.Test(Reference, Current);
        Check("mwu", "U", mannWhitney.Statistic);
        Check("mwu", "p", mannWhitney.PValue);
        Check("welch/student", TTest.Student(Reference, Current).PValue, TTest.Welch(Reference, Current).PValue);
        Check("cvm", CramerVonMises.TwoSample(Reference, Current).PValue);
        var anderson = AndersonDarling.KSample(Reference, Current);
        Check("anderson", anderson.Statistic, anderson.PValue);
    }

    private void CategoricalDistances()
    {
        var fit = ChiSquareTest.GoodnessOfFit(CurrentCounts, ReferenceCounts);
        Check("chi2_gof(evidently)", fit.Statistic, fit.PValue);
        var (contingency, degrees) = ChiSquareTest.Contingency(ReferenceCounts, CurrentCounts);
        Check("chi2_contingency", contingency.Statistic, contingency.PValue, degrees);
        Check("psi_cat", Divergence.PopulationStability(ReferenceCounts, CurrentCounts));
        Check("js_cat_e", Divergence.JensenShannonDistance(ReferenceCounts, CurrentCounts));
        Check("js_cat_2", Divergence.JensenShannonDistance(ReferenceCounts, CurrentCounts, 2));
        Check("hellinger", Divergence.Hellinger(ReferenceCounts, CurrentCounts));
        Check("tvd", Divergence.TotalVariation(ReferenceCounts, CurrentCounts));
        Check("kl", Divergence.KullbackLeibler(ReferenceCounts, CurrentCounts));
        Check("Linf", Divergence.LInfinity(ReferenceCounts, CurrentCounts));
    }

    private void NormalShift()
    {
        var edges = Binning.QuantileEdges(NormalX);
        var reference = Doubles(Binning.CountByInnerEdges(NormalX, edges));
        var current = Doubles(Binning.CountByInnerEdges(ShiftedY, edges));
        var expected = Vectors.GetProperty("psi_decile_normal_shift");
        _seen.Add("psi_decile_normal_shift");
        Close(expected[0].GetDouble(), Divergence.PopulationStability(reference, current), "psi");
        for (var i = 0; i < current.Length; i++)
        {
            Close(expected[1][i].GetDouble(), current[i] / 500, "share");
        }

        var pooled = NormalX.Concat(ShiftedY).ToArray();
        var bins = Binning.SturgesBins(pooled.Length);
        var wide = Binning.EqualWidthEdges(pooled.Min(), pooled.Max(), bins);
        var wideReference = Doubles(Binning.CountByEdges(NormalX, wide));
        var wideCurrent = Doubles(Binning.CountByEdges(ShiftedY, wide));
        Check("evidently_psi_sturges", Divergence.PopulationStability(wideReference, wideCurrent), bins);
        Check("evidently_js_sturges", Divergence.JensenShannonDistance(wideReference, wideCurrent), bins);
        Check("evidently_wass_norm", Wasserstein.NormedDistance(NormalX, ShiftedY));
        var ks = KolmogorovSmirnov.TwoSampleSorted(NormalX, ShiftedY);
        Check("ks_normal_shift", ks.Statistic, ks.PValue);
        Check("doane_bins", Binning.DoaneBins(NormalX));
        Check("X_std_pop", Descriptive.PopulationStandardDeviation(NormalX));
    }

    private void PairedTests()
    {
        var z = Proportions.TwoSample(30, 100, 45, 120);
        Check("z_30/100_vs_45/120", z.Statistic, z.PValue);
        foreach (var (key, b, c) in new[] { ("mcnemar_121_59", 121, 59), ("mcnemar_25_15", 25, 15), ("mcnemar_3_10", 3, 10) })
        {
            Check(key, "chi2", McNemar.Uncorrected(b, c).Statistic);
            Check(key, "p", McNemar.Uncorrected(b, c).PValue);
            Check(key, "chi2cc", McNemar.Corrected(b, c).Statistic);
            Check(key, "pcc", McNemar.Corrected(b, c).PValue);
            Check(key, "exact", McNemar.Exact(b, c));
            Check(key, "midp", McNemar.MidP(b, c));
        }
        var delong = DeLong.Paired(Labels, ScoresA, ScoresB);
        Check("delong20", "aucA", delong.AucA);
        Check("delong20", "aucB", delong.AucB);
        Check("delong20", "varA", delong.VarianceA);
        Check("delong20", "varB", delong.VarianceB);
        Check("delong20", "cov", delong.Covariance);
        Check("delong20", "z", delong.Z);
        Check("delong20", "p", delong.PValue);
    }

    private void Calibration()
    {
        bool[] five = [false, false, true, true, true];
        double[] probabilities = [.25, .25, .55, .75, .75];
        var bins = CalibrationCurve.EqualWidth(five, probabilities, 2);
        Check("brier5", Score("brier", five, probabilities));
        Check("ece5_n2 (torchmetrics 0.2900,0.3167,0.2918)",
            CalibrationCurve.ExpectedError(bins), CalibrationCurve.MaximumError(bins), CalibrationCurve.RootMeanSquareError(bins));
        Check("brier_sklearn_ex", Score("brier", [false, true, true, false], [.1, .9, .8, .3]));
        Check("brierAB", Score("brier", Labels, ScoresA), Score("brier", Labels, ScoresB));
        var ten = CalibrationCurve.EqualWidth(Labels, ScoresA, 10);
        Check("eceA_10",
            CalibrationCurve.ExpectedError(ten), CalibrationCurve.MaximumError(ten), CalibrationCurve.RootMeanSquareError(ten));
        var murphy = CalibrationCurve.Murphy(CalibrationCurve.EqualWidth(Labels, ScoresA, 5));
        Check("murphyA_5", murphy.Reliability, murphy.Resolution, murphy.Uncertainty);
        Check("cbpe_accA", CalibrationCurve.EstimatedAccuracy(ScoresA));
    }

    private void Adjustments()
    {
        var bh = Vectors.GetProperty("bh");
        _seen.Add("bh");
        var adjusted = BenjaminiHochberg.Adjust([.. bh.GetProperty("p").EnumerateArray().Select(p => p.GetDouble())]);
        for (var i = 0; i < adjusted.Length; i++)
        {
            // The source prints six decimals.
            Assert.Equal(bh.GetProperty("adj")[i].GetDouble(), adjusted[i], 5e-7);
        }
        var wilson = Proportions.Wilson(45, 50);
        Check("wilson_45_50", wilson.Lower, wilson.Upper);
    }

    private static double Score(string metric, bool[] labels, double[] probabilities) =>
        MetricCatalogue.Evaluate(metric, BinaryPredictions.FromProbabilities(labels, probabilities)).Value!.Value;

    private static double[] Doubles(long[] counts) => Array.ConvertAll(counts, count => (double)count);

    private void Check(string key, string field, double actual)
    {
        _seen.Add(key);
        Close(Vectors.GetProperty(key).GetProperty(field).GetDouble(), actual, $"{key}.{field}");
    }

    private void Check(string key, params double[] actual)
    {
        _seen.Add(key);
        var expected = Vectors.GetProperty(key);
        for (var i = 0; i < actual.Length; i++)
        {
            Close((expected.ValueKind == JsonValueKind.Array ? expected[i] : expected).GetDouble(), actual[i], $"{key}[{i}]");
        }
    }

    private static void Close(double expected, double actual, string name) =>
        Assert.True(Math.Abs(expected - actual) <= 1e-9, $"{name}: found {actual:r}, expected {expected:r}");
}
