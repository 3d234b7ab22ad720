using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace Mdlc.Catalog.Metadata.Sql;

/// <summary>
/// The CRC-32C that stands with every row over all that the row holds, its key included: a database's pages have none, so a byte that changed
/// on the disk shows only by this.
/// </summary>
internal static class RowChecksum
{
    private const byte Nothing = 0;
    private const byte WholeNumber = 1;
    private const byte Words = 2;

    /// <param name="values">Whole numbers, texts or nothing, in the order of the row's columns.</param>
    public static long Of(IEnumerable<object?> values)
    {
        var crc = uint.MaxValue;
        foreach (var value in values)
        {
            crc = value switch
            {
                null => BitOperations.Crc32C(crc, Nothing),
                int number => With(crc, number),
                long number => With(crc, number),
                string text => With(crc, Encoding.UTF8.GetBytes(text)),

                // Nobody writes anything else, but a damaged row may hold it.
                _ => BitOperations.Crc32C(crc, byte.MaxValue),
            };
        }

        return ~crc;
    }

    private static uint With(uint crc, long number) => BitOperations.Crc32C(BitOperations.Crc32C(crc, WholeNumber), (ulong)number);

    // The length first: a byte that moves from one value to the next is a change.
    private static uint With(uint crc, ReadOnlySpan<byte> text)
    {
        crc = BitOperations.Crc32C(BitOperations.Crc32C(crc, Words), (uint)text.Length);
        for (; text.Length >= sizeof(ulong); text = text[sizeof(ulong)..])
        {
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(text));
        }

        foreach (var one in text)
        {
            crc = BitOperations.Crc32C(crc, one);
        }

        return crc;
    }
}
