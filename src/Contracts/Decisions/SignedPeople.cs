namespace Mdlc.Contracts.Decisions;

/// <param name="Signature">As that of a <see cref="SignedDecision"/>.</param>
public sealed record SignedPeople(PeopleStatement Statement, string Signature);
