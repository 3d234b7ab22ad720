using Mdlc.Contracts.Tuning;
using Mdlc.Learning.Search.Spaces;

namespace Mdlc.Unit.Tests.Learning.Search;

public sealed class SpacesTests
{
    public static TheoryData<string> Axes => [.. Parameters.Keys];

    private static Dictionary<string, SearchParameter> Parameters { get; } = new()
    {
        ["double"] = SearchParameter.Double("p", -3, 7),
        ["narrow"] = SearchParameter.Double("p", 1000, 1000.5),
        ["log"] = SearchParameter.Double("p", 1e-7, 0.1, ParameterScale.LogUniform),
        ["normal"] = SearchParameter.Double("p", -1, 3, ParameterScale.Normal),
        ["log normal"] = SearchParameter.Double("p", 0.01, 100, ParameterScale.LogNormal),
        ["stepped"] = SearchParameter.Double("p", 0.5, 1) with { Step = 0.05 },
        ["stepped to no end"] = SearchParameter.Double("p", 0, 1) with { Step = 0.3 },
        ["stepped log"] = SearchParameter.Double("p", 0.1, 2, ParameterScale.LogUniform) with { Step = 0.1 },
        ["int"] = SearchParameter.Int("p", -2, 6),
        ["int log"] = SearchParameter.Int("p", 1, 1000, ParameterScale.LogUniform),
        ["int stepped"] = SearchParameter.Int("p", 15, 255, ParameterScale.LogUniform) with { Step = 16 },
        ["int normal"] = SearchParameter.Int("p", 0, 20, ParameterScale.Normal),
        ["one"] = SearchParameter.Int("p", 5, 5),
        ["one double"] = SearchParameter.Double("p", 0.25, 0.25),
        ["discrete"] = SearchParameter.Discrete("p", 0, 0.01, 1, 100),
        ["categorical"] = SearchParameter.Categorical("p", "a", "b", "c"),
    };

    [Theory]
    [MemberData(nameof(Axes))]
    public void Axis_ValueOfACoordinate_IsInTheRangeAndComesBackToItself(string name)
    {
        var axis = new Axis(Parameters[name]);
        for (var i = 0; i <= 1000; i++)
        {
            var value = axis.ToValue(i / 1000.0);

            Assert.True(axis.Contains(value), $"{value}");
            Assert.Equal(value, axis.ToValue(axis.ToUnit(value)));
            Assert.InRange(axis.ToUnit(value), 0, 1);
            if (axis.Count == 0)
            {
                Assert.Equal(i / 1000.0, axis.ToUnit(value), 4);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Axes))]
    public void Axis_CellsOfAFiniteParameter_LieSideBySideFromZeroToOne(string name)
    {
        var axis = new Axis(Parameters[name]);
        var end = 0.0;
        for (var index = 0; index < axis.Count; index++)
        {
            var value = axis.ValueAt(index);
            var (low, high) = axis.Cell(axis.ToUnit(value));

            Assert.Equal(end, low, 12);
            Assert.True(high > low);
            Assert.Equal(value, axis.ToValue(low + ((high - low) * 0.001)));
            Assert.Equal(value, axis.ToValue(high - ((high - low) * 0.001)));
            end = high;
        }

        Assert.Equal(axis.Count > 0 ? 1 : 0, end, 12);
    }

    [Fact]
    public void Axis_Counts_AreThoseOfTheSteps()
    {
        Assert.Equal(11, new Axis(Parameters["stepped"]).Count);
        Assert.Equal(4, new Axis(Parameters["stepped to no end"]).Count);
        Assert.Equal(9, new Axis(Parameters["int"]).Count);
        Assert.Equal(16, new Axis(Parameters["int stepped"]).Count);
        Assert.Equal(1, new Axis(Parameters["one double"]).Count);
        Assert.Equal(0, new Axis(Parameters["double"]).Count);
    }

