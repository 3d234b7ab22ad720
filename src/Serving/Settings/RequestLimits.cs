namespace Mdlc.Serving.Settings;

/// <summary>What one request may ask for. Its answer, and its rows in the log, are many times what it costs to send.</summary>
public sealed record RequestLimits
{
    /// <value>The default is 100 000.</value>
    public int Rows { get; init; } = 100_000;

    /// <summary>Rows times the model's inputs and outputs.</summary>
    /// <value>The default is 5 000 000.</value>
    public long Cells { get; init; } = 5_000_000;

    /// <summary>Bytes of a request's id: each of its rows is logged with it.</summary>
    /// <value>The default is 256.</value>
    public int IdBytes { get; init; } = 256;

    /// <summary>The most rows of a model with so many inputs and outputs.</summary>
    public int RowsOf(int columns) => (int)Math.Min(Rows, Cells / Math.Max(columns, 1));
}
