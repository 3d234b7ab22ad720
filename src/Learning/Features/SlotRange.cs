namespace Mdlc.Learning.Features;

/// <summary>Neighbouring slots of the feature vector.</summary>
/// <param name="To">Exclusive.</param>
internal readonly record struct SlotRange(int From, int To)
{
    public bool Holds(int slot) => slot >= From && slot < To;
}
