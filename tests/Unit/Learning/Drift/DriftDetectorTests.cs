using Mdlc.Contracts.Json;
using Mdlc.Contracts.Monitoring;
using Mdlc.Learning.Drift;
using Mdlc.Learning.Statistics;

namespace Mdlc.Unit.Tests.Learning.Drift;

public sealed class DriftDetectorTests
{
    [Theory]
    [InlineData(100, 100, 0.33838)]
    [InlineData(1000, 1000, 0.033838)]
    [InlineData(10_000, 10_000, 0.0033838)]
    public void PsiLimit_TenBins_IsThePublishedOne(long reference, long current, double expected) =>
        Assert.Equal(expected, DriftDetector.PsiLimit(10, reference, current)!.Value, expected * 1e-4);

    [Theory]
    [InlineData(0, 1000, 20, 500, true)]
    [InlineData(0, 1000, 1, 500, false)]
    [InlineData(40, 1000, 20, 500, false)]
    [InlineData(40, 1000, 0, 500, false)]
    [InlineData(40, 1000, 60, 500, true)]
    public void Compare_UnreadableRecords_DriftWhenTheyAreMoreThanInTraining(int before, int recordsBefore, int now, int records, bool drifts)
    {
        var random = new SeededRandom(1);
        var reference = Of(recordsBefore, before);
        var current = Of(records, now);

        var report = DriftDetector.Compare(reference, current);

        Assert.Equal(drifts ? DriftStatus.Drift : DriftStatus.Stable, report.Columns.Single(column => column.Column == "hours").Status);
        Assert.Equal(drifts, report.Columns.Any(column => column.Column == DataProfile.WholeRecord));

        DataProfile Of(int rows, int unreadable)
        {
            var kept = Normals(random, rows - unreadable);
            return new DataProfile(kept.Length, [ProfileBuilder.Numeric("hours", kept)])
            {
                Records = rows,
                Unreadable = new Dictionary<string, long> { ["hours"] = unreadable, [DataProfile.WholeRecord] = unreadable },
            };
        }
    }

    [Fact]
    public void Compare_PointsInTime_DriftOnlyInWhatIsMissing()
    {
        static DataProfile Of(long missing) => new(1000, [ProfileBuilder.Times("when", 1000, missing)]);

        Assert.Equal("none of 1 columns drifted", DriftDetector.Compare(Of(0), Of(0)).Summary);
        Assert.Equal("1 of 1 columns drifted: when (strong)", DriftDetector.Compare(Of(0), Of(200)).Summary);
    }

    [Fact]
    public void Compare_FifthOfADeviation_IsFoundAtTwoThousandRows()
    {
        var found = Enumerable.Range(0, 30).Count(seed =>
        {
            var random = new SeededRandom(seed);
            return Compare(Normals(random, 2000), Normals(random, 2000, shift: 0.2)).Status == DriftStatus.Drift;
        });

        Assert.InRange(found, 29, 30);
    }

    [Fact]
    public void Compare_ShiftedColumn_IsFirstWithItsNumbers()
    {
        var random = new SeededRandom(1);
        var reference = Profile(Normals(random, 3000), Numeric("moved", Normals(random, 3000)));
        var current = Profile(Normals(random, 3000), Numeric("moved", Normals(random, 3000, shift: 0.5)));

        var report = DriftDetector.Compare(reference, current);

        Assert.Equal(DriftStatus.Drift, report.Status);
        Assert.Equal("1 of 2 columns drifted: moved (slight)", report.Summary);
        var moved = report.Columns[0];
        Assert.Equal("moved", moved.Column);
        Assert.Equal(DriftTest.KolmogorovSmirnov, moved.Test);
        Assert.InRange(moved.WassersteinNormed!.Value, 0.42, 0.58);
        Assert.True(moved.Psi > moved.PsiLimit);
        Assert.True(moved.P <= moved.PAdjusted);
        Assert.Equal(DriftStatus.Stable, report.Columns[1].Status);
    }

