using System.Buffers.Binary;
using System.Numerics;
using System.Text;
using Microsoft.Data.Sqlite;

namespace Mdlc.Engine.Storage;

/// <summary>
/// The CRC-32C that stands with every row over all that the row holds, its key included: pages have none, so a byte that changed on the disk
/// shows only by this.
/// </summary>
internal static class Checksum
{
    /// <param name="values">Numbers, texts, bytes or nulls, in the order of the row's columns.</param>
    public static int Of(params ReadOnlySpan<object> values)
    {
        var crc = uint.MaxValue;
        foreach (var value in values)
        {
            crc = value switch
            {
                long number => BitOperations.Crc32C(crc, unchecked((ulong)number)),
                int number => BitOperations.Crc32C(crc, unchecked((ulong)(long)number)),
                double number => BitOperations.Crc32C(crc, BitConverter.DoubleToUInt64Bits(number)),
                byte[] bytes => With(crc, bytes),
                string text => With(crc, Encoding.UTF8.GetBytes(text)),

                // Null. Nobody writes anything else, but a damaged row may hold it.
                _ => BitOperations.Crc32C(crc, byte.MaxValue),
            };
        }

        return unchecked((int)~crc);
    }

    /// <summary>Whether a row is what was written. One that was written before there were checksums has none, and passes.</summary>
    /// <param name="column">Where the row has its checksum.</param>
    public static bool IsOf(SqliteDataReader row, int column, params ReadOnlySpan<object> values) =>
        row.IsDBNull(column) || (row.GetValue(column) is long found && found == Of(values));

    // The length first: a byte that moves from one value to the next is a change.
    private static uint With(uint crc, ReadOnlySpan<byte> bytes)
    {
        crc = BitOperations.Crc32C(crc, (uint)bytes.Length);
        for (; bytes.Length >= sizeof(ulong); bytes = bytes[sizeof(ulong)..])
        {
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        }

        foreach (var one in bytes)
        {
            crc = BitOperations.Crc32C(crc, one);
        }

        return crc;
    }
}
