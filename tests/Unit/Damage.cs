namespace Mdlc.Unit.Tests;

/// <summary>What disks and people do to files.</summary>
internal static class Damage
{
    /// <param name="bit">From 0; the lowest of the first byte.</param>
    public static void FlipBit(string file, long bit)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.ReadWrite);
        stream.Position = bit / 8;
        var value = stream.ReadByte();
        stream.Position = bit / 8;
        stream.WriteByte((byte)(value ^ (1 << (int)(bit % 8))));
    }
}
