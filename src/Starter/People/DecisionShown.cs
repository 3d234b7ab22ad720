using Mdlc.Contracts.Decisions;

namespace Mdlc.Starter.People;

/// <summary>The document of <c>decision verify</c>.</summary>
/// <param name="Counted">Whether it counted at the time that it was signed, by the keys of this home.</param>
internal sealed record DecisionShown(bool Counted, DecisionRefusal Refusal, string Sentence, DecisionStatement Statement);
