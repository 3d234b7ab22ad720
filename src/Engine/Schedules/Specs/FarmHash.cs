using System.Buffers.Binary;
using System.Numerics;

namespace Mdlc.Engine.Schedules.Specs;

/// <summary>FarmHash's 32-bit fingerprint of more than 24 bytes: a function that never changes, so that jitter is the same everywhere.</summary>
internal static class FarmHash
{
    private const int ShortInput = 24;
    private const int Block = 20;
    private const uint C1 = 0xcc9e2d51;
    private const uint C2 = 0x1b873593;
    private const uint Offset = 0xe6546b64;

    /// <param name="data">More than 24 bytes; shorter inputs have rules of their own, which nothing here needs.</param>
    public static uint Fingerprint32(ReadOnlySpan<byte> data)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(data.Length, ShortInput);
        unchecked
        {
            var length = (uint)data.Length;
            var (h, g, f) = (length, C1 * length, C1 * length);
            h = Absorb(Absorb(h, Scramble(FromEnd(data, 4))), Scramble(FromEnd(data, 16)));
            g = Absorb(Absorb(g, Scramble(FromEnd(data, 8))), Scramble(FromEnd(data, 12)));
            f = BitOperations.RotateRight(f + Scramble(FromEnd(data, 20)), 19) + 113;
            for (var rest = data; rest.Length > Block; rest = rest[Block..])
            {
                var (a, b, c, d, e) = (Word(rest, 0), Word(rest, 4), Word(rest, 8), Word(rest, 12), Word(rest, 16));
                h = Absorb(h + a, Scramble(d)) + e;
                g = Absorb(g + b, Scramble(c)) + a;
                f = Absorb(f + c, Scramble(b + (e * C1))) + d;
                f += g;
                g += f;
            }

            return Finish(Finish(h, Spread(g)), Spread(f));
        }
    }

    private static uint Word(ReadOnlySpan<byte> data, int offset) => BinaryPrimitives.ReadUInt32LittleEndian(data[offset..]);

    private static uint FromEnd(ReadOnlySpan<byte> data, int distance) => Word(data, data.Length - distance);

    private static uint Scramble(uint word) => unchecked(BitOperations.RotateRight(word * C1, 17) * C2);

    private static uint Absorb(uint hash, uint scrambled) => unchecked((BitOperations.RotateRight(hash ^ scrambled, 19) * 5) + Offset);

    private static uint Spread(uint hash) => unchecked(BitOperations.RotateRight(BitOperations.RotateRight(hash, 11) * C1, 17) * C1);

    private static uint Finish(uint hash, uint part) =>
        unchecked(BitOperations.RotateRight((BitOperations.RotateRight(hash + part, 19) * 5) + Offset, 17) * C1);
}
