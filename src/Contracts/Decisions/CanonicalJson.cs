using System.Globalization;
using System.Text;
using System.Text.Json;
using Mdlc.Contracts.Json;

namespace Mdlc.Contracts.Decisions;

/// <summary>JSON by RFC 8785: one text for one value, so that a signature covers what is said and not how it is written.</summary>
public static class CanonicalJson
{
    /// <summary>A record's canonical form. What is null is left out, so that a field that comes later changes no earlier signature.</summary>
    public static byte[] Of<T>(T value)
    {
        var text = new StringBuilder();
        Write(text, JsonSerializer.SerializeToElement(value, MdlcJson.Options), withoutNulls: true);
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    /// <summary>A document's canonical form, with everything in it.</summary>
    public static string Of(JsonElement element)
    {
        var text = new StringBuilder();
        Write(text, element, withoutNulls: false);
        return text.ToString();
    }

    private static void Write(StringBuilder text, JsonElement element, bool withoutNulls)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                WriteAll(
                    text,
                    ('{', '}'),
                    element.EnumerateObject().Where(p => !withoutNulls || p.Value.ValueKind != JsonValueKind.Null).OrderBy(p => p.Name, StringComparer.Ordinal),
                    property =>
                    {
                        WriteString(text, property.Name);
                        text.Append(':');
                        Write(text, property.Value, withoutNulls);
                    });
                break;
            case JsonValueKind.Array:
                WriteAll(text, ('[', ']'), element.EnumerateArray(), item => Write(text, item, withoutNulls));
                break;
            case JsonValueKind.String:
                WriteString(text, element.GetString()!);
                break;
            case JsonValueKind.Number:
                text.Append(Number(element.GetDouble()));
                break;
            default:
                text.Append(element.GetRawText());
                break;
        }
    }

    private static void WriteAll<T>(StringBuilder text, (char Open, char Close) marks, IEnumerable<T> items, Action<T> write)
    {
        text.Append(marks.Open);
        var first = true;
        foreach (var item in items)
        {
            if (!first)
            {
                text.Append(',');
            }

            first = false;
            write(item);
        }

        text.Append(marks.Close);
    }

    private static void WriteString(StringBuilder text, string value)
    {
        text.Append('"');
        foreach (var c in value)
        {
            _ = c switch
            {
                '"' => text.Append("\\\""),
                '\\' => text.Append("\\\\"),
                '\b' => text.Append("\\b"),
                '\f' => text.Append("\\f"),
                '\n' => text.Append("\\n"),
                '\r' => text.Append("\\r"),
                '\t' => text.Append("\\t"),
                < ' ' => text.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
                _ => text.Append(c),
            };
        }

        text.Append('"');
    }

    /// <summary>As ECMAScript writes a number: the shortest digits that read back the same, and an exponent from 1e21 up and below 1e-6.</summary>
    private static string Number(double value)
    {
        if (value == 0)
        {
            return "0";
        }

        var sign = value < 0 ? "-" : "";
        var scientific = Math.Abs(value).ToString("E16", CultureInfo.InvariantCulture);
        for (var digits = 0; digits < 17; digits++)
        {
            scientific = Math.Abs(value).ToString($"E{digits}", CultureInfo.InvariantCulture);
            if (double.Parse(scientific, CultureInfo.InvariantCulture).Equals(Math.Abs(value)))
            {
                break;
            }
        }

        var mark = scientific.IndexOf('E', StringComparison.Ordinal);
        var all = scientific[..mark].Replace(".", "", StringComparison.Ordinal);
        var point = int.Parse(scientific.AsSpan(mark + 1), CultureInfo.InvariantCulture) + 1;
        return sign + Placed(all, point);
    }

    /// <param name="point">How many digits stand before the point; may be negative, or more than there are.</param>
    private static string Placed(string digits, int point)
    {
        if (point > 21 || point < -5)
        {
            var fraction = digits.Length > 1 ? $".{digits[1..]}" : "";
            return string.Create(CultureInfo.InvariantCulture, $"{digits[0]}{fraction}e{(point > 0 ? "+" : "-")}{Math.Abs(point - 1)}");
        }

        return point switch
        {
            <= 0 => $"0.{new string('0', -point)}{digits}",
            _ when point >= digits.Length => digits.PadRight(point, '0'),
            _ => $"{digits[..point]}.{digits[point..]}",
        };
    }
}
