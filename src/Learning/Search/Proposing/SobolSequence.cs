using Mdlc.Learning.Statistics;

namespace Mdlc.Learning.Search.Proposing;

/// <summary>
/// Sobol's sequence with the direction numbers of Joe and Kuo (2008, new-joe-kuo-6), scrambled after Owen: each digit is flipped by chance
/// that depends on the digits before it, which keeps how evenly the points lie and takes away what a fixed sequence is blind to.
/// </summary>
internal static class SobolSequence
{
    /// <summary>Dimensions that there are numbers for.</summary>
    public const int MaxDimensions = 40;

    private const int Bits = 32;

    /// <summary>A primitive polynomial's inner coefficients as bits, and the first odd numbers of the recurrence.</summary>
    private readonly record struct Seeds(uint Polynomial, uint[] Initial);

    /// <summary>From the second dimension on; the first is van der Corput's.</summary>
    private static readonly Seeds[] Table =
    [
        new(0, [1]),
        new(1, [1, 3]),
        new(1, [1, 3, 1]),
        new(2, [1, 1, 1]),
        new(1, [1, 1, 3, 3]),
        new(4, [1, 3, 5, 13]),
        new(2, [1, 1, 5, 5, 17]),
        new(4, [1, 1, 5, 5, 5]),
        new(7, [1, 1, 7, 11, 19]),
        new(11, [1, 1, 5, 1, 1]),
        new(13, [1, 1, 1, 3, 11]),
        new(14, [1, 3, 5, 5, 31]),
        new(1, [1, 3, 3, 9, 7, 49]),
        new(13, [1, 1, 1, 15, 21, 21]),
        new(16, [1, 3, 1, 13, 27, 49]),
        new(19, [1, 1, 1, 15, 7, 5]),
        new(22, [1, 3, 1, 15, 13, 25]),
        new(25, [1, 1, 5, 5, 19, 61]),
        new(1, [1, 3, 7, 11, 23, 15, 103]),
        new(4, [1, 3, 7, 13, 13, 15, 69]),
        new(7, [1, 1, 3, 13, 7, 35, 63]),
        new(8, [1, 3, 5, 9, 1, 25, 53]),
        new(14, [1, 3, 1, 13, 9, 35, 107]),
        new(19, [1, 3, 1, 5, 27, 61, 31]),
        new(21, [1, 1, 5, 11, 19, 41, 61]),
        new(28, [1, 3, 5, 3, 3, 13, 69]),
        new(31, [1, 1, 7, 13, 1, 19, 1]),
        new(32, [1, 3, 7, 5, 13, 19, 59]),
        new(37, [1, 1, 3, 9, 25, 29, 41]),
        new(41, [1, 3, 5, 13, 23, 1, 55]),
        new(42, [1, 3, 7, 3, 13, 59, 17]),
        new(50, [1, 3, 1, 3, 5, 53, 69]),
        new(55, [1, 1, 5, 5, 23, 33, 13]),
        new(56, [1, 1, 7, 7, 1, 61, 123]),
        new(59, [1, 1, 7, 9, 13, 61, 49]),
        new(62, [1, 3, 3, 5, 3, 55, 33]),
        new(14, [1, 3, 1, 15, 31, 13, 49, 245]),
        new(21, [1, 3, 5, 15, 31, 59, 63, 97]),
        new(22, [1, 3, 1, 11, 11, 11, 77, 249]),
    ];

    private static readonly uint[][] Directions = [.. Enumerable.Range(0, MaxDimensions).Select(DirectionsOf)];

    /// <param name="index">From 0; the very first point is the corner 0.</param>
    public static double Plain(int index, int dimension) => Digits(index, dimension) * (1.0 / (1UL << Bits));

    /// <summary>Above 0 and below 1.</summary>
    public static double Scrambled(int index, int dimension, long seed) =>
        (Scramble(Digits(index, dimension), SeededRandom.Derive(seed, dimension)) + 0.5) * (1.0 / (1UL << Bits));

    private static uint Digits(int index, int dimension)
    {
        var digits = 0u;
        for (var bit = 0; index >> bit != 0; bit++)
        {
            digits ^= ((index >> bit) & 1) == 1 ? Directions[dimension][bit] : 0;
        }

        return digits;
    }

    private static uint Scramble(uint digits, long seed)
    {
        var scrambled = 0u;
        for (var bit = 0; bit < Bits; bit++)
        {
            // The digits before this one, with a 1 before them, so that each length of them has chance of its own.
            var before = bit == 0 ? 1L : (1L << bit) | (digits >> (Bits - bit));
            var flip = (uint)(SeededRandom.Derive(seed, before) & 1);
            scrambled = (scrambled << 1) | (((digits >> (Bits - 1 - bit)) & 1) ^ flip);
        }

        return scrambled;
    }

    private static uint[] DirectionsOf(int dimension)
    {
        var directions = new uint[Bits];
        if (dimension == 0)
        {
            for (var i = 0; i < Bits; i++)
            {
                directions[i] = 1u << (Bits - 1 - i);
            }

            return directions;
        }

        var (polynomial, initial) = Table[dimension - 1];
        var degree = initial.Length;
        for (var i = 0; i < Bits; i++)
        {
            if (i < degree)
            {
                directions[i] = initial[i] << (Bits - 1 - i);
                continue;
            }

            directions[i] = directions[i - degree] ^ (directions[i - degree] >> degree);
            for (var k = 1; k < degree; k++)
            {
                directions[i] ^= ((polynomial >> (degree - 1 - k)) & 1) == 1 ? directions[i - k] : 0;
            }
        }

        return directions;
    }
}
