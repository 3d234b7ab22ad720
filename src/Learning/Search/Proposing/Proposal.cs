namespace Mdlc.Learning.Search.Proposing;

/// <summary>A point to be tried.</summary>
/// <param name="Params">A value for every active parameter of the space, by name.</param>
/// <param name="Note">What a reader should know of how it came to be, such as a method that gave way to another; null: nothing.</param>
public sealed record Proposal(IReadOnlyDictionary<string, double> Params, string? Note = null);
