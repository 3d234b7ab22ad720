namespace Mdlc.Contracts.Models;

/// <summary>
/// How a number gets into single precision, in which models compute: (number − <see cref="Shift"/>) · <see cref="Scale"/>, and only then
/// rounded. Training, evaluation, <c>predict</c> and serving all round by this.
/// </summary>
/// <param name="Shift">What the column's numbers are counted from.</param>
/// <param name="Scale">A power of two, so that it costs no digit.</param>
public sealed record Rescaling(double Shift, double Scale = 1)
{
    private const double WholeLimit = 9.3e18;

    /// <summary>Numbers as they stand.</summary>
    public static Rescaling None { get; } = new(0);

    /// <summary>NaN, a missing value, for what is beyond single precision even so.</summary>
    public float ToSingle(double number) => Round((number - Shift) * Scale);

    /// <inheritdoc cref="ToSingle(double)"/>
    /// <remarks>The difference of whole numbers is exact: beyond 2^53 their neighbours would be one double.</remarks>
    public float ToSingle(long number) => Shift == Math.Floor(Shift) && Math.Abs(Shift) < WholeLimit
        ? Round((double)((Int128)number - (Int128)Shift) * Scale)
        : ToSingle((double)number);

    /// <summary>The number that a single stands for.</summary>
    public double Restore(float single) => (single / Scale) + Shift;

    private static float Round(double number) => (float)number is var single && float.IsFinite(single) ? single : float.NaN;
}
