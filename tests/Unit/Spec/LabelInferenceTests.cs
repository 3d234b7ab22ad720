using Mdlc.Contracts.Artifacts;
using Mdlc.Contracts.Faults;
using Mdlc.Contracts.Spec;
using Mdlc.Spec;

namespace Mdlc.Unit.Tests.Spec;

public sealed class LabelInferenceTests
{
    [Theory]
    [InlineData("<=50K", 75, ">50K", 25, ">50K")]
    [InlineData("yes", 90, "no", 10, "yes")]
    [InlineData("False", 10, "True", 90, "True")]
    [InlineData("UP", 50, "DOWN", 50, "UP")]
    public void Text_TwoValues_IsBinaryWithTheTrueLikeOrRarerValuePositive(string a, long countA, string b, long countB, string positive)
    {
        var inference = LabelInference.Of(Column(ColumnType.Text, 2) with { Top = [new(a, countA), new(b, countB)] });

        Assert.Equal((ModelTask.Binary, positive), (inference.Task, inference.Positive));
    }

    [Theory]
    [InlineData(ColumnType.Boolean, 2, 0, 0, ModelTask.Binary, null)]
    [InlineData(ColumnType.Integer, 2, 0, 1, ModelTask.Binary, null)]
    [InlineData(ColumnType.Integer, 2, 1, 2, ModelTask.Binary, "2")]
    [InlineData(ColumnType.Number, 2, 0, 1, ModelTask.Binary, null)]
    [InlineData(ColumnType.Integer, 7, 1, 7, ModelTask.Multiclass, null)]
    [InlineData(ColumnType.Integer, 900, 1, 977, ModelTask.Regression, null)]
    [InlineData(ColumnType.Number, 7, 1, 7, ModelTask.Regression, null)]
    [InlineData(ColumnType.Text, 12, double.NaN, double.NaN, ModelTask.Multiclass, null)]
    public void Label_ByTypeAndValues_SuggestsATask(ColumnType type, long distinct, double min, double max, ModelTask task, string? positive)
    {
        var inference = LabelInference.Of(Column(type, distinct) with { Min = min, Max = max });

        Assert.Equal((task, positive), (inference.Task, inference.Positive));
    }

    [Theory]
    [InlineData(ColumnType.Text, 1, "one value only")]
    [InlineData(ColumnType.Integer, 0, "no value")]
    [InlineData(ColumnType.Timestamp, 50, "points in time")]
    [InlineData(ColumnType.Text, 5000, "5000 distinct texts")]
    public void Label_ThatCannotBeLearned_IsRefused(ColumnType type, long distinct, string message) =>
        Assert.Contains(message, Assert.Throws<FaultException>(() => LabelInference.Of(Column(type, distinct))).Message, StringComparison.Ordinal);

    private static ColumnStatistics Column(ColumnType type, long distinct) => new() { Name = "y", Type = type, Distinct = distinct };
}
