namespace Mdlc.Contracts.Evaluation;

public sealed record CurvePoint(double X, double Y);
