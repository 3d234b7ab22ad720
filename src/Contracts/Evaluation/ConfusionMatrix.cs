namespace Mdlc.Contracts.Evaluation;

/// <param name="Classes">Names of the classes, in the order of rows and columns.</param>
/// <param name="Counts">A row per actual class, a column per predicted class.</param>
public sealed record ConfusionMatrix(IReadOnlyList<string> Classes, IReadOnlyList<IReadOnlyList<long>> Counts);
