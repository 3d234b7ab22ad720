using System.Globalization;
using System.Text;

namespace Mdlc.Contracts.Formats;

/// <summary>Lengths of time as people write them: <c>90s</c>, <c>5m</c>, <c>1h30m</c>, <c>2d</c>.</summary>
public static class DurationText
{
    /// <summary>For sentences that ask for one.</summary>
    public const string Form = "a time such as 90s, 5m or 1h30m";

    private static readonly (char Unit, int Seconds)[] Units = [('d', 86_400), ('h', 3600), ('m', 60), ('s', 1)];

    /// <returns>Null where it is none, or is 0 or more than a year.</returns>
    public static TimeSpan? Parse(string text)
    {
        var (total, number, unit) = (0L, "", 0);
        foreach (var letter in text)
        {
            if (char.IsAsciiDigit(letter) && number.Length < 9)
            {
                number += letter;
                continue;
            }

            var next = Array.FindIndex(Units, known => known.Unit == letter);
            if (next < unit || number.Length == 0)
            {
                return null;
            }

            total += long.Parse(number, CultureInfo.InvariantCulture) * Units[next].Seconds;
            (number, unit) = ("", next + 1);
        }

        return number.Length == 0 && total is > 0 and <= 366L * 86_400 ? TimeSpan.FromSeconds(total) : null;
    }

    /// <summary>In whole seconds, rounded up: 1h30m.</summary>
    public static string Of(TimeSpan duration)
    {
        var left = (long)Math.Ceiling(Math.Max(0, duration.TotalSeconds));
        var text = new StringBuilder();
        foreach (var (unit, seconds) in Units)
        {
            if (left >= seconds)
            {
                text.Append(CultureInfo.InvariantCulture, $"{left / seconds}{unit}");
                left %= seconds;
            }
        }

        return text.Length == 0 ? "0s" : text.ToString();
    }
}
