namespace Mdlc.Contracts.Models;

/// <summary>Seconds from one column of times to another, as a feature. Importance and explanations count it for <see cref="To"/>.</summary>
public sealed record TimeDifference(string From, string To);
