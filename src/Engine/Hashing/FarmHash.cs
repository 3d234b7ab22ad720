using System.Buffers.Binary;
using System.Numerics;

namespace Mdlc.Engine.Hashing;

/// <summary>FarmHash's 32-bit fingerprint: a function that never changes, so that what it decides is the same everywhere and for ever.</summary>
internal static class FarmHash
{
    private const int TinyInput = 4;
    private const int SmallInput = 12;
    private const int MediumInput = 24;
    private const int Block = 20;
    private const uint C1 = 0xcc9e2d51;
    private const uint C2 = 0x1b873593;
    private const uint Offset = 0xe6546b64;

    public static uint Fingerprint32(ReadOnlySpan<byte> data) => data.Length switch
    {
        <= TinyInput => Tiny(data),
        <= SmallInput => Small(data),
        <= MediumInput => Medium(data),
        _ => Large(data),
    };

    private static uint Tiny(ReadOnlySpan<byte> data)
    {
        unchecked
        {
            var (b, c) = (0u, 9u);
            foreach (var value in data)
            {
                // Bytes are signed here.
                b = (b * C1) + (uint)(sbyte)value;
                c ^= b;
            }

            return Mix(Absorb(Absorb(c, Scramble((uint)data.Length)), Scramble(b)));
        }
    }

    private static uint Small(ReadOnlySpan<byte> data)
    {
        unchecked
        {
            var length = (uint)data.Length;
            var (a, b, c, d) = (length, length * 5, 9u, length * 5);
            a += Word(data, 0);
            b += FromEnd(data, 4);
            c += Word(data, (data.Length >> 1) & 4);
            return Mix(Absorb(Absorb(Absorb(d, Scramble(a)), Scramble(b)), Scramble(c)));
        }
    }

    private static uint Medium(ReadOnlySpan<byte> data)
    {
        unchecked
        {
            var half = data.Length >> 1;
            var (a, b, c) = (Word(data, half - 4), Word(data, 4), FromEnd(data, 8));
            var (d, e, f) = (Word(data, half), Word(data, 0), FromEnd(data, 4));
            var h = (d * C1) + (uint)data.Length;
            a = BitOperations.RotateRight(a, 12) + f;
            h = Absorb(h, Scramble(c)) + a;
            a = BitOperations.RotateRight(a, 3) + c;
            h = Absorb(h, Scramble(e)) + a;
            a = BitOperations.RotateRight(a + f, 12) + d;
            h = Absorb(h, Scramble(b)) + a;
            return Mix(h);
        }
    }

    private static uint Large(ReadOnlySpan<byte> data)
    {
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

    private static uint Mix(uint hash)
    {
        unchecked
        {
            hash = (hash ^ (hash >> 16)) * 0x85ebca6b;
            hash = (hash ^ (hash >> 13)) * 0xc2b2ae35;
            return hash ^ (hash >> 16);
        }
    }

    private static uint Absorb(uint hash, uint scrambled) => unchecked((BitOperations.RotateRight(hash ^ scrambled, 19) * 5) + Offset);

    private static uint Spread(uint hash) => unchecked(BitOperations.RotateRight(BitOperations.RotateRight(hash, 11) * C1, 17) * C1);

    private static uint Finish(uint hash, uint part) =>
        unchecked(BitOperations.RotateRight((BitOperations.RotateRight(hash + part, 19) * 5) + Offset, 17) * C1);
}
