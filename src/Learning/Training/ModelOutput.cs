using Mdlc.Contracts.Models;
using Mdlc.Contracts.Spec;
using Mdlc.Learning.Metrics;

namespace Mdlc.Learning.Training;

/// <summary>What a model says of rows, in their order.</summary>
public sealed class ModelOutput
{
    private ModelOutput(double[] scores, IReadOnlyList<float[]>? classScores, IReadOnlyList<string> classes)
    {
        Scores = scores;
        ClassScores = classScores;
        Classes = classes;
    }

    /// <summary>Binary: probability (0..1) of the positive class. Regression: the value. Multiclass: probability of the predicted class.</summary>
    public IReadOnlyList<double> Scores { get; }

    /// <summary>Multiclass: for each row the probability of each of <see cref="Classes"/>; null otherwise.</summary>
    public IReadOnlyList<float[]>? ClassScores { get; }

    /// <summary>Multiclass: the label's values in the order of their scores; empty otherwise.</summary>
    public IReadOnlyList<string> Classes { get; }

    public int Count => Scores.Count;

    /// <summary>Multiclass: index into <see cref="Classes"/> of the most probable class, the first of equals.</summary>
    public int PredictedClass(int row)
    {
        var scores = ClassScores![row];
        return Array.IndexOf(scores, scores.Max());
    }

    /// <summary>The output beside the truth, to be measured.</summary>
    /// <param name="labels">
    /// In the shape the trainer took them: <c>bool[]</c>, <c>uint[]</c> (number of the class among <see cref="Classes"/> from 1, 0: none of
    /// them); of a regression the label as it stands, <c>double[]</c>.
    /// </param>
    /// <param name="threshold">Binary: the probability from which on a row counts as positive.</param>
    public Predictions Judge(Array labels, double threshold = OperatingPoint.DefaultThreshold) => labels switch
    {
        bool[] flags => BinaryPredictions.FromProbabilities(flags, [.. Scores], threshold),
        double[] numbers => new RegressionPredictions(numbers, [.. Scores]),
        _ => JudgeClasses([.. ((uint[])labels).Select(key => (int)key - 1)]),
    };

    private MulticlassPredictions JudgeClasses(int[] labels)
    {
        var predicted = Enumerable.Range(0, Count).Select(PredictedClass);
        var probabilities = labels.Select((label, row) => label < 0 ? 0 : (double)ClassScores![row][label]);
        return new MulticlassPredictions(Classes, labels, [.. predicted], [.. probabilities], ClassScores);
    }

    /// <summary>What one model says of several parts of the rows, as if they were one.</summary>
    public static ModelOutput Join(IReadOnlyList<ModelOutput> parts) => new(
        [.. parts.SelectMany(part => part.Scores)],
        parts[0].ClassScores is null ? null : [.. parts.SelectMany(part => part.ClassScores!)],
        parts[0].Classes);

    internal static ModelOutput OfProbabilities(float[] probabilities) =>
        new(Array.ConvertAll(probabilities, probability => (double)probability), null, []);

    internal static ModelOutput OfNumbers(float[] scores, Rescaling? label) =>
        new(Array.ConvertAll(scores, (label ?? Rescaling.None).Restore), null, []);

    internal static ModelOutput OfClasses(IReadOnlyList<float[]> scores, IReadOnlyList<string> classes) =>
        new([.. scores.Select(row => (double)row.Max())], scores, classes);
}
