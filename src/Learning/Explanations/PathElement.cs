namespace Mdlc.Learning.Explanations;

/// <summary>A slot on the way down a tree.</summary>
internal struct PathElement
{
    public int Slot;

    /// <summary>The share of rows that go on where the slot is not known.</summary>
    public double Zero;

    /// <summary>1 where the row goes on, else 0.</summary>
    public double One;

    /// <summary>Of the sets of known slots with as many elements as stand before this one.</summary>
    public double Weight;
}
