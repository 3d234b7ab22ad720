using Mdlc.Contracts.Evaluation;
using Mdlc.Contracts.Monitoring;
using Mdlc.Learning.Drift;
using Mdlc.Learning.Statistics;

namespace Mdlc.Unit.Tests.Learning.Drift;

/// <summary>Significant is not enough: how large a difference must be, how large it is called, and how much the column weighs.</summary>
public sealed class DriftEffectTests
{
    [Theory]
    [InlineData(0.0010, 0.0013, DriftStatus.Stable)] // certain at so many rows, and nothing
    [InlineData(0.0010, 0.0500, DriftStatus.Drift)]
    [InlineData(0.0000, 0.0005, DriftStatus.Stable)]
    [InlineData(0.0000, 0.0200, DriftStatus.Drift)]
    public void Compare_MissingInAMillionRows_DriftsByItsSize(double before, double now, DriftStatus expected)
    {
        var column = Assert.Single(DriftDetector.Compare(Of(before), Of(now)).Columns);

        Assert.True(column.MissingPAdjusted < 1e-6, $"p {column.MissingPAdjusted}");
        Assert.Equal(expected, column.Status);

        static DataProfile Of(double share)
        {
            const long Rows = 1_000_000;
            return new DataProfile(Rows, [ProfileBuilder.Times("when", Rows, (long)Math.Round(share * Rows))]);
        }
    }

    [Fact]
    public void Compare_IndexAloneIsLarge_IsStable()
    {
        // The neighbours 4 and 5 change places among a thousand: an index sees it, no distance does.
        var before = Enumerable.Range(0, 20_000).Select(i => i % 10 == 0 ? 4.0 : (double)(i % 1000)).ToArray();
        var now = before.Select(value => value == 4 ? 5.0 : value).ToArray();

        var column = Assert.Single(DriftDetector.Compare(Numeric(before), Numeric(now)).Columns);

        Assert.True(column.Psi >= 0.02, $"PSI {column.Psi}");
        Assert.Equal(DriftStatus.Stable, column.Status);
    }

    [Fact]
    public void Compare_DistanceAloneIsLarge_IsStable()
    {
        // One of 300 is far away: the distance grows, the index and what a model sees of it do not.
        var random = new SeededRandom(1);
        var before = DriftSamples.Normals(random, 30_000);
        var now = before.Select((value, i) => i % 300 == 0 ? 60.0 : value).ToArray();

        var column = Assert.Single(DriftDetector.Compare(Numeric(before), Numeric(now)).Columns);

        Assert.True(column.Distance >= 0.1, $"distance {column.Distance}");
        Assert.True(column.Psi < 0.02 || column.PAdjusted > 0.01, $"PSI {column.Psi}, p {column.PAdjusted}");
        Assert.Equal(DriftStatus.Stable, column.Status);
    }

    /// <summary>With one value far away a standard deviation is no measure of anything.</summary>
    [Fact]
    public void Compare_ShiftBesideAFarValue_IsSeen()
    {
        var random = new SeededRandom(1);
        double[] before = [.. DriftSamples.Normals(random, 2000), 1e6];
        double[] now = [.. DriftSamples.Normals(random, 2000, shift: 1), 1e6];

        var column = Assert.Single(DriftDetector.Compare(Numeric(before), Numeric(now)).Columns);

        Assert.True(column.WassersteinNormed < 0.001);
        Assert.Equal(DriftSeverity.Strong, column.Severity);
    }

    [Theory]
    [InlineData(0.2, DriftSeverity.Slight)]
    [InlineData(1.0, DriftSeverity.Strong)]
    public void Compare_Shift_HasItsSize(double shift, DriftSeverity expected)
    {
        var random = new SeededRandom(3);
        var report = DriftDetector.Compare(Numeric(DriftSamples.Normals(random, 4000)), Numeric(DriftSamples.Normals(random, 4000, shift)));

        Assert.Equal(expected, Assert.Single(report.Columns).Severity);
        Assert.Equal(expected, report.Severity);
    }

    /// <summary>A few values in another unit: the index, which sees only that they are beyond, stays small.</summary>
    [Theory]
    [InlineData(8, DriftSeverity.Slight)]
    [InlineData(30, DriftSeverity.Strong)]
    public void Compare_AFewValuesFarAway_HaveTheSizeOfTheirDistance(double value, DriftSeverity expected)
    {
        var before = DriftSamples.Normals(new SeededRandom(7), 10_000);
        var now = before.Select((one, i) => i % 33 == 0 ? value : one).ToArray();

        var column = Assert.Single(DriftDetector.Compare(Numeric(before), Numeric(now)).Columns);

        Assert.InRange(column.Psi!.Value, 0.02, 0.24);
        Assert.Equal((DriftStatus.Drift, expected), (column.Status, column.Severity!.Value));
    }

