namespace Mdlc.Learning.Metrics;

/// <summary>Predictions of a two-class model.</summary>
public sealed class BinaryPredictions : Predictions
{
    /// <param name="labels">True: the positive class.</param>
    /// <param name="scores">Any scale; more means more likely positive.</param>
    /// <param name="predicted">The class the model decided for.</param>
    /// <param name="probabilities">Of the positive class, in [0, 1]; null where the model gives none.</param>
    public BinaryPredictions(bool[] labels, double[] scores, bool[] predicted, double[]? probabilities)
        : base(labels.Length)
    {
        RequireLength(scores.Length, labels.Length, "scores");
        RequireLength(predicted.Length, labels.Length, "predicted classes");
        RequireLength(probabilities?.Length ?? labels.Length, labels.Length, "probabilities");
        RequireFinite(scores, "score");
        RequireFinite(probabilities ?? [], "probability");
        Labels = labels;
        Scores = scores;
        Predicted = predicted;
        Probabilities = probabilities;
        Positives = labels.Count(label => label);
    }

    public bool[] Labels { get; }

    public double[] Scores { get; }

    public bool[] Predicted { get; }

    public double[]? Probabilities { get; }

    public int Positives { get; }

    public int Negatives => Rows - Positives;

    public override (int Count, string Noun) Scarcest =>
        Positives <= Negatives ? (Positives, "positives") : (Negatives, "negatives");

    /// <summary>Scores are the probabilities; the class is positive from <paramref name="threshold"/> on.</summary>
    public static BinaryPredictions FromProbabilities(bool[] labels, double[] probabilities, double threshold = 0.5) =>
        new(labels, probabilities, Array.ConvertAll(probabilities, p => p >= threshold), probabilities);

    public override Predictions Select(IReadOnlyList<int> rows) => new BinaryPredictions(
        Pick(Labels, rows), Pick(Scores, rows), Pick(Predicted, rows), Probabilities is null ? null : Pick(Probabilities, rows));

    public override bool HasSameLabels(Predictions other) =>
        other is BinaryPredictions binary && Labels.AsSpan().SequenceEqual(binary.Labels);
}
