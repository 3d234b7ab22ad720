using Mdlc.Contracts.Json;
using Mdlc.Contracts.Tuning;
using Mdlc.Learning.Search;
using Mdlc.Spec;

namespace Mdlc.Unit.Tests.Spec;

public sealed class SearchSpaceReaderTests
{
    private const string Head = "tune:\n  trials: 5\n  space:\n    parameters:\n";

    [Fact]
    public void Space_InKatibsWords_IsRead()
    {
        var space = Read(
            """
            - {name: learningRate, parameterType: double, feasibleSpace: {min: "0.005", max: "0.5", distribution: logUniform}}
            - {name: numberOfLeaves, parameterType: int, feasibleSpace: {min: 4, max: 512, distribution: logNormal}, condition: {param: plan.missing, in: [native, zero]}}
            - {name: featureFraction, parameterType: double, feasibleSpace: {min: 0.5, max: 1, step: 0.1}}
            - {name: l1Regularization, parameterType: discrete, feasibleSpace: {list: ["0", 0.1, 1e1]}, condition: {param: numberOfLeaves, in: ["8", 16]}}
            - {name: plan.missing, parameterType: categorical, feasibleSpace: {list: [native, mean, zero]}}
            """)!;

        Assert.Equal(
            [
                SearchParameter.Double("learningRate", 0.005, 0.5, ParameterScale.LogUniform),
                SearchParameter.Int("numberOfLeaves", 4, 512, ParameterScale.LogNormal).When("plan.missing", 0, 2),
                SearchParameter.Double("featureFraction", 0.5, 1) with { Step = 0.1 },
                SearchParameter.Discrete("l1Regularization", 0, 0.1, 10).When("numberOfLeaves", 8, 16),
                SearchParameter.Categorical("plan.missing", "native", "mean", "zero"),
            ],
            space.Parameters,
            (a, b) => MdlcJson.Serialize(a) == MdlcJson.Serialize(b));
    }

    /// <summary>The first trial: the trainer's defaults, the first of the names, and the middle where the space has not the default.</summary>
    [Fact]
    public void Space_Start_IsTheDefaultsWhereTheSpaceHasThem()
    {
        var space = Read(
            """
            - {name: learningRate, parameterType: double, feasibleSpace: {min: 0.01, max: 1, distribution: logUniform}}
            - {name: numberOfLeaves, parameterType: int, feasibleSpace: {min: 100, max: 200}}
            - {name: plan.dates, parameterType: categorical, feasibleSpace: {list: [cyclic, hour]}}
            """)!;

        Assert.Equal(new Dictionary<string, double> { ["learningRate"] = 0.1, ["plan.dates"] = 0 }, space.Start);
        Assert.Equal(
            new Dictionary<string, double> { ["learningRate"] = 0.1, ["numberOfLeaves"] = 150, ["plan.dates"] = 0 },
            Tuners.Of(TunerKind.Tpe).Propose(space, [], 0, 1)!.Params);
    }

