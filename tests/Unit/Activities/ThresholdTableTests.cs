using Mdlc.Activities.Evaluation;
using Mdlc.Contracts.Spec;
using Mdlc.Learning.Metrics;

namespace Mdlc.Unit.Tests.Activities;

public sealed class ThresholdTableTests
{
    private static readonly BinaryPredictions Rows = BinaryPredictions.FromProbabilities([true, true, false, false], [0.9, 0.35, 0.65, 0.12]);

    [Fact]
    public void Table_OfCosts_IsThatWorkedByHand()
    {
        var table = ThresholdTable.Of(Rows, own: 0.25, new ThresholdSpec { Rule = ThresholdRule.Cost, FalsePositive = 1, FalseNegative = 10 });

        Assert.Equal([0.1, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9], table.Select(row => row.Threshold));
        Assert.Equal([4, 3, 3, 3, 2, 2, 2, 1, 1, 1], table.Select(row => row.Predicted));

        // Up to 0.1 both negatives are false alarms, up to 0.6 one; from 0.4 on one positive is missed.
        Assert.Equal([0.5, 0.25, 0.25, 0.25, 2.75, 2.75, 2.75, 2.5, 2.5, 2.5], table.Select(row => row.Cost!.Value));
        Assert.Equal((2.0 / 3, 1), (table[2].Precision!.Value, table[2].Recall!.Value));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Table_WithoutCosts_NamesNone(bool f1)
    {
        var table = ThresholdTable.Of(Rows, own: 0.5, f1 ? new ThresholdSpec { Rule = ThresholdRule.F1 } : null);

        Assert.Equal(9, table.Count);
        Assert.All(table, row => Assert.Null(row.Cost));
    }
}
