namespace Mdlc.Contracts.Decisions;

/// <param name="Signature">ECDSA over P-256 and SHA-256 of the statement's canonical JSON, in IEEE P1363 form (64 bytes), in base64.</param>
public sealed record SignedDecision(DecisionStatement Statement, string Signature);
