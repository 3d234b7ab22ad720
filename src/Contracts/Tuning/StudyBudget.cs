namespace Mdlc.Contracts.Tuning;

/// <summary>What a study may spend, or has spent, or has left. Null: it is not limited by that.</summary>
/// <param name="Iterations">Boosting iterations of all trials together.</param>
/// <param name="Seconds">Of the study, pauses left out.</param>
public sealed record StudyBudget(int? Trials, long? Iterations, double? Seconds);
