using System.Globalization;

namespace Mdlc.Starter.Output;

/// <summary>How a point in time stands in a table: UTC, to the second.</summary>
internal static class Moment
{
    public static string Text(DateTimeOffset at) => at.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
