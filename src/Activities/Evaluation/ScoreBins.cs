using Mdlc.Contracts.Evaluation;
using Mdlc.Learning.Metrics;

namespace Mdlc.Activities.Evaluation;

/// <summary>How probabilities are spread among the rows of each actual class: where the classes lie apart, and where they do not.</summary>
internal static class ScoreBins
{
    private const int Bins = 20;

    /// <summary>The probability of the positive class.</summary>
    public static IReadOnlyList<ClassScores> Of(BinaryPredictions predictions, string negative, string positive) => predictions.Probabilities is not { } probabilities
        ? []
        : [.. new[] { (negative, false), (positive, true) }.Select(one => Count(one.Item1, probabilities.Where((_, row) => predictions.Labels[row] == one.Item2)))];

    /// <summary>The probability that a row's own class was given; rows of a class that the model does not know are in none.</summary>
    public static IReadOnlyList<ClassScores> Of(MulticlassPredictions predictions) => predictions.LabelProbabilities is not { } probabilities
        ? []
        : [.. predictions.Classes.Select((name, which) => Count(name, probabilities.Where((_, row) => predictions.Labels[row] == which)))];

    private static ClassScores Count(string name, IEnumerable<double> probabilities)
    {
        var rows = new long[Bins];
        foreach (var probability in probabilities)
        {
            rows[Math.Clamp((int)(probability * Bins), 0, Bins - 1)]++;
        }

        return new ClassScores(name, rows);
    }
}
