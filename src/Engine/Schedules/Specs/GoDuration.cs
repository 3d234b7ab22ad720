using System.Globalization;

namespace Mdlc.Engine.Schedules.Specs;

/// <summary>Durations as Go writes them, such as <c>1h30m</c> or <c>1.5s</c>, and with <c>d</c> for 24 hours.</summary>
internal static class GoDuration
{
    /// <exception cref="InvalidSpecException">The text is no duration.</exception>
    public static TimeSpan Parse(string text)
    {
        var rest = text.AsSpan();
        var negative = rest is ['-', ..];
        if (rest is ['-' or '+', ..])
        {
            rest = rest[1..];
        }

        if (rest is "0")
        {
            return TimeSpan.Zero;
        }

        if (rest.IsEmpty)
        {
            throw new InvalidSpecException($"time: invalid duration \"{text}\"");
        }

        var ticks = 0m;
        while (!rest.IsEmpty)
        {
            var digits = Length(rest, static c => char.IsAsciiDigit(c) || c == '.');
            var unit = Length(rest[digits..], static c => !char.IsAsciiDigit(c) && c != '.');
            ticks += Number(rest[..digits], text) * Unit(rest.Slice(digits, unit), text);
            rest = rest[(digits + unit)..];
        }

        return ticks <= TimeSpan.MaxValue.Ticks
            ? new TimeSpan((long)(negative ? -ticks : ticks))
            : throw new InvalidSpecException($"time: invalid duration \"{text}\"");
    }

    private static int Length(ReadOnlySpan<char> text, Func<char, bool> belongs)
    {
        var length = 0;
        while (length < text.Length && belongs(text[length]))
        {
            length++;
        }

        return length;
    }

    private static decimal Number(ReadOnlySpan<char> digits, string text) =>
        decimal.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && number < TimeSpan.MaxValue.Ticks
            ? number
            : throw new InvalidSpecException($"time: invalid duration \"{text}\"");

    private static decimal Unit(ReadOnlySpan<char> unit, string text) => unit switch
    {
        "ns" => 0.01m,
        "us" or "µs" or "μs" => TimeSpan.TicksPerMicrosecond,
        "ms" => TimeSpan.TicksPerMillisecond,
        "s" => TimeSpan.TicksPerSecond,
        "m" => TimeSpan.TicksPerMinute,
        "h" => TimeSpan.TicksPerHour,
        "d" => TimeSpan.TicksPerDay,
        "" => throw new InvalidSpecException($"time: missing unit in duration \"{text}\""),
        _ => throw new InvalidSpecException($"time: unknown unit \"{unit}\" in duration \"{text}\""),
    };
}
