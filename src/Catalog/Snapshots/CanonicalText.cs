using System.Globalization;

namespace Mdlc.Catalog.Snapshots;

/// <summary>The one text of a value, whatever the machine's culture and DuckDB's version: what categories, labels and classes are named by.</summary>
public static class CanonicalText
{
    public static string Of(bool value) => value ? "true" : "false";

    public static string Of(long value) => value.ToString(CultureInfo.InvariantCulture);

    /// <summary>Shortest text that reads back as the same number; a whole number has no point (<c>3</c>, not <c>3.0</c>).</summary>
    public static string Of(double value) => value == 0 ? "0" : value.ToString("R", CultureInfo.InvariantCulture);

    /// <inheritdoc cref="Of(double)"/>
    public static string Of(float value) => value == 0 ? "0" : value.ToString("R", CultureInfo.InvariantCulture);

    /// <summary>ISO 8601 to the second, or finer where the value is.</summary>
    /// <param name="microseconds">Since 1970-01-01 UTC.</param>
    public static string OfTimestamp(long microseconds)
    {
        var time = DateTimeOffset.UnixEpoch.AddTicks(checked(microseconds * 10));
        return time.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFF", CultureInfo.InvariantCulture);
    }
}
