using System.Globalization;

namespace Mdlc.Contracts.Formats;

/// <summary>
/// A column's notation of points in time, in .NET's custom date and time tokens (<c>dd.MM.yyyy</c>, <c>M/d/yyyy h:mm tt</c>): <c>dd</c> is two
/// digits, <c>d</c> one or two. What has no offset is UTC.
/// </summary>
public sealed record TimeFormat
{
    // Day, month, hour and minute all differ, and are of two digits: a pattern that leaves one out or takes one for another gives another date.
    private static readonly DateTime Probe = new(2023, 11, 28, 10, 45, 56, DateTimeKind.Utc);

    private const int MostFractionDigits = 7;

    private static readonly string[] IsoForms =
    [
        "yyyy-MM-dd",
        "yyyy-MM-dd'T'HH:mmK",
        "yyyy-MM-dd'T'HH:mm:ssK",
        "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK",
        "yyyy-MM-dd HH:mmK",
        "yyyy-MM-dd HH:mm:ssK",
        "yyyy-MM-dd HH:mm:ss.FFFFFFFK",
    ];

    private TimeFormat(string pattern) => Pattern = pattern;

    public string Pattern { get; }

    /// <summary>Whether a cell in ISO 8601 could be taken for one of this pattern, or the pattern for ISO 8601.</summary>
    public bool LooksLikeIso => Pattern.StartsWith("yyyy-", StringComparison.Ordinal);

    /// <returns>Null: the text is no pattern that tells year, month and day.</returns>
    public static TimeFormat? Parse(string pattern)
    {
        try
        {
            var text = Probe.ToString(pattern, CultureInfo.InvariantCulture);
            var format = new TimeFormat(pattern);
            return pattern.Length > 1 && format.TryRead(text, out var read) && read.Date == Probe.Date ? format : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }

    /// <summary>Reads ISO 8601: a date, or a date with a time behind a <c>T</c> or a blank, with or without an offset.</summary>
    public static bool TryReadIso(ReadOnlySpan<char> cell, out DateTime utc) =>
        IsUtc(DateTimeOffset.TryParseExact(WithMinutes(WithoutNanoseconds(cell)), IsoForms, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var read), read, out utc);

    /// <summary>Up to nine digits may stand behind the seconds, of which .NET reads seven and what is kept are six.</summary>
    private static ReadOnlySpan<char> WithoutNanoseconds(ReadOnlySpan<char> cell)
    {
        var digits = cell.IndexOf('.') + 1;
        var end = digits;
        while (digits > 0 && end < cell.Length && char.IsAsciiDigit(cell[end]))
        {
            end++;
        }

        return end - digits is > MostFractionDigits and <= MostFractionDigits + 2
            ? string.Concat(cell[..(digits + MostFractionDigits)], cell[end..])
            : cell;
    }

    /// <summary>Reads a cell without blanks at its ends.</summary>
    public bool TryRead(ReadOnlySpan<char> cell, out DateTime utc) =>
        IsUtc(DateTimeOffset.TryParseExact(cell, Pattern, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var read), read, out utc);

    // Not DateTime's own parser: where an offset leads before the year 1 it adds a day, without a word.
    private static bool IsUtc(bool isRead, DateTimeOffset read, out DateTime utc)
    {
        utc = read.UtcDateTime;
        return isRead;
    }

    /// <summary>+02 is +02:00.</summary>
    private static ReadOnlySpan<char> WithMinutes(ReadOnlySpan<char> cell) =>
        cell.Length > "yyyy-MM-dd HH:mm".Length && cell[^3] is '+' or '-' && cell[^2..].IndexOfAnyExceptInRange('0', '9') < 0 ? string.Concat(cell, ":00") : cell;

    /// <summary>The pattern.</summary>
    public override string ToString() => Pattern;
}
