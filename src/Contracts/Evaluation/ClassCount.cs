namespace Mdlc.Contracts.Evaluation;

/// <summary>How many rows have a value of the label.</summary>
public sealed record ClassCount(string Class, long Train, long Test);