    [Fact]
    public void Axis_Scale_IsInTheMapping()
    {
        Assert.Equal(1e-4, new Axis(Parameters["log"]).ToValue(0.5));
        Assert.Equal(1, new Axis(Parameters["log normal"]).ToValue(0.5), 9);
        Assert.Equal(1, new Axis(Parameters["normal"]).ToValue(0.5), 9);

        // 0.6827 of a normal distribution within one deviation, a sixth of the range, of 0.9973 within the range.
        Assert.Equal(0.5 + (0.6826895 / 0.9973002 / 2), new Axis(Parameters["normal"]).ToUnit(1 + (4.0 / 6)), 6);
    }

    [Fact]
    public void Axis_NarrowRange_HasDigitsEnoughToBeSearched()
    {
        var axis = new Axis(Parameters["narrow"]);

        Assert.Equal(1000, Enumerable.Range(0, 1000).Select(i => axis.ToValue(i / 1000.0)).Distinct().Count());
    }

    [Fact]
    public void Axis_ValueBeyondAnEnd_CountsAsThatEnd()
    {
        Assert.Equal(0, new Axis(Parameters["double"]).ToUnit(-100));
        Assert.Equal(1, new Axis(Parameters["double"]).ToUnit(100));
        Assert.Equal(100, new Axis(Parameters["discrete"]).ToValue(new Axis(Parameters["discrete"]).ToUnit(1e9)));
        Assert.False(new Axis(Parameters["double"]).Contains(100));
        Assert.False(new Axis(Parameters["stepped"]).Contains(0.52));
        Assert.False(new Axis(Parameters["discrete"]).Contains(0.5));
    }

    [Fact]
    public void UnitSpace_ChainOfConditions_IsActiveOnlyWhereEveryLinkIs()
    {
        var space = new UnitSpace(new SearchSpace(
        [
            SearchParameter.Double("c", 0, 1).When("b", 2),
            SearchParameter.Int("b", 1, 3).When("a", 1),
            SearchParameter.Categorical("a", "off", "on"),
        ]));

        Assert.Equal([2, 1, 0], space.Order);
        Assert.Equal(["a"], space.Decode([0.5, 0.5, 0]).Keys);
        Assert.Equal(["b", "a"], space.Decode([0.5, 0, 1]).Keys);
        Assert.Equal(["c", "b", "a"], space.Decode([0.5, 0.5, 1]).Keys);

        // A value that no parent allows does not count.
        Assert.Equal([double.NaN, double.NaN, 0.25], space.Encode(new Dictionary<string, double> { ["a"] = 0, ["b"] = 2, ["c"] = 0.5 }));
    }

    [Fact]
    public void UnitSpace_Points_AreEveryCombinationOnce()
    {
        var space = new UnitSpace(new SearchSpace(
            [SearchParameter.Int("n", 1, 3).When("kind", 1), SearchParameter.Categorical("kind", "a", "b"), SearchParameter.Discrete("d", 0, 5)]));

        var points = space.Points(axis => [.. Enumerable.Range(0, axis.Count).Select(i => axis.ToUnit(axis.ValueAt(i)))])
            .Select(point => space.Key(space.Decode(point)))
            .ToList();

        Assert.Equal(8, points.Count);
        Assert.Equal(8, points.Distinct().Count());
        Assert.True(space.IsFinite);
    }

    [Fact]
    public void UnitSpace_PartOfAPoint_IsCompletedFromTheStartOrTheMiddle()
    {
        var space = new UnitSpace(
            new SearchSpace(
                [SearchParameter.Int("n", 1, 3).When("kind", 1), SearchParameter.Categorical("kind", "a", "b"), SearchParameter.Double("x", 0, 1), SearchParameter.Double("y", 0, 1)],
                new Dictionary<string, double> { ["x"] = 0.125, ["kind"] = 0 }));

        Assert.Equal(
            new Dictionary<string, double> { ["n"] = 2, ["kind"] = 1, ["x"] = 0.125, ["y"] = 0.5 },
            space.Complete(new Dictionary<string, double> { ["kind"] = 1, ["other"] = 7 }));
    }
}