    [Theory]
    [InlineData("- {name: learningRat, parameterType: double, feasibleSpace: {min: 0.1, max: 1}}", 10, "did you mean \"learningRate\"?")]
    [InlineData("- {name: x, parameterType: double, feasibleSpace: {min: 0.1, max: 1}}", 10, "lightgbm has no option \"x\" that could be searched; there are")]
    [InlineData("- {name: learningRate, parameterType: double, feasibleSpace: {min: 1, max: 0.1}}", 10, "from 1 to 0.1, expected two numbers of which max is not below min")]
    [InlineData("- {name: learningRate, parameterType: double, feasibleSpace: {min: -1, max: 0.1}}", 10, "found -1, expected numbers from 1E-06 to 10, which learningRate takes")]
    [InlineData("- {name: l2Regularization, parameterType: double, feasibleSpace: {min: 0, max: 0.1, distribution: logUniform}}", 10, "min 0 of l2Regularization, expected more than 0")]
    [InlineData("- {name: learningRate, parameterType: double, feasibleSpace: {min: 0.1, max: 0.2, step: 0.5}}", 10, "step 0.5 of learningRate")]
    [InlineData("- {name: numberOfLeaves, parameterType: double, feasibleSpace: {min: 4, max: 8}}", 10, "found double, expected int or discrete: numberOfLeaves is a whole number")]
    [InlineData("- {name: numberOfLeaves, parameterType: int, feasibleSpace: {min: 4.5, max: 8}}", 10, "found 4.5, expected whole numbers from 2 to 131072")]
    [InlineData("- {name: numberOfLeaves, parameterType: discrete, feasibleSpace: {list: [8, 4]}}", 10, "the values 8, 4 of numberOfLeaves, expected them in ascending order")]
    [InlineData("- {name: numberOfLeaves, parameterType: categorical, feasibleSpace: {list: [a]}}", 10, "found categorical, expected double, int or discrete")]
    [InlineData("- {name: numberOfLeaves, parameterType: int, feasibleSpace: {list: [4, 8]}}", 10, "a parameter of type int has min and max")]
    [InlineData("- {name: l1Regularization, parameterType: discrete, feasibleSpace: {list: [0], max: 8}}", 10, "a parameter of type discrete has a list")]
    [InlineData("- {name: plan.dates, parameterType: int, feasibleSpace: {min: 0, max: 1}}", 10, "found int, expected categorical: plan.dates is one of hour, minute, cyclic")]
    [InlineData("- {name: plan.dates, parameterType: categorical, feasibleSpace: {list: [hour, second]}}", 10, "found second, expected of plan.dates with lightgbm only hour, minute, cyclic")]
    [InlineData("- {name: plan.dates, parameterType: categorical, feasibleSpace: {list: [hour, hour]}}", 10, "expected one at least and each once")]
    [InlineData("- {name: learningRate, parameterType: double, feasibleSpace: {min: 0.1, max: 0.2}, condition: {param: extraTrees, in: [1]}}", 10, "a condition of learningRate on extraTrees, expected another parameter")]
    [InlineData("- {name: learningRate, parameterType: double, feasibleSpace: {min: 0.1, max: 0.2}}\n- {name: learningRate, parameterType: double, feasibleSpace: {min: 0.1, max: 0.2}}", 11, "the parameter learningRate twice")]
    [InlineData("- {name: extraTrees, parameterType: int, feasibleSpace: {min: 0, max: 1}}\n- {name: learningRate, parameterType: double, feasibleSpace: {min: 0.1, max: 0.2}, condition: {param: extraTrees, in: [2]}}", 11, "on the values [2] of extraTrees")]
    [InlineData("- {name: plan.dates, parameterType: categorical, feasibleSpace: {list: [hour, minute]}}\n- {name: learningRate, parameterType: double, feasibleSpace: {min: 0.1, max: 0.2}, condition: {param: plan.dates, in: [cyclic]}}", 11, "found cyclic, expected one of hour, minute")]
    [InlineData("- {name: learningRate, parameterType: double, feasibleSpace: {min: nan, max: 0.2}}", 10, "found nan, expected a number")]
    [InlineData("- {name: learningRate, parameterType: double, feasibleSpace: {max: 0.2}}", 10, "missing key \"min\": the smallest value")]
    [InlineData("- learningRate", 10, "found learningRate, expected a parameter, such as {name: learningRate")]
    public void Space_Unsound_IsToldWithItsPlace(string parameters, int line, string message)
    {
        var exception = Assert.Throws<SpecException>(() => Read(parameters));

        var error = Assert.Single(exception.Errors, error => error.Message.Contains(message, StringComparison.Ordinal));
        Assert.Equal(line, error.Line);
    }

    [Fact]
    public void Space_Problem_StandsAtItsKey()
    {
        const string Line = "- {name: learningRate, parameterType: double, feasibleSpace: {min: 0.1, max: 0.2, step: 0.5}}";

        var error = Assert.Single(Assert.Throws<SpecException>(() => Read(Line)).Errors);

        Assert.Equal("tune.space.parameters[0].feasibleSpace.step", error.Path);
        Assert.Equal(6 + Line.IndexOf("0.5", StringComparison.Ordinal) + 1, error.Column);
    }

    [Theory]
    [InlineData("train: {params: {learningRate: 0.2}}", "train.params.learningRate states it")]
    [InlineData("transform: {dates: hour}", "transform.dates states it")]
    public void Space_WhatIsStated_IsNotSearched(string line, string message)
    {
        const string Parameters = """
            - {name: learningRate, parameterType: double, feasibleSpace: {min: 0.1, max: 1}}
            - {name: plan.dates, parameterType: categorical, feasibleSpace: {list: [hour, minute]}}
            """;

        Assert.Contains(message, Assert.Throws<SpecException>(() => Read(Parameters, line + "\n")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Space_NativeSplitsWithATrainerThatHasNone_IsRefused() =>
        Assert.Contains(
            "found native, expected of plan.highCardinality with fasttree only hash, target",
            Assert.Throws<SpecException>(() => Read(
                "- {name: plan.highCardinality, parameterType: categorical, feasibleSpace: {list: [hash, native]}}", "train: {trainer: fasttree}\n")).Message,
            StringComparison.Ordinal);

    [Fact]
    public void Space_None_IsNull() => Assert.Null(SpecLoader.Parse(SpecExamples.With("tune: {trials: 5}"), SpecExamples.File).Tune.Space);

    private static SearchSpace? Read(string parameters, string before = "") =>
        SpecLoader.Parse(
            SpecExamples.With(Head + string.Join('\n', parameters.Split('\n').Select(line => "      " + line)) + "\n" + before), SpecExamples.File).Tune.Space;
}
