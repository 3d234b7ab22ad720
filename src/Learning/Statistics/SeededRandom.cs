namespace Mdlc.Learning.Statistics;

/// <summary>
/// xoshiro256** seeded by SplitMix64 (Blackman and Vigna). Our own, so that a recorded seed gives the same numbers on every runtime
/// and platform for ever. Not for secrets; not thread-safe.
/// </summary>
public sealed class SeededRandom
{
    private ulong _s0;
    private ulong _s1;
    private ulong _s2;
    private ulong _s3;

    public SeededRandom(long seed)
    {
        var state = unchecked((ulong)seed);
        _s0 = SplitMix(ref state);
        _s1 = SplitMix(ref state);
        _s2 = SplitMix(ref state);
        _s3 = SplitMix(ref state);
    }

    /// <summary>A seed for an independent stream: a pure function of its arguments (SplitMix64 finaliser over each in turn).</summary>
    public static long Derive(long seed, long stream)
    {
        var state = unchecked((ulong)seed);
        var mixed = unchecked(SplitMix(ref state) ^ ((ulong)stream * 0xD1342543DE82EF95UL));
        return unchecked((long)SplitMix(ref mixed));
    }

    /// <summary>As <see cref="Derive(long, long)"/> with a name (FNV-1a over its UTF-16 units) for the stream.</summary>
    public static long Derive(long seed, string stream)
    {
        var hash = 0xCBF29CE484222325UL;
        foreach (var unit in stream)
        {
            hash = unchecked((hash ^ unit) * 0x100000001B3UL);
        }
        return Derive(seed, unchecked((long)hash));
    }

    // Overflow is the algorithm here, hence unchecked.
    public ulong NextUInt64()
    {
        unchecked
        {
            var result = ulong.RotateLeft(_s1 * 5, 7) * 9;
            var t = _s1 << 17;
            _s2 ^= _s0;
            _s3 ^= _s1;
            _s1 ^= _s2;
            _s0 ^= _s3;
            _s2 ^= t;
            _s3 = ulong.RotateLeft(_s3, 45);
            return result;
        }
    }

    /// <summary>Uniform in [0, 1), 53 bits.</summary>
    public double NextDouble() => (NextUInt64() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Uniform in [0, <paramref name="exclusiveMaximum"/>). The multiply-shift's bias is below maximum/2^64.</summary>
    public int NextInt(int exclusiveMaximum)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(exclusiveMaximum);
        return (int)Math.BigMul(NextUInt64(), (ulong)exclusiveMaximum, out _);
    }

    /// <summary>Standard normal, by the polar method.</summary>
    public double NextNormal()
    {
        while (true)
        {
            var u = (2 * NextDouble()) - 1;
            var v = (2 * NextDouble()) - 1;
            var s = (u * u) + (v * v);
            if (s is > 0 and < 1)
            {
                return u * Math.Sqrt(-2 * Math.Log(s) / s);
            }
        }
    }

    /// <summary>Fisher–Yates.</summary>
    public void Shuffle<T>(Span<T> items)
    {
        for (var i = items.Length - 1; i > 0; i--)
        {
            var j = NextInt(i + 1);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }

    private static ulong SplitMix(ref ulong state)
    {
        unchecked
        {
            state += 0x9E3779B97F4A7C15UL;
            var z = state;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
            return z ^ (z >> 31);
        }
    }
}
