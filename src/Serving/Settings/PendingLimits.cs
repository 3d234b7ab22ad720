namespace Mdlc.Serving.Settings;

/// <summary>
/// What may wait in memory to be logged. One model may fill half of it: a model whose folder cannot be written does not stop the others.
/// </summary>
public sealed record PendingLimits
{
    /// <value>The default is 500 000.</value>
    public long Rows { get; init; } = 500_000;

    /// <value>The default is 512 MiB.</value>
    public long Bytes { get; init; } = 512 << 20;
}
