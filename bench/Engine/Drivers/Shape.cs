namespace Mdlc.Engine.Bench.Drivers;

/// <summary>What a workflow of the load does: so many rounds, one after the other, of so many activities at once.</summary>
internal sealed record Shape(int Rounds, int Width)
{
    public static Shape OneActivity { get; } = new(1, 1);

    /// <summary>Does nothing by itself and never ends.</summary>
    public static Shape Open { get; } = new(1, 0);

    public bool StaysOpen => Width == 0;

    public int Activities => Rounds * Width;
}
