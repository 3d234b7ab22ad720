namespace Mdlc.Contracts.Decisions;

/// <param name="Person">Who signed; null where that is not known.</param>
/// <param name="Sentence">What was found, for a person.</param>
public sealed record DecisionOutcome(DecisionRefusal Refusal, KnownPerson? Person, string Sentence)
{
    public bool Counts => Refusal == DecisionRefusal.None;
}
