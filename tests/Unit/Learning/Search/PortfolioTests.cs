using Mdlc.Contracts.Spec;
using Mdlc.Contracts.Tuning;
using Mdlc.Learning.Features;
using Mdlc.Learning.Search;

namespace Mdlc.Unit.Tests.Learning.Search;

public sealed class PortfolioTests
{
    private static readonly PlanParameter[] Plan =
    [
        new("plan.lowCardinality", ["category", "target", "native"]),
        new("plan.dates", ["hour", "minute", "cyclic"]),
    ];

    [Theory]
    [InlineData(ModelTask.Binary)]
    [InlineData(ModelTask.Multiclass)]
    [InlineData(ModelTask.Regression)]
    public void Points_OfTheReadySpace_AreConfigurationsOfTheTrainer_EachOnce(ModelTask task)
    {
        var space = WideSpaces.For(task, new TrainSpec { CheckpointEvery = 50 }, findsIterations: true, Plan);

        var points = Portfolio.In(space);

        Assert.Equal(9, points.Count);
        Assert.Distinct(points.Select(TextOf));
        foreach (var point in points)
        {
            var options = point.Where(value => !value.Key.StartsWith("plan.", StringComparison.Ordinal)).ToDictionary(value => value.Key, value => value.Value);
            Assert.Equal(options.OrderBy(value => value.Key), TrainerParameters.Resolve(task, TrainerKind.LightGbm, options).Where(value => options.ContainsKey(value.Key)).OrderBy(value => value.Key));
            Assert.All(point, value => Assert.True(SearchSpaceRules.Has(space.Parameters.Single(parameter => parameter.Name == value.Key), value.Value), $"{value.Key} {value.Value}"));
        }
    }

    [Fact]
    public void Point_HasWhatDependsOnAChoice_WithThatChoiceOnly()
    {
        var with = Portfolio.In(WideSpaces.For(ModelTask.Binary, new TrainSpec { CheckpointEvery = 50 }, findsIterations: true, Plan));
        var without = Portfolio.In(WideSpaces.For(ModelTask.Binary, new TrainSpec { CheckpointEvery = 50 }, findsIterations: true, []));

        Assert.Contains(with, point => point.ContainsKey("categoricalSmoothing"));
        Assert.All(with.Where(point => point.ContainsKey("categoricalSmoothing")), point => Assert.Equal(2, point["plan.lowCardinality"]));
        Assert.DoesNotContain(without, point => point.ContainsKey("categoricalSmoothing"));
    }

    [Fact]
    public void Points_OfASpaceWithLittleOpen_AreFew_AndNeverTheStart()
    {
        var stated = WideSpaces.For(ModelTask.Binary, new TrainSpec { CheckpointEvery = 50, Params = new Dictionary<string, double> { ["learningRate"] = 0.05 } }, findsIterations: true, []);
        var alone = new SearchSpace([SearchParameter.Int("numberOfLeaves", 4, 512)], new Dictionary<string, double> { ["numberOfLeaves"] = 63 });

        Assert.All(Portfolio.In(stated), point => Assert.DoesNotContain("learningRate", point.Keys));
        Assert.Equal([127.0, 15, 255], Portfolio.In(alone).Select(point => point["numberOfLeaves"]));
        Assert.Empty(Portfolio.In(new SearchSpace([SearchParameter.Double("other", 0, 1)], new Dictionary<string, double> { ["other"] = 0.5 })));
    }

    private static string TextOf(IReadOnlyDictionary<string, double> point) => string.Join(' ', point.OrderBy(value => value.Key).Select(value => $"{value.Key}={value.Value}"));
}
