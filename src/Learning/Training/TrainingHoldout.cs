namespace Mdlc.Learning.Training;

/// <summary>The rows, chosen by their hash, that a trial is scored on.</summary>
/// <param name="Share">From 0 to 1, exclusive.</param>
/// <param name="Key">Columns whose values decide; empty: the whole row.</param>
/// <param name="Metric">Name of the metric to score by; empty: none.</param>
public sealed record TrainingHoldout(double Share, int Seed, IReadOnlyList<string> Key, string Metric);
