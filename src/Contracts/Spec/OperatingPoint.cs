namespace Mdlc.Contracts.Spec;

/// <summary>The probability from which on a binary model calls a row positive, and how it was found: on rows of the training part, never on test rows.</summary>
public sealed record OperatingPoint
{
    /// <summary>Where nothing was asked for, and of models made before it could be.</summary>
    public const double DefaultThreshold = 0.5;

    public double Threshold { get; init; } = DefaultThreshold;

    /// <param name="point">Null: nothing was asked for, or could be.</param>
    public static double ThresholdOf(OperatingPoint? point) => point?.Threshold ?? DefaultThreshold;

    public ThresholdRule Rule { get; init; }

    /// <summary>Held-out training rows that it was chosen on; 0: the spec says it.</summary>
    public int Rows { get; init; }

    /// <summary>How many of them are positive.</summary>
    public int Positives { get; init; }

    /// <summary>F1 at the threshold, or cost a row, on the rows that it was chosen on: better than it will be, since it is the best of them.</summary>
    public double? Value { get; init; }

    /// <summary>The same at 0.5.</summary>
    public double? ValueAtHalf { get; init; }

    /// <summary>A sentence: which rows chose it, how many, what it gained; or why it is 0.5 after all.</summary>
    public string Note { get; init; } = "";
}
