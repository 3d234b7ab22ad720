using System.Globalization;
using System.Text.RegularExpressions;

namespace Mdlc.Engine.Visibility.Queries;

/// <summary>Durations in queries: <c>90m</c>, <c>1h30m</c>, <c>5d</c>, <c>hh:mm:ss</c>, or a number of nanoseconds.</summary>
internal static partial class QueryDuration
{
    public static bool TryParse(string text, out long nanoseconds) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out nanoseconds)
        || TryParseUnits(text, out nanoseconds)
        || TryParseClock(text, out nanoseconds);

    private static bool TryParseUnits(string text, out long nanoseconds)
    {
        nanoseconds = 0;
        var match = Units().Match(text);
        if (!match.Success)
        {
            return text is "0" or "+0" or "-0";
        }

        var sum = 0m;
        for (var i = 0; i < match.Groups["number"].Captures.Count; i++)
        {
            if (!decimal.TryParse(match.Groups["number"].Captures[i].ValueSpan, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
                || number > long.MaxValue)
            {
                return false;
            }

            sum += number * NanosecondsPer(match.Groups["unit"].Captures[i].Value);
        }

        if (sum > long.MaxValue)
        {
            return false;
        }

        nanoseconds = (long)(text.StartsWith('-') ? -sum : sum);
        return true;
    }

    private static bool TryParseClock(string text, out long nanoseconds)
    {
        nanoseconds = 0;
        var match = Clock().Match(text);
        if (!match.Success
            || !int.TryParse(match.Groups[1].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var hours)
            || hours > TimeSpan.MaxValue.TotalHours / TimeSpan.NanosecondsPerTick)
        {
            return false;
        }

        var minutes = int.Parse(match.Groups[2].ValueSpan, CultureInfo.InvariantCulture);
        var seconds = int.Parse(match.Groups[3].ValueSpan, CultureInfo.InvariantCulture);
        nanoseconds = ((((long)hours * 60) + minutes) * 60 + seconds) * NanosecondsPer("s");
        return minutes < 60 && seconds < 60;
    }

    private static long NanosecondsPer(string unit) => unit switch
    {
        "ns" => 1,
        "us" or "µs" or "μs" => 1_000,
        "ms" => 1_000_000,
        "s" => 1_000_000_000,
        "m" => 60_000_000_000,
        "h" => 3_600_000_000_000,
        _ => 86_400_000_000_000,
    };

    [GeneratedRegex(@"^[+-]?((?<number>\d+\.?\d*|\.\d+)(?<unit>ns|us|µs|μs|ms|s|m|h|d))+\z", RegexOptions.CultureInvariant)]
    private static partial Regex Units();

    [GeneratedRegex(@"^(\d{1,9}):(\d{1,2}):(\d{1,2})\z", RegexOptions.CultureInvariant)]
    private static partial Regex Clock();
}
