using System.Globalization;
using System.Text;
using Mdlc.Contracts.Formats;

namespace Mdlc.Catalog.Sources.Json;

/// <summary>
/// JSON's own numbers in a column whose texts are in a notation of their own: a point is the decimal mark in the one and may be the mark of
/// thousands in the other, so that 1.234 is written without it, as 1234e-3, which every notation reads alike.
/// </summary>
internal static class JsonNumber
{
    /// <param name="token">As it is written.</param>
    public static byte[] InNotation(ReadOnlySpan<byte> token, NumberFormat notation)
    {
        var isNegative = token[0] == '-';
        var digits = Encoding.ASCII.GetString(isNegative ? token[1..] : token);
        return Encoding.UTF8.GetBytes($"{(isNegative ? "-" : "")}{notation.Prefix}{WithoutPoint(digits)}{notation.Suffix}");
    }

    /// <summary>Whether a notation reads a number with a point otherwise than JSON does.</summary>
    public static bool IsMisread(NumberFormat notation) => notation.Group == '.' || notation.Decimal == ',';

    private static string WithoutPoint(string number)
    {
        var point = number.IndexOf('.', StringComparison.Ordinal);
        if (point < 0)
        {
            return number;
        }

        var power = number.IndexOfAny(['e', 'E']);
        var end = power < 0 ? number.Length : power;
        var exponent = 0L;
        // An exponent that is no 64-bit number makes the number none either: its column rejects it, or takes it as the text it is.
        return power >= 0 && !long.TryParse(number.AsSpan(power + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out exponent)
            ? number
            : string.Create(CultureInfo.InvariantCulture, $"{number[..point]}{number[(point + 1)..end]}e{exponent - (end - point - 1)}");
    }
}
