using System.Globalization;
using Mdlc.Contracts.Models;

namespace Mdlc.Learning.Features;

/// <summary>How a column's numbers get into single precision, and what it loses of them.</summary>
/// <param name="Rescaling">Null: they are taken as they stand.</param>
/// <param name="Distinct">Distinct values looked at.</param>
/// <param name="Confused">Those that no trainer can tell from a neighbour; 0 where they are too few rows to matter.</param>
/// <param name="Beyond">Rows whose number is too large, and so a missing one.</param>
/// <param name="OfSample">Whether the two counts of values are of a sample of the rows.</param>
public sealed record PrecisionFit(Rescaling? Rescaling, int Distinct, int Confused, long Beyond, bool OfSample)
{
    /// <summary>Whether something is lost even so.</summary>
    public bool Loses => Confused > 0 || Beyond > 0;

    /// <summary>What a person must know of it; null: nothing.</summary>
    public string? Note => Said() is { Count: > 0 } parts ? string.Join(", ", parts) : null;

    private List<string> Said()
    {
        var parts = new List<string>();
        if (Rescaling is { } rescaling)
        {
            parts.Add($"{Rescaled(rescaling)} for single precision");
        }

        if (Confused > 0)
        {
            parts.Add(string.Create(
                CultureInfo.InvariantCulture,
                $"{Confused} of {Distinct} distinct values{(OfSample ? " of a sample" : "")} cannot be told apart in single precision"));
        }

        if (Beyond > 0)
        {
            parts.Add(string.Create(
                CultureInfo.InvariantCulture, $"{Beyond} {(Beyond == 1 ? "row is" : "rows are")} beyond single precision and {(Beyond == 1 ? "counts" : "count")} as missing"));
        }

        return parts;
    }

    private static string Rescaled(Rescaling rescaling)
    {
        var shift = rescaling.Shift == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"counted from {rescaling.Shift:R}");
        var scale = rescaling.Scale == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $"times 2^{Math.ILogB(rescaling.Scale)}");
        return shift.Length > 0 && scale.Length > 0 ? $"{shift} and {scale}" : shift + scale;
    }
}
