using System.Globalization;

namespace Mdlc.Serving.Inference;

/// <summary>Whole numbers as JSON writes them: 3, 3.0 and 3e0 are the same, and none is rounded to be one.</summary>
internal static class WholeNumber
{
    private const int MostDigits = 19;

    /// <param name="json">A number of JSON.</param>
    /// <returns>Null: it has a fraction, or does not fit into 64 bits.</returns>
    public static long? Read(ReadOnlySpan<char> json)
    {
        var exponentAt = json.IndexOfAny('e', 'E');
        var power = 0;
        if (exponentAt >= 0 && !int.TryParse(json[(exponentAt + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out power))
        {
            return null;
        }

        var mantissa = exponentAt >= 0 ? json[..exponentAt] : json;
        var isNegative = mantissa[0] == '-';
        mantissa = isNegative ? mantissa[1..] : mantissa;
        var point = mantissa.IndexOf('.');
        var digits = point < 0 ? mantissa.ToString() : string.Concat(mantissa[..point], mantissa[(point + 1)..]);
        long scale = power - (point < 0 ? 0 : mantissa.Length - point - 1);
        var significant = digits.TrimEnd('0');
        scale += digits.Length - significant.Length;
        significant = significant.TrimStart('0');
        if (significant.Length == 0)
        {
            return 0;
        }

        if (scale < 0 || significant.Length + scale > MostDigits)
        {
            return null;
        }

        var whole = $"{(isNegative ? "-" : "")}{significant}{new string('0', (int)scale)}";
        return long.TryParse(whole, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;
    }
}