    [Fact]
    public void Compare_SignificantButTiny_IsStable()
    {
        // Evenly spaced quantiles stand for the rows: 0.03 deviations are certain at 200 000 rows, and matter to nobody.
        var reference = Profile(Enumerable.Range(0, 200_000).Select(i => (i + 0.5) / 200_000 * Math.Sqrt(12)).ToArray());
        var current = Profile(Enumerable.Range(0, 200_000).Select(i => ((i + 0.5) / 200_000 * Math.Sqrt(12)) + 0.03).ToArray());

        var column = Assert.Single(DriftDetector.Compare(reference, current).Columns);

        Assert.True(column.PAdjusted < 0.001);
        Assert.Equal(DriftStatus.Stable, column.Status);
        Assert.StartsWith("too small a difference to matter", column.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Compare_FewRows_IsInconclusive()
    {
        var random = new SeededRandom(1);

        var report = Compare(Normals(random, 2000), Normals(random, 199, shift: 5));

        Assert.Equal(DriftStatus.Inconclusive, report.Status);
        Assert.Contains("199 rows, at least 200 are needed", report.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public void Compare_ColumnGoesMissing_IsDriftThoughNoValueIsLeft()
    {
        var random = new SeededRandom(1);
        var empty = Enumerable.Repeat(double.NaN, 1000).ToArray();

        var column = Assert.Single(Compare(Normals(random, 2000), empty).Columns);

        Assert.Equal(DriftStatus.Drift, column.Status);
        Assert.StartsWith("100 % of its values are missing, 0 %", column.Reason, StringComparison.Ordinal);
        Assert.Null(column.P);
    }

    [Fact]
    public void Compare_BurstOfMissing_IsDriftOfAnotherwiseStableColumn()
    {
        var random = new SeededRandom(2);
        var current = Normals(random, 2000);
        for (var i = 0; i < 100; i++)
        {
            current[i] = double.NaN;
        }

        var column = Assert.Single(Compare(Normals(random, 2000), current).Columns);

        Assert.Equal(DriftStatus.Drift, column.Status);
        Assert.Equal(0.05, column.MissingCurrent!.Value, 1e-12);
    }

    [Fact]
    public void Compare_NewCategory_IsDriftAndNamed()
    {
        var reference = Categories(("a", 1000), ("b", 1000));
        var current = Categories(("a", 450), ("b", 450), ("new", 100));

        var column = Assert.Single(DriftDetector.Compare(reference, current).Columns);

        Assert.Equal(DriftStatus.Drift, column.Status);
        Assert.Equal(DriftTest.ChiSquare, column.Test);
        Assert.Equal(["new"], column.NewCategories);
    }

    [Fact]
    public void Compare_SwappedCategories_IsDrift() => Assert.Equal(
        DriftStatus.Drift, DriftDetector.Compare(Categories(("a", 1500), ("b", 500)), Categories(("a", 500), ("b", 1500))).Status);

    [Fact]
    public void Compare_OneStrayCategory_IsStable() => Assert.Equal(
        DriftStatus.Stable, DriftDetector.Compare(Categories(("a", 1500), ("b", 500)), Categories(("a", 749), ("b", 250), ("typo", 1))).Status);

    [Fact]
    public void Compare_ConstantThatChanges_IsDrift()
    {
        var column = Assert.Single(Compare([.. Enumerable.Repeat(5.0, 500)], [.. Enumerable.Repeat(4.0, 500)]).Columns);

        Assert.Equal(DriftStatus.Drift, column.Status);
        Assert.Null(column.WassersteinNormed);
    }

    [Fact]
    public void Compare_ConstantThatStays_IsStable() =>
        Assert.Equal(DriftStatus.Stable, Compare([.. Enumerable.Repeat(5.0, 500)], [.. Enumerable.Repeat(5.0, 500)]).Status);

    [Fact]
    public void Compare_ColumnGone_SaysSo()
    {
        var reference = Profile(Normals(new SeededRandom(1), 500));

        var report = DriftDetector.Compare(reference, new DataProfile(500, []));

        Assert.Equal("the window has no such column", Assert.Single(report.Columns).Reason);
        Assert.Equal(DriftStatus.Inconclusive, report.Status);
    }

    [Fact]
    public void Profile_ManyRows_KeepsABoundedSampleThatSeesTheSame()
    {
        var random = new SeededRandom(1);
        double[] before = Normals(random, 100_000), now = Normals(random, 50_000, shift: 0.02);
        var profile = ProfileBuilder.Numeric("x", before);

        var column = Assert.Single(Compare(before, now).Columns);
        var whole = KolmogorovSmirnov.TwoSample(before, now);

        Assert.Equal(ProfileBuilder.MaximumSample, profile.Sample.Count);
        Assert.Equal(whole.Statistic, column.Statistic!.Value, 3.0 / 8192);
    }

    [Fact]
    public void Reports_Json_RoundTripWithoutNumbersThatAreNone()
    {
        var random = new SeededRandom(3);
        var reference = DriftSamples.Mixed(random, 500) with { Predictions = Numeric(DataProfile.PredictionName, Normals(random, 500)) };

        var profile = MdlcJson.Serialize(reference);
        var report = MdlcJson.Serialize(DriftDetector.Compare(MdlcJson.Deserialize<DataProfile>(profile), DriftSamples.Mixed(random, 400) with { Predictions = Numeric(DataProfile.PredictionName, Normals(random, 400)) }));

        Assert.Equal(profile, MdlcJson.Serialize(MdlcJson.Deserialize<DataProfile>(profile)));
        Assert.Equal(report, MdlcJson.Serialize(MdlcJson.Deserialize<DriftReport>(report)));
        Assert.DoesNotContain("NaN", report, StringComparison.Ordinal);
    }

    private static DriftReport Compare(double[] reference, double[] current) => DriftDetector.Compare(Profile(reference), Profile(current));

    private static DataProfile Profile(double[] values, params ColumnProfile[] more) => new(values.Length, [Numeric("x", values), .. more]);

    private static ColumnProfile Numeric(string name, double[] values) => ProfileBuilder.Numeric(name, values);

    private static DataProfile Categories(params (string Value, int Rows)[] counts)
    {
        var column = ProfileBuilder.Categorical("c", counts.SelectMany(count => Enumerable.Repeat(count.Value, count.Rows)));
        return new DataProfile(column.Rows, [column]);
    }

    private static double[] Normals(SeededRandom random, int rows, double shift = 0) => DriftSamples.Normals(random, rows, shift);
}
