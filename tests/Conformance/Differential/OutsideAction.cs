namespace Mdlc.Conformance.Tests.Differential;

/// <summary>Something done to the workflow once everything stands still for the time <paramref name="At"/>.</summary>
public sealed record OutsideAction(int At, OutsideKind Kind);
