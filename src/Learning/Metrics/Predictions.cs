namespace Mdlc.Learning.Metrics;

/// <summary>Labels and what a model said of them, row by row. One of three: binary, multiclass, regression.</summary>
public abstract class Predictions
{
    private protected Predictions(int rows) => Rows = rows;

    public int Rows { get; }

    /// <summary>The rows at these positions, in this order.</summary>
    public abstract Predictions Select(IReadOnlyList<int> rows);

    /// <summary>How much there is of what the metrics need most and have least, and its name: positives, negatives or rows.</summary>
    public abstract (int Count, string Noun) Scarcest { get; }

    /// <summary>The same labels in the same order, so that a paired comparison is meaningful.</summary>
    public abstract bool HasSameLabels(Predictions other);

    private protected static void RequireLength(int found, int expected, string what)
    {
        if (found != expected)
        {
            throw new ArgumentException($"Found {found} {what} for {expected} labels; give one per label.");
        }
    }

    private protected static void RequireFinite(IReadOnlyList<double> values, string what)
    {
        for (var i = 0; i < values.Count; i++)
        {
            if (!double.IsFinite(values[i]))
            {
                throw new ArgumentException($"The {what} at position {i} is not a finite number; drop the row or mend the model.");
            }
        }
    }

    private protected static T[] Pick<T>(T[] values, IReadOnlyList<int> rows)
    {
        var picked = new T[rows.Count];
        for (var i = 0; i < picked.Length; i++)
        {
            picked[i] = values[rows[i]];
        }
        return picked;
    }
}
