namespace Mdlc.Contracts.Tuning;

/// <summary>What a trial came to.</summary>
/// <param name="Trial">Number of the trial, from 0.</param>
/// <param name="Params">Options of the trainer that were tried.</param>
/// <param name="Score">The study's metric on the held-out training rows; null when the trial failed.</param>
/// <param name="Error">Why it failed; null when it did not.</param>
public sealed record TrialResult(int Trial, IReadOnlyDictionary<string, double> Params, double? Score, string? Error, double Seconds);
