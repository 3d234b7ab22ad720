using Mdlc.Contracts.Artifacts;
using Mdlc.Contracts.Faults;
using Mdlc.Contracts.Json;
using Mdlc.Contracts.Models;
using Mdlc.Contracts.Spec;
using Mdlc.Learning.Features;

namespace Mdlc.Unit.Tests.Learning.Features;

public sealed class PlanChoicesTests
{
    private static readonly FeatureStatistics Number = Column("x", ColumnType.Number);
    private static readonly FeatureStatistics Few = Column("few", ColumnType.Text, distinct: 64);
    private static readonly FeatureStatistics Many = Column("many", ColumnType.Text, distinct: 65);
    private static readonly FeatureStatistics From = Column("from", ColumnType.Timestamp);
    private static readonly FeatureStatistics To = Column("to", ColumnType.Timestamp) with { WholeDays = true, WholeHours = true };

    private static readonly ModelSpec Spec = new()
    {
        Model = "m", Task = ModelTask.Binary, Label = "label", Source = new SourceSpec { Path = "x.csv" }, Transform = new TransformSpec { Rules = PlanRules.Current },
    };

    /// <summary>A spec that was resolved before there were rules is planned as it was.</summary>
    [Fact]
    public void Plan_OfASpecOfAnEarlierVersion_IsThatOfTheFirstRules()
    {
        var spec = Spec with { Transform = MdlcJson.Deserialize<TransformSpec>("""{"columns":{"few":"category"},"rescaleLabel":false}""") };

        var plan = FeaturePlanner.Plan([Number with { Missing = 3 }, Few, Many, From], spec);

        Assert.Equal([ColumnRole.Numeric, ColumnRole.Category, ColumnRole.Hash, ColumnRole.Date], plan.Columns.Select(column => column.Role));
        Assert.All(plan.Columns, column => Assert.Equal((null, null, null, null), (column.Missing, column.Parts, column.Order, column.Smoothing)));
        Assert.Empty(plan.Differences);
    }

    [Fact]
    public void Plan_OfAnEarlierVersion_IsReadAsItWas()
    {
        var plan = MdlcJson.Deserialize<FeaturePlan>("""{"columns":[{"name":"d","type":"timestamp","role":"date","hasMissing":true,"reason":"points in time"}]}""");

        Assert.Equal(new FeatureColumn("d", ColumnType.Timestamp, ColumnRole.Date, true, "points in time"), plan.Columns[0]);
        Assert.Empty(plan.Differences);
    }

    [Fact]
    public void Plan_WithChoices_FollowsThemWhereTheSpecLeavesThemOpen()
    {
        var choices = FeatureChoices.Of(new Dictionary<string, string>
        {
            ["plan.lowCardinality"] = "target", ["plan.highCardinality"] = "hash", ["plan.dates"] = "cyclic", ["plan.missing"] = "median", ["learningRate"] = "0.1",
        });
        var spec = Spec with { Transform = Spec.Transform with { HighCardinality = ColumnRole.Target, Smoothing = 3 } };

        var plan = FeaturePlanner.Plan([Number with { Missing = 3 }, Few, Many, From, To], spec, choices);

        Assert.Equal([ColumnRole.Numeric, ColumnRole.Target, ColumnRole.Target, ColumnRole.Date, ColumnRole.Date], plan.Columns.Select(column => column.Role));
        Assert.Equal((MissingValues.Median, 3.0), (plan.Columns[0].Missing, plan.Columns[1].Smoothing));
        Assert.Contains("missing: median", plan.Columns[0].Reason, StringComparison.Ordinal);
        Assert.Contains("64 distinct values; the label's mean by value, drawn to that of all by 3 rows", plan.Columns[1].Reason, StringComparison.Ordinal);
        Assert.Equal(["year", "month", "day", "weekday", "hour", "minute", "yearSin", "yearCos", "weekSin", "weekCos", "daySin", "dayCos"], plan.Columns[3].Parts!);
        Assert.Equal(["year", "month", "day", "weekday", "yearSin", "yearCos", "weekSin", "weekCos"], plan.Columns[4].Parts!);
    }

    [Fact]
    public void Choices_OfAnUnknownWord_AreRefused()
    {
        var fault = Assert.Throws<FaultException>(() => FeatureChoices.Of(new Dictionary<string, string> { ["plan.dates"] = "seconds" }));

        Assert.Contains("plan.dates: seconds, expected one of hour, minute, cyclic", fault.Message, StringComparison.Ordinal);
    }

