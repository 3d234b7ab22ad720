using Mdlc.Contracts.Artifacts;
using Mdlc.Contracts.Faults;
using Mdlc.Contracts.Spec;
using Mdlc.Learning.Features;

namespace Mdlc.Unit.Tests.Learning.Features;

public sealed class FeaturePlannerTests
{
    private static readonly ModelSpec Spec = new()
    {
        Model = "m", Task = ModelTask.Binary, Label = "label", Source = new SourceSpec { Path = "x.csv" },
    };

    public static TheoryData<FeatureStatistics, ColumnRole> Columns() => new()
    {
        { Column(ColumnType.Number), ColumnRole.Numeric },
        { Column(ColumnType.Boolean), ColumnRole.Boolean },
        { Column(ColumnType.Timestamp), ColumnRole.Date },
        { Column(ColumnType.Number) with { Constant = true }, ColumnRole.Drop },
        { Column(ColumnType.Number) with { Constant = true, Missing = 10 }, ColumnRole.Numeric },
        { Column(ColumnType.Number) with { Missing = 1000 }, ColumnRole.Drop },
        { Column(ColumnType.Text, distinct: 64), ColumnRole.Category },
        { Column(ColumnType.Text, distinct: 65), ColumnRole.Hash },
        { Column(ColumnType.Text, distinct: 1000), ColumnRole.Drop },
        { Column(ColumnType.Text, distinct: 1000) with { MeanWords = 7 }, ColumnRole.Text },
        { Column(ColumnType.Integer, distinct: 1000), ColumnRole.Numeric },
        { Column(ColumnType.Integer, distinct: 1000) with { Name = "customer_id" }, ColumnRole.Drop },
        { Column(ColumnType.Integer, distinct: 1000) with { Name = "Index" }, ColumnRole.Drop },
        { Column(ColumnType.Integer, distinct: 900) with { Name = "customer_id" }, ColumnRole.Numeric },
    };

    [Theory]
    [MemberData(nameof(Columns))]
    public void Plan_ByStatistics_GivesTheRole(FeatureStatistics column, ColumnRole expected)
    {
        var plan = FeaturePlanner.Plan([column, Column(ColumnType.Number) with { Name = "other" }], Spec);

        Assert.Equal(expected, plan.Columns[0].Role);
        Assert.NotEmpty(plan.Columns[0].Reason);
        Assert.Equal(column.Missing > 0, plan.Columns[0].HasMissing);
    }

    [Fact]
    public void Plan_OverriddenAndIgnored_FollowsTheSpec()
    {
        var spec = Spec with
        {
            Ignore = ["noise"],
            Transform = new TransformSpec { Columns = new Dictionary<string, ColumnRole> { ["zip"] = ColumnRole.Category } },
        };

        var plan = FeaturePlanner.Plan([Column(ColumnType.Integer) with { Name = "zip" }, Column(ColumnType.Number) with { Name = "noise" }], spec);

        Assert.Equal([ColumnRole.Category, ColumnRole.Drop], plan.Columns.Select(column => column.Role));
    }

    [Fact]
    public void Plan_OverrideOfUnknownColumn_NamesTheColumns()
    {
        var spec = Spec with { Transform = new TransformSpec { Columns = new Dictionary<string, ColumnRole> { ["zap"] = ColumnRole.Category } } };

        var fault = Assert.Throws<FaultException>(() => FeaturePlanner.Plan([Column(ColumnType.Number)], spec));

        Assert.Equal(FaultKind.Spec, fault.Kind);
        Assert.Contains("'zap' in transform.columns, expected one of the columns column", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Plan_RoleThatTheTypeCannotPlay_IsRefused()
    {
        var spec = Spec with { Transform = new TransformSpec { Columns = new Dictionary<string, ColumnRole> { ["column"] = ColumnRole.Numeric } } };

        var fault = Assert.Throws<FaultException>(() => FeaturePlanner.Plan([Column(ColumnType.Text, 10)], spec));

        Assert.Contains("transform.columns.column: numeric, but the column holds text", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Plan_NothingLeft_SaysWhyEachWasDropped()
    {
        var fault = Assert.Throws<FaultException>(() => FeaturePlanner.Plan([Column(ColumnType.Number) with { Constant = true }], Spec));

        Assert.Equal(FaultKind.Data, fault.Kind);
        Assert.Contains("column is dropped (every value is the same)", fault.Message, StringComparison.Ordinal);
    }

    private static FeatureStatistics Column(ColumnType type, long distinct = 500) => new()
    {
        Name = "column", Type = type, Rows = 1000, Missing = 0, Constant = false, HeadValues = 1000, HeadDistinct = distinct, MeanWords = 1,
    };
}
