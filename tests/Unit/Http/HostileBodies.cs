using System.Text;
using System.Text.Json.Nodes;

namespace Mdlc.Unit.Tests.Http;

/// <summary>Bodies made of a good one: each of its values by each of many others, each of its names by others, and the whole spoiled.</summary>
internal static class HostileBodies
{
    private static readonly string[] Values =
    [
        "null", "true", "5", "-1", "1.5", "1e999", "-1e999", "1E-999999999999", "123456789012345678901234567890", $"1{new string('0', 5_000)}", "-0.0",
        "\"\"", "\"5\"", "\"1e999\"", "\"a\\u0000b\"", "\"\\ud800\"", "\"\\udfff\\ud800\"", $"\"{new string('x', 5_000)}\"", "\"\\ud83d\\ude00\"", "\"%2e%2e/%00\"",
        "[]", "{}", "[[]]", "[null]", "[{}]", "{\"a\":1}", "{\"a\":1,\"a\":2}", "[[[[[[[[1]]]]]]]]", "[1e999]", "NaN", "Infinity", "nothing", "'x'",
    ];

    private static readonly string[] Names = ["\"\"", "\"a\\u0000b\"", "\"\\ud800\"", "\"other\"", $"\"{new string('n', 5_000)}\"", "5"];

    public static IEnumerable<(string Name, byte[] Body)> Of(string good)
    {
        var nodes = Paths(JsonNode.Parse(good)!, "").ToList();
        foreach (var path in nodes)
        {
            foreach (var value in Values)
            {
                yield return ($"{path} = {Short(value)}", Utf8(Write(JsonNode.Parse(good), "", path, value, null)));
            }

            foreach (var name in Names)
            {
                yield return ($"{path} named {Short(name)}", Utf8(Write(JsonNode.Parse(good), "", path, null, name)));
            }
        }

        foreach (var whole in Wholes(good))
        {
            yield return whole;
        }
    }

    private static IEnumerable<(string Name, byte[] Body)> Wholes(string good)
    {
        string[] texts =
        [
            "", " ", "{", "}", good[..(good.Length / 2)], good + "x", good + good, good + ",", good + "\0", $"[{good}]", $"/* */{good}", good.Replace("}", ",}", StringComparison.Ordinal),
            string.Concat(Enumerable.Repeat("{\"a\":", 5_000)), new string('[', 50_000), $"{new string('[', 50_000)}{new string(']', 50_000)}",
            $"{{\"a\":{good[1..^1]}}}", $"{{{good[1..^1]},{good[1..^1]}}}", $"[{string.Join(',', Enumerable.Repeat("{}", 20_000))}]",
        ];
        foreach (var text in texts)
        {
            yield return (Short(text), Utf8(text));
        }

        yield return ("UTF-16", Encoding.Unicode.GetPreamble().Concat(Encoding.Unicode.GetBytes(good)).ToArray());
        yield return ("UTF-16 without a mark", Encoding.Unicode.GetBytes(good));
        yield return ("UTF-32", Encoding.UTF32.GetBytes(good));
        foreach (var bad in new byte[][] { [0xF6], [0xFF], [0xC0, 0xAE], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xC3], [0x00], [0x0A], [0x80] })
        {
            for (var at = good.IndexOf('"', StringComparison.Ordinal); at >= 0; at = good.IndexOf('"', at + 1))
            {
                yield return ($"0x{Convert.ToHexString(bad)} at {at}", [.. Utf8(good[..(at + 1)]), .. bad, .. Utf8(good[(at + 1)..])]);
            }
        }
    }

    private static IEnumerable<string> Paths(JsonNode? node, string path)
    {
        yield return path;
        var children = node switch
        {
            JsonObject map => map.Select(pair => (pair.Key, pair.Value)),
            JsonArray list => list.Select((item, i) => (i.ToString(System.Globalization.CultureInfo.InvariantCulture), item)),
            _ => [],
        };
        foreach (var (name, child) in children)
        {
            foreach (var below in Paths(child, $"{path}/{name}"))
            {
                yield return below;
            }
        }
    }

    /// <summary>The JSON, with the value, or the name, at a path replaced by what need not be JSON.</summary>
    private static string Write(JsonNode? node, string path, string target, string? value, string? name)
    {
        if (path == target && value is not null)
        {
            return value;
        }

        return node switch
        {
            JsonObject map => $"{{{string.Join(',', map.Select(pair => $"{NameOf(pair.Key)}:{Write(pair.Value, $"{path}/{pair.Key}", target, value, name)}"))}}}",
            JsonArray list => $"[{string.Join(',', list.Select((item, i) => Write(item, $"{path}/{i}", target, value, name)))}]",
            null => "null",
            _ => node.ToJsonString(),
        };

        string NameOf(string key) => name is not null && $"{path}/{key}" == target ? name : $"\"{key}\"";
    }

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    private static string Short(string text) => text.Length > 60 ? text[..60] : text;
}
