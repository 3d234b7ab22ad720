using System.Globalization;

namespace Mdlc.Engine.Frontend.Pages;

/// <summary>Times as people read them; always UTC.</summary>
internal static class Moments
{
    public static Html Of(Timestamp? time) => time is null
        ? Html.Of($"<span class=\"quiet\">–</span>")
        : Html.Of($"<time datetime=\"{time.ToDateTime().ToString("O", CultureInfo.InvariantCulture)}\">{Text(time)}</time>");

    public static string Text(Timestamp time) => time.ToDateTime().ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    /// <summary>The two largest units: <c>3 h 12 m</c>, <c>1.204 s</c>, <c>17 ms</c>.</summary>
    public static string Span(TimeSpan span) => span switch
    {
        { TotalDays: >= 1 } => string.Create(CultureInfo.InvariantCulture, $"{(int)span.TotalDays} d {span.Hours} h"),
        { TotalHours: >= 1 } => string.Create(CultureInfo.InvariantCulture, $"{(int)span.TotalHours} h {span.Minutes} m"),
        { TotalMinutes: >= 1 } => string.Create(CultureInfo.InvariantCulture, $"{(int)span.TotalMinutes} m {span.Seconds} s"),
        { TotalSeconds: >= 1 } => string.Create(CultureInfo.InvariantCulture, $"{span.TotalSeconds:0.0} s"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{Math.Max(0, span.TotalMilliseconds):0} ms"),
    };

    public static string Between(Timestamp from, Timestamp to) => Span(to.ToDateTime() - from.ToDateTime());
}
