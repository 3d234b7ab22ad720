using System.Globalization;
using Mdlc.Contracts.Faults;
using Microsoft.ML;

namespace Mdlc.Learning.Features;

/// <summary>The order of a column's texts: numbers by size where all are numbers, else by ordinal.</summary>
internal static class OrderedValues
{
    /// <summary>What a model holds is bounded by it.</summary>
    public const int Most = TargetEncoding.MostCells;

    /// <exception cref="FaultException">There are too many.</exception>
    public static IReadOnlyList<string> Of(IDataView rows, string column)
    {
        var distinct = new HashSet<string>(StringComparer.Ordinal);
        var lookup = distinct.GetAlternateLookup<ReadOnlySpan<char>>();
        using var cursor = rows.GetRowCursor([rows.Schema[column]]);
        var getter = cursor.GetGetter<ReadOnlyMemory<char>>(rows.Schema[column]);
        ReadOnlyMemory<char> text = default;
        while (cursor.MoveNext())
        {
            getter(ref text);
            if (!text.IsEmpty && lookup.Add(text.Span) && distinct.Count > Most)
            {
                throw FaultException.InData(string.Create(
                    CultureInfo.InvariantCulture,
                    $"Found more than {Most} distinct values in column '{column}', which is to be put in the order of its values; expected fewer. Take another role for it, such as target or hash."));
            }
        }

        return Sorted([.. distinct]);
    }

    public static IReadOnlyList<string> Sorted(string[] texts)
    {
        var numbers = Array.ConvertAll(texts, text => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : double.NaN);
        Array.Sort(texts, numbers, StringComparer.Ordinal);
        if (!numbers.Any(double.IsNaN))
        {
            // Stable among equal numbers, such as 1 and 1.0.
            return [.. texts.Zip(numbers).OrderBy(pair => pair.Second).Select(pair => pair.First)];
        }

        return texts;
    }
}
