using System.Runtime.InteropServices;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Mdlc.Learning.Features;

/// <summary>
/// Deals rows into folds by what they hold, so that a row's fold does not depend on where it stands. Rows that are alike in all their inputs and
/// the label are told apart by a count, so that they do not all fall into one fold; it does not matter which of them gets which.
/// </summary>
internal sealed class RowFolds
{
    public const int Count = 5;

    private const ulong Salt = 0x6d646c632d666f6c;
    private const ulong Odd = 0x9e3779b97f4a7c15;

    private readonly List<ulong> _keys = [];

    /// <summary>Takes in a row's hash, see <see cref="HasherOf"/>.</summary>
    public void Add(ulong hash) => _keys.Add(hash);

    public static ulong Start => Salt;

    /// <summary>The fold of each row, from 0.</summary>
    public byte[] Deal()
    {
        var keys = _keys.ToArray();
        var order = new int[keys.Length];
        for (var i = 0; i < order.Length; i++)
        {
            order[i] = i;
        }

        Array.Sort(keys, order);
        var folds = new byte[keys.Length];
        ulong alike = 0;
        for (var i = 0; i < keys.Length; i++)
        {
            alike = i > 0 && keys[i] == keys[i - 1] ? alike + 1 : 0;
            folds[order[i]] = (byte)(Next(keys[i], alike) % Count);
        }

        return folds;
    }

    /// <returns>Folds a column's value in the cursor's row into a hash.</returns>
    public static Func<ulong, ulong> HasherOf(DataViewRow cursor, DataViewSchema.Column column)
    {
        if (column.Type is TextDataViewType)
        {
            var text = cursor.GetGetter<ReadOnlyMemory<char>>(column);
            ReadOnlyMemory<char> found = default;
            return hash =>
            {
                text(ref found);
                return OfText(hash, found.Span);
            };
        }

        var raw = column.Type.RawType;
        return raw == typeof(float) ? Of<float>(cursor, column, value => float.IsNaN(value) ? 1 : BitConverter.SingleToUInt32Bits(value))
            : raw == typeof(double) ? Of<double>(cursor, column, value => double.IsNaN(value) ? 1 : BitConverter.DoubleToUInt64Bits(value))
            : raw == typeof(bool) ? Of<bool>(cursor, column, value => value ? 2u : 1u)
            : raw == typeof(uint) ? Of<uint>(cursor, column, value => value)
            : throw new InvalidOperationException($"Column '{column.Name}' is {column.Type}, which no plan takes.");
    }

    private static Func<ulong, ulong> Of<T>(DataViewRow cursor, DataViewSchema.Column column, Func<T, ulong> bits)
    {
        var getter = cursor.GetGetter<T>(column);
        T value = default!;
        return hash =>
        {
            getter(ref value);
            return Next(hash, bits(value));
        };
    }

    private static ulong OfText(ulong hash, ReadOnlySpan<char> text)
    {
        hash = Next(hash, (ulong)text.Length);
        var words = MemoryMarshal.Cast<char, ulong>(text);
        foreach (var word in words)
        {
            hash = Next(hash, word);
        }

        foreach (var rest in text[(words.Length * sizeof(ulong) / sizeof(char))..])
        {
            hash = Next(hash, rest);
        }

        return hash;
    }

    private static ulong Next(ulong hash, ulong value)
    {
        unchecked
        {
            var mixed = (hash * Odd) ^ value;
            mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9;
            mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111eb;
            return mixed ^ (mixed >> 31);
        }
    }
}