    /// <summary>Each is worth a trial: no two choices make the same plan, and the first makes that of the defaults.</summary>
    [Theory]
    [InlineData(TrainerKind.LightGbm)]
    [InlineData(TrainerKind.Sdca)]
    public void Parameters_OfColumns_MakeDifferentPlans(TrainerKind trainer)
    {
        FeatureStatistics[] columns = [Number with { Missing = 3 }, Few, Many, From, To];
        var spec = Spec with { Train = new TrainSpec { Trainer = trainer } };

        var parameters = PlanParameters.Of(columns, spec);

        Assert.Equal(["plan.lowCardinality", "plan.highCardinality", "plan.dates", "plan.missing"], parameters.Select(parameter => parameter.Name));
        foreach (var parameter in parameters)
        {
            var plans = parameter.Choices.Select(choice =>
                MdlcJson.Serialize(FeaturePlanner.Plan(columns, spec, FeatureChoices.Of(new Dictionary<string, string> { [parameter.Name] = choice })))).ToList();
            Assert.Equal(plans.Count, plans.Distinct().Count());
            Assert.Equal(MdlcJson.Serialize(FeaturePlanner.Plan(columns, spec)), plans[0]);
        }

        Assert.Equal(trainer == TrainerKind.LightGbm, parameters[3].Choices.Contains("native"));
    }

    [Fact]
    public void Parameters_ThatTheSpecStates_OrThatChangeNothing_AreNotVaried()
    {
        var spec = Spec with { Transform = Spec.Transform with { HighCardinality = ColumnRole.Hash } };

        Assert.DoesNotContain(PlanParameters.Of([Number, Many], spec), parameter => parameter.Name is "plan.highCardinality" or "plan.lowCardinality" or "plan.dates");
    }

    [Fact]
    public void Orders_OfAColumn_MakeItOrdinal()
    {
        var spec = Spec with { Transform = Spec.Transform with { Orders = new Dictionary<string, IReadOnlyList<string>> { ["few"] = ["low", "high"] } } };

        var column = FeaturePlanner.Plan([Number, Few], spec).Columns[1];

        Assert.Equal(ColumnRole.Ordinal, column.Role);
        Assert.Equal(["low", "high"], column.Order!);
    }

    [Fact]
    public void Differences_OfDates_ArePlanned_AndThoseOfDroppedOnesTold()
    {
        var spec = Spec with { Transform = Spec.Transform with { Differences = [["from", "to"], ["from", "never"]] } };

        var plan = FeaturePlanner.Plan([Number, From, To, Column("never", ColumnType.Timestamp) with { Missing = 1000 }], spec);

        Assert.Equal([new TimeDifference("from", "to")], plan.Differences);
        Assert.EndsWith("and the time since 'from'", plan.Columns[2].Reason, StringComparison.Ordinal);
        Assert.Contains("the time from 'from' to 'never' is left out: 'never' is dropped (every value is missing)", plan.Notes);
    }

    [Theory]
    [InlineData("x", "'x' in transform.differences, but it is numeric")]
    [InlineData("gone", "'gone' in transform.differences, expected one of the columns")]
    public void Differences_OfOtherColumns_AreRefused(string other, string said)
    {
        var spec = Spec with { Transform = Spec.Transform with { Differences = [["from", other]] } };

        var fault = Assert.Throws<FaultException>(() => FeaturePlanner.Plan([Number, From], spec));

        Assert.Contains(said, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Native_ForATrainerWithoutSuchSplits_IsRefused()
    {
        var spec = Spec with
        {
            Train = new TrainSpec { Trainer = TrainerKind.Sdca }, Transform = Spec.Transform with { Columns = new Dictionary<string, ColumnRole> { ["few"] = ColumnRole.Native } },
        };

        var fault = Assert.Throws<FaultException>(() => FeaturePlanner.Plan([Number, Few], spec));
        var missing = Assert.Throws<FaultException>(() => FeaturePlanner.Plan([Number], spec with { Transform = new TransformSpec { Missing = MissingValues.Native } }));

        Assert.Contains("'few' as native, but sdca does not split categories by sets", fault.Message, StringComparison.Ordinal);
        Assert.Contains("transform.missing: native with train.trainer: sdca", missing.Message, StringComparison.Ordinal);
    }

    private static FeatureStatistics Column(string name, ColumnType type, long distinct = 500) => new()
    {
        Name = name, Type = type, Rows = 1000, Missing = 0, Constant = false, HeadValues = 1000, HeadDistinct = distinct, MeanWords = 1,
    };
}