    /// <summary>Two tests of one column have two chances of a false alarm.</summary>
    [Fact]
    public void Compare_ARareCategoryBesideFrequentOnes_CountsTwice()
    {
        DataProfile Of(int rare) => new(
            10_000 + rare, [ProfileBuilder.Categorical("kind", Enumerable.Range(0, 10_000 + rare).Select(i => i < 5000 ? "a" : i < 10_000 ? "b" : "rare"))]);

        var column = Assert.Single(DriftDetector.Compare(Of(8), Of(32)).Columns);

        Assert.Equal(2 * Proportions.PValue(8, 10_008, 32, 10_032), column.P!.Value, 1e-12);
    }

    [Fact]
    public void Compare_NoChange_HasNoSize()
    {
        var random = new SeededRandom(3);
        var report = DriftDetector.Compare(Numeric(DriftSamples.Normals(random, 1000)), Numeric(DriftSamples.Normals(random, 1000)));

        Assert.Equal(DriftSeverity.None, Assert.Single(report.Columns).Severity);
        Assert.Equal(DriftSeverity.None, report.Severity);
    }

    [Fact]
    public void Compare_TooFewRows_HasAnUnknownSize()
    {
        var report = DriftDetector.Compare(Numeric(new double[1000]), Numeric(new double[100]));

        Assert.Null(Assert.Single(report.Columns).Severity);
    }

    /// <summary>Decimal points lost: all that is beyond training's range is one bin by itself, not the last decile.</summary>
    [Fact]
    public void Compare_ValuesBeyondTheReference_HaveBinsOfTheirOwn()
    {
        var random = new SeededRandom(5);
        var before = DriftSamples.Normals(random, 20_000);
        var now = DriftSamples.Normals(random, 20_000).Select((value, i) => i % 33 == 0 ? 500 : i % 50 == 0 ? -500 : value).ToArray();

        var column = Assert.Single(DriftDetector.Compare(Numeric(before), Numeric(now)).Columns);

        Assert.Equal(607 / 20_000.0, column.Above!.Value, 0.001);
        Assert.Equal(388 / 20_000.0, column.Below!.Value, 0.001);
        Assert.Equal(DriftStatus.Drift, column.Status);
        Assert.Matches("[12](.9)? % below and 3(.1)? % above all of the reference", column.Reason);
    }

    /// <summary>A window's largest value is above all of training's in every other window: that is no difference.</summary>
    [Fact]
    public void Compare_AFewBeyondTheReference_WeighNothing()
    {
        var before = Enumerable.Range(0, 1000).Select(i => (double)i).ToArray();
        double[] now = [.. before.Skip(1).SkipLast(1), -1, 1000];

        Assert.InRange(DriftDetector.Compare(Numeric(before), Numeric(now)).Columns[0].Psi!.Value, 0, 0.001);
    }

    [Fact]
    public void Compare_Importances_OrderColumnsOfOneSize()
    {
        var random = new SeededRandom(6);
        DataProfile Of(double shift) => new(3000, [.. new[] { "a", "b", "c" }.Select(name => ProfileBuilder.Numeric(name, DriftSamples.Normals(random, 3000, shift)))]);
        FeatureImportance[] importances = [new("c", 6, 1), new("b", 2, 1), new("a", -1, 1)];

        var report = DriftDetector.Compare(Of(0), Of(2), importances: importances);

        Assert.Equal(["c", "b", "a"], report.Columns.Select(column => column.Column));
        Assert.Equal([0.75, 0.25, 0], report.Columns.Select(column => column.Importance!.Value));
        Assert.Equal([1, 2, 3], report.Columns.Select(column => column.ImportanceRank!.Value));
        Assert.StartsWith("3 of 3 columns drifted: c (strong, importance 75 %), b (strong, importance 25 %), a", report.Summary, StringComparison.Ordinal);
    }

