namespace Mdlc.Learning.Metrics;

/// <summary>Predictions of a number.</summary>
public sealed class RegressionPredictions : Predictions
{
    public RegressionPredictions(double[] labels, double[] predicted)
        : base(labels.Length)
    {
        RequireLength(predicted.Length, labels.Length, "predictions");
        RequireFinite(labels, "label");
        RequireFinite(predicted, "prediction");
        Labels = labels;
        Predicted = predicted;
    }

    public double[] Labels { get; }

    public double[] Predicted { get; }

    public override (int Count, string Noun) Scarcest => (Rows, "rows");

    public override Predictions Select(IReadOnlyList<int> rows) => new RegressionPredictions(Pick(Labels, rows), Pick(Predicted, rows));

    public override bool HasSameLabels(Predictions other) =>
        other is RegressionPredictions regression && Labels.AsSpan().SequenceEqual(regression.Labels);
}
