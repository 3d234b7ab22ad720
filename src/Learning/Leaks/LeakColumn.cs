namespace Mdlc.Learning.Leaks;

/// <summary>A column's sampled values: numbers, NaN where one is missing, or texts, null where one is.</summary>
public sealed record LeakColumn
{
    private LeakColumn(string name, double[]? numbers, string?[]? texts) => (Name, Numbers, Texts) = (name, numbers, texts);

    public string Name { get; }

    /// <summary>Null: the column is of texts.</summary>
    public double[]? Numbers { get; }

    /// <summary>Null: the column is of numbers.</summary>
    public string?[]? Texts { get; }

    public static LeakColumn OfNumbers(string name, double[] numbers) => new(name, numbers, null);

    public static LeakColumn OfTexts(string name, string?[] texts) => new(name, null, texts);
}
