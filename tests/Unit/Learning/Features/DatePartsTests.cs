using Mdlc.Catalog.DataViews;
using Mdlc.Contracts.Artifacts;
using Mdlc.Contracts.Models;
using Mdlc.Contracts.Spec;
using Mdlc.Learning.Features;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Mdlc.Unit.Tests.Learning.Features;

public sealed class DatePartsTests
{
    [Fact]
    public void Parts_OverFourHundredYears_AreTheCalendars()
    {
        // Every 17 hours and a bit over a whole era, so that every day of every leap rule is met.
        var times = new List<DateTimeOffset>();
        for (var time = new DateTimeOffset(1799, 12, 31, 0, 0, 0, TimeSpan.Zero); time.Year < 2201; time = time.AddSeconds(61_211))
        {
            times.Add(time);
        }

        var parts = PartsOf([.. times.Select(time => (double)time.ToUnixTimeSeconds())]);

        for (var i = 0; i < times.Count; i++)
        {
            var time = times[i];
            Assert.Equal([time.Year, time.Month, time.Day, (int)time.DayOfWeek, time.Hour], parts[i]);
        }
    }

    [Fact]
    public void Parts_OfMissing_AreMissing() => Assert.All(PartsOf([double.NaN])[0], part => Assert.True(float.IsNaN(part)));

    private static List<float[]> PartsOf(double[] seconds)
    {
        var ml = new MLContext(1);
        var rows = new ColumnarDataView([ColumnarDataViewColumn.OfDoubles("t", seconds)], seconds.Length);
        var plan = new FeaturePlan([new FeatureColumn("t", ColumnType.Timestamp, ColumnRole.Date, false, "")]);
        var features = FeaturePipeline.Fit(ml, plan, TrainerKind.LightGbm, rows).Training;
        return [.. features.GetColumn<float[]>(FeaturePipeline.Output)];
    }
}
