using Mdlc.Catalog.Snapshots;
using Microsoft.ML.Data;

namespace Mdlc.Catalog.DataViews;

/// <summary>A named column held in one array. Immutable once it is part of a view.</summary>
public sealed class ColumnarDataViewColumn
{
    private ColumnarDataViewColumn(string name, ColumnarDataViewKind kind, Array values, IReadOnlyList<string>? texts)
    {
        Name = name;
        Kind = kind;
        Values = values;
        Texts = texts;
        TextMemory = texts?.Select(text => text.AsMemory()).ToArray();
    }

    public string Name { get; }

    public ColumnarDataViewKind Kind { get; }

    /// <summary>By kind: <c>float[]</c>, <c>double[]</c>, <c>int[]</c> (index into <see cref="Texts"/>), <c>bool[]</c>, <c>uint[]</c> (class number from 1).</summary>
    public Array Values { get; }

    /// <summary>The distinct texts, or the names of the classes in their order; null for numbers and flags.</summary>
    public IReadOnlyList<string>? Texts { get; }

    internal ReadOnlyMemory<char>[]? TextMemory { get; }

    public static ColumnarDataViewColumn OfSingles(string name, float[] values) => new(name, ColumnarDataViewKind.Single, values, null);

    public static ColumnarDataViewColumn OfDoubles(string name, double[] values) => new(name, ColumnarDataViewKind.Double, values, null);

    public static ColumnarDataViewColumn OfFlags(string name, bool[] values) => new(name, ColumnarDataViewKind.Flag, values, null);

    /// <param name="codes">For each row the index of its text in <paramref name="texts"/>.</param>
    public static ColumnarDataViewColumn OfTexts(string name, int[] codes, IReadOnlyList<string> texts) =>
        new(name, ColumnarDataViewKind.Text, codes, texts);

    /// <summary>Texts as they come; null is the empty text.</summary>
    public static ColumnarDataViewColumn OfTexts(string name, IEnumerable<string?> values)
    {
        var texts = new List<string>();
        var index = new Dictionary<string, int>(StringComparer.Ordinal);
        var codes = new List<int>();
        foreach (var value in values)
        {
            var text = value ?? "";
            if (!index.TryGetValue(text, out var code))
            {
                index.Add(text, code = texts.Count);
                texts.Add(text);
            }

            codes.Add(code);
        }

        return OfTexts(name, [.. codes], texts);
    }

    /// <param name="keys">For each row the class's number from 1; 0: none of them.</param>
    public static ColumnarDataViewColumn OfKeys(string name, uint[] keys, IReadOnlyList<string> classes) =>
        new(name, ColumnarDataViewKind.Key, keys, classes);

    /// <summary>The named rows, in the order given; a row may come more than once.</summary>
    public ColumnarDataViewColumn Gather(ReadOnlySpan<int> rows)
    {
        Array values = Kind switch
        {
            ColumnarDataViewKind.Single => Pick((float[])Values, rows),
            ColumnarDataViewKind.Double => Pick((double[])Values, rows),
            ColumnarDataViewKind.Text => Pick((int[])Values, rows),
            ColumnarDataViewKind.Flag => Pick((bool[])Values, rows),
            _ => Pick((uint[])Values, rows),
        };
        return new ColumnarDataViewColumn(Name, Kind, values, Texts);
    }

    /// <summary>The row's value as text; null when it is missing. Numbers are invariant and round-trip.</summary>
    public string? TextOf(int row) => Kind switch
    {
        ColumnarDataViewKind.Single => ((float[])Values)[row] is var single && float.IsNaN(single) ? null : CanonicalText.Of(single),
        ColumnarDataViewKind.Double => ((double[])Values)[row] is var number && double.IsNaN(number) ? null : CanonicalText.Of(number),
        ColumnarDataViewKind.Text => Texts![((int[])Values)[row]] is { Length: > 0 } text ? text : null,
        ColumnarDataViewKind.Flag => CanonicalText.Of(((bool[])Values)[row]),
        _ => ((uint[])Values)[row] is > 0 and var key ? Texts![(int)key - 1] : null,
    };

    internal DataViewType Type => Kind == ColumnarDataViewKind.Key ? new KeyDataViewType(typeof(uint), Texts!.Count) : Kind.ToType();

    private static T[] Pick<T>(T[] values, ReadOnlySpan<int> rows)
    {
        var picked = new T[rows.Length];
        for (var i = 0; i < rows.Length; i++)
        {
            picked[i] = values[rows[i]];
        }

        return picked;
    }
}
