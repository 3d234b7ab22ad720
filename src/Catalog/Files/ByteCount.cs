using System.Globalization;

namespace Mdlc.Catalog.Files;

/// <summary>A number of bytes for a person.</summary>
internal static class ByteCount
{
    private static readonly string[] Units = ["bytes", "kB", "MB", "GB", "TB"];

    /// <summary>Such as 412 bytes, 1.2 GB: in powers of a thousand.</summary>
    public static string Show(long bytes)
    {
        var unit = 0;
        double shown = bytes;
        for (; shown >= 999.95 && unit < Units.Length - 1; unit++)
        {
            shown /= 1000;
        }

        return string.Create(CultureInfo.InvariantCulture, $"{Math.Round(shown, 1)} {Units[unit]}");
    }
}
