namespace Mdlc.Learning.Explanations;

/// <summary>What each column adds to the raw score of rows: for each row, base + the sum of its contributions = score.</summary>
/// <param name="Base">By row: what the model says of a row of which nothing is known.</param>
/// <param name="Scores">By row. Binary: the raw score. Regression: the prediction. Multiclass: the raw score of the class that is predicted.</param>
/// <param name="Classes">Multiclass, by row: which class is explained, by its place among the model's classes; null otherwise.</param>
/// <param name="Columns">The input columns that the model may use, in the plan's order.</param>
/// <param name="Contributions">By column, then by row.</param>
public sealed record Explanation(
    double[] Base, double[] Scores, int[]? Classes, IReadOnlyList<string> Columns, IReadOnlyList<double[]> Contributions);
