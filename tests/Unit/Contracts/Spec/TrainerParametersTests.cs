using Mdlc.Contracts.Faults;
using Mdlc.Contracts.Spec;

namespace Mdlc.Unit.Tests.Contracts.Spec;

public sealed class TrainerParametersTests
{
    [Fact]
    public void Resolve_Nothing_GivesTheStatedDefaults()
    {
        var resolved = TrainerParameters.Resolve(ModelTask.Binary, TrainerKind.LightGbm, new Dictionary<string, double>());

        Assert.Equal((100, 31, 0.1, 20, 0), (
            resolved["numberOfIterations"], resolved["numberOfLeaves"], resolved["learningRate"],
            resolved["minimumExampleCountPerLeaf"], resolved["l2Regularization"]));
    }

    [Fact]
    public void Resolve_UnknownName_NamesTheNearest()
    {
        var fault = Assert.Throws<FaultException>(() => Resolve("numberOfLeafs", 10));

        Assert.Equal(FaultKind.Spec, fault.Kind);
        Assert.Contains("train.params.numberOfLeafs", fault.Message, StringComparison.Ordinal);
        Assert.Contains("the nearest is numberOfLeaves", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("numberOfLeaves", 1)]
    [InlineData("numberOfLeaves", 12.5)]
    [InlineData("learningRate", 0)]
    [InlineData("learningRate", double.NaN)]
    public void Resolve_ValueOutOfRange_SaysTheRange(string name, double value)
    {
        var fault = Assert.Throws<FaultException>(() => Resolve(name, value));

        Assert.Contains($"train.params.{name}", fault.Message, StringComparison.Ordinal);
        Assert.Contains("expected a", fault.Message, StringComparison.Ordinal);
    }

    private static void Resolve(string name, double value) =>
        TrainerParameters.Resolve(ModelTask.Binary, TrainerKind.LightGbm, new Dictionary<string, double> { [name] = value });
}