    /// <summary>Of a column that nearly always has its largest (or smallest) value: how often it does not is all that can change.</summary>
    [Theory]
    [InlineData(0.95, 0.5)]
    [InlineData(0.05, 0.5)]
    [InlineData(0.95, 0.8)]
    public void Compare_NearlyAllAtOneEnd_SeesThatTheyLeaveIt(double before, double now)
    {
        double[] Ones(double share) => [.. Enumerable.Range(0, 2000).Select(i => i < 2000 * share ? 1.0 : 0)];

        var report = DriftDetector.Compare(Numeric(Ones(before)), Numeric(Ones(now)));

        Assert.Equal(DriftStatus.Drift, report.Status);
        Assert.Equal(DriftStatus.Stable, DriftDetector.Compare(Numeric(Ones(before)), Numeric(Ones(before))).Status);
    }

    /// <summary>The bins that the reference has nothing in hold as much as one of its rows would be in the window, and not the other way round.</summary>
    [Theory]
    [InlineData(20_000, 200)]
    [InlineData(200, 20_000)]
    public void Compare_AWindowOfAnotherSizeThanItsReference_IsNoDistanceByItself(int reference, int current)
    {
        double[] Evenly(int rows) => [.. Enumerable.Range(0, rows).Select(i => 10 + (80 * (i + 0.5) / rows))];

        // Ends that are the same: none of the window is beyond the reference.
        var report = DriftDetector.Compare(Numeric([0, .. Evenly(reference), 100]), Numeric([0, .. Evenly(current), 100]));

        Assert.InRange(report.Columns[0].Psi!.Value, 0, 0.02);
        Assert.Equal(DriftStatus.Stable, report.Status);
    }

    [Fact]
    public void Compare_Predictions_DriftTheWindowThoughNoColumnDoes()
    {
        var random = new SeededRandom(7);
        DataProfile Of(double shift) => Numeric(DriftSamples.Normals(random, 2000)) with
        {
            Predictions = ProfileBuilder.Numeric(DataProfile.PredictionName, DriftSamples.Normals(random, 2000, shift)),
        };

        var report = DriftDetector.Compare(Of(0), Of(0.6));

        Assert.Equal((DriftStatus.Drift, DriftSeverity.Strong), (report.Status, report.Severity));
        Assert.Equal("none of 1 columns drifted; the predictions drifted (strong)", report.Summary);
        Assert.Equal(DriftStatus.Stable, DriftDetector.Compare(Of(0), Of(0)).Predictions!.Status);
        Assert.Null(DriftDetector.Compare(Of(0) with { Predictions = null }, Of(1)).Predictions);
    }

    [Fact]
    public void Compare_ShiftAndGaps_AreBothTold()
    {
        var random = new SeededRandom(8);
        var now = DriftSamples.Normals(random, 2000, shift: 1);
        for (var i = 0; i < 400; i++)
        {
            now[i] = double.NaN;
        }

        var reason = Assert.Single(DriftDetector.Compare(Numeric(DriftSamples.Normals(random, 2000)), Numeric(now)).Columns).Reason;

        Assert.Contains("its values are distributed otherwise", reason, StringComparison.Ordinal);
        Assert.Contains("20 % of its values are missing, 0 % in the reference", reason, StringComparison.Ordinal);
    }

    /// <summary>By chi-square alone, 8 of 200 where 10 of 1000 are expected would be as good as impossible; it is one in 400.</summary>
    [Fact]
    public void Compare_RareFlagMoreOften_IsJudgedExactly()
    {
        static DataProfile Of(int rows, int flagged) =>
            new(rows, [ProfileBuilder.Categorical("flag", Enumerable.Range(0, rows).Select(row => row < flagged ? "true" : "false"))]);

        var column = Assert.Single(DriftDetector.Compare(Of(1000, 10), Of(200, 8)).Columns);

        Assert.Equal(FisherExact.TwoSided(10, 1000, 8, 200), column.P!.Value, 1e-12);
    }

    /// <summary>What happens by chance in 2 of 100 windows is none: at 5 of 100 it was drift.</summary>
    [Fact]
    public void Compare_LargeButNotCertain_IsStable()
    {
        static DataProfile Of(int rows, int flagged) =>
            new(rows, [ProfileBuilder.Categorical("flag", Enumerable.Range(0, rows).Select(row => row < flagged ? "true" : "false"))]);

        var report = DriftDetector.Compare(Of(1000, 10), Of(200, 6));

        var column = Assert.Single(report.Columns);
        Assert.InRange(column.PAdjusted!.Value, 0.011, 0.05);
        Assert.True(column.Psi >= 0.02, $"PSI {column.Psi}");
        Assert.Equal((DriftStatus.Stable, 0.01), (column.Status, report.FalseDiscoveryRate));
    }

    private static DataProfile Numeric(double[] values) => new(values.Length, [ProfileBuilder.Numeric("x", values)]);
}
