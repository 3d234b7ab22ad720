using Mdlc.Contracts.Runs;
using Mdlc.Contracts.Spec;
using Mdlc.Starter.Comparing;

namespace Mdlc.Unit.Tests.Starter.Comparing;

public sealed class ComparedRowsTests
{
    private static readonly ModelSpec Spec = new() { Model = "m", Task = ModelTask.Regression, Label = "y", Source = new() { Path = "/data/in.csv" } };

    [Fact]
    public void Of_TwoRuns_GivesWhatDiffersFirstInItsGroup()
    {
        var other = Spec with { Model = "n", Source = Spec.Source with { Path = "/data/new.csv" }, Train = Spec.Train with { Seed = 9 } };

        var rows = ComparedRows.Of([Subject("a", Spec, 0.5), Subject("b", other, 0.4)]);

        var differing = rows.TakeWhile(row => row.Differs).ToList();
        Assert.Equal([("parameters", "train.seed"), ("data", "source.path"), ("metrics", "rmse")], differing.Select(row => (row.Group, row.Name)));
        Assert.Equal(["/data/in.csv", "/data/new.csv"], differing[1].Values);
        Assert.Equal(["0.5", "0.4"], differing[2].Values);
        Assert.DoesNotContain(rows.Skip(differing.Count), row => row.Differs);
        Assert.Contains(rows, row => row is { Group: "data", Name: "label" });
    }

    [Fact]
    public void Of_ThreeOfWhichOneLacksSomething_SaysNothingForIt()
    {
        var rows = ComparedRows.Of([Subject("a", Spec, 0.5), Subject("b", Spec, null), Subject("c", Spec, 0.5)]);

        var metric = rows.Single(row => row.Name == "rmse");
        Assert.True(metric.Differs);
        Assert.Equal(["0.5", null, "0.5"], metric.Values);
    }

    private static Subject Subject(string name, ModelSpec spec, double? rmse) => new(
        name,
        new RunReport
        {
            Run = $"p/{name}/1", Model = name, State = RunState.Succeeded, Metric = "rmse",
            Metrics = rmse is { } value ? new Dictionary<string, double> { ["rmse"] = value } : null,
        },
        spec,
        null,
        null);
}
