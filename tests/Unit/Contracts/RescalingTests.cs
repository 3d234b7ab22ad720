using Mdlc.Contracts.Artifacts;
using Mdlc.Contracts.Json;
using Mdlc.Contracts.Models;
using Mdlc.Contracts.Spec;

namespace Mdlc.Unit.Tests.Contracts;

public sealed class RescalingTests
{
    [Theory]
    [InlineData(0.1)]
    [InlineData(-1e30)]
    [InlineData(1_700_000_038.25)]
    public void None_ANumber_IsRoundedAsACastDoes(double number) => Assert.Equal((float)number, Rescaling.None.ToSingle(number));

    [Theory]
    [InlineData(1e39)]
    [InlineData(-1e300)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void None_BeyondSinglePrecision_IsMissing(double number) => Assert.True(float.IsNaN(Rescaling.None.ToSingle(number)));

    [Fact]
    public void ToSingle_WholeNumberOrTheSameDouble_GivesTheSame()
    {
        var random = new Random(1);
        foreach (var rescaling in new[] { Rescaling.None, new Rescaling(1_700_000_050), new Rescaling(-3.5), new Rescaling(1e15, 1.0 / 1024), new Rescaling(1e25) })
        {
            for (var i = 0; i < 1000; i++)
            {
                var number = random.NextInt64(-(1L << 53), 1L << 53) >> random.Next(53);
                Assert.Equal(rescaling.ToSingle((double)number), rescaling.ToSingle(number));
            }
        }
    }

    [Theory]
    [InlineData(long.MinValue, 9_000_000_000_000_000_000.0, -18_223_372_036_854_775_808f)]
    [InlineData(1_700_000_000_123_456_789, 1_700_000_000_123_456_768.0, 21f)]
    public void ToSingle_WholeNumberBeyondDoublePrecision_IsShiftedExactly(long number, double shift, float expected) =>
        Assert.Equal(expected, new Rescaling(shift).ToSingle(number));

    [Fact]
    public void Restore_OfAShiftedNumber_IsThatNumber() =>
        Assert.Equal(1_700_000_038.25, new Rescaling(1_700_000_000, 0.5) is var rescaling ? rescaling.Restore(rescaling.ToSingle(1_700_000_038.25)) : 0);

    [Fact]
    public void PlanAndSignature_WrittenBeforeThereWasARescaling_AreTakenAsTheyStand()
    {
        var plan = MdlcJson.Deserialize<FeaturePlan>(
            """{"columns":[{"name":"x","type":"integer","role":"numeric","hasMissing":false,"reason":"whole numbers"}]}""");
        var signature = MdlcJson.Deserialize<ModelSignature>(
            """
            {"task":"regression","label":"y","labelType":"number","classes":[],
             "inputs":[{"name":"x","type":"integer","role":"numeric","nullable":false}],"outputs":[{"name":"prediction","type":"number"}]}
            """);

        Assert.Equal(new FeatureColumn("x", ColumnType.Integer, ColumnRole.Numeric, false, "whole numbers"), Assert.Single(plan.Columns));
        Assert.Equal((null, 0), (plan.Label, plan.Notes.Count));
        Assert.Equal((null, null), (signature.Inputs[0].Rescaling, signature.LabelRescaling));
        Assert.False(signature.Outputs[0].DoublePrecision);
    }
}
