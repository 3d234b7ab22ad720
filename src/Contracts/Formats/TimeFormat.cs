using System.Globalization;

namespace Mdlc.Contracts.Formats;

/// <summary>
/// A column's notation of points in time, in .NET's custom date and time tokens (<c>dd.MM.yyyy</c>, <c>M/d/yyyy h:mm tt</c>): <c>dd</c> is two
/// digits, <c>d</c> one or two. What has no offset is UTC.
/// </summary>
public sealed record TimeFormat
{
    private const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;

    // Day, month, hour and minute all differ, and are of two digits: a pattern that leaves one out or takes one for another gives another date.
    private static readonly DateTime Probe = new(2023, 11, 28, 10, 45, 56, DateTimeKind.Utc);

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
        DateTime.TryParseExact(cell, IsoForms, CultureInfo.InvariantCulture, Utc, out utc);

    /// <summary>Reads a cell without blanks at its ends.</summary>
    public bool TryRead(ReadOnlySpan<char> cell, out DateTime utc) =>
        DateTime.TryParseExact(cell, Pattern, CultureInfo.InvariantCulture, Utc, out utc);

    /// <summary>The pattern.</summary>
    public override string ToString() => Pattern;
}
