using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Mdlc.Catalog.DuckDb;
using Mdlc.Catalog.Snapshots;
using Mdlc.Catalog.Sources;
using Mdlc.Catalog.Sources.Preparing;
using Mdlc.Contracts.Artifacts;
using Mdlc.Contracts.Faults;
using Mdlc.Contracts.Spec;

namespace Mdlc.Unit.Tests.Catalog.Sources;

/// <summary>Damaged JSON: what is kept is what an independent reader reads, what is rejected is what it rejects, and nothing crashes.</summary>
public sealed class MutatedJsonTests : IDisposable
{
    private static readonly string[] Texts =
        ["word", "a,b", "say \\\"x\\\"", "line\\nbreak", " padded ", "\\u00e9", "e\\u0301", "☂ 𝄞", "\\ud83d\\ude00", "01220", "1.5", "1,5", "06-03-2025", "", "-", "\\\\"];

    private readonly DataSandbox _sandbox = new();

    /// <summary>So many files; MDLC_FUZZ says another number.</summary>
    private static int Count => int.Parse(Environment.GetEnvironmentVariable("MDLC_FUZZ") ?? "40", CultureInfo.InvariantCulture);

    [Fact]
    public async Task Json_RandomlyDamaged_KeepsAndRejectsWhatAnIndependentReaderDoes()
    {
        var read = 0;
        for (var seed = 0; seed < Count; seed++)
        {
            var isArray = seed % 3 == 2;
            var bytes = Mutate(Encoding.UTF8.GetBytes(Generate(new Random(seed), isArray)), new Random(seed + 1_000_000));
            var path = _sandbox.Write("damaged.json", bytes);
            try
            {
                read += await CheckAsync(path, bytes, isArray, seed) ? 1 : 0;
            }
            catch (Exception unexpected) when (unexpected is not FaultException)
            {
                throw new InvalidOperationException($"seed {seed}: {unexpected.Message}\nof\n{Encoding.UTF8.GetString(bytes)}", unexpected);
            }
        }

        Assert.InRange(read, Count / 3, Count);
        Assert.Empty(Directory.GetFileSystemEntries(_sandbox.Home.Scratch));
    }

    public void Dispose() => _sandbox.Dispose();

    private static string Generate(Random random, bool isArray)
    {
        var records = Enumerable.Range(0, random.Next(5, 40)).Select(i =>
            $"{{\"id\": {i}, \"word\": \"{Texts[random.Next(Texts.Length)]}\", \"n\": {Number(random)}, \"flag\": {(random.Next(2) == 0 ? "true" : "null")}"
            + $", \"nested\": [1, {{\"a\": \"}}\"}}]{(random.Next(4) == 0 ? ", \"late\": \"x\"" : "")}}}");
        return isArray ? $"[{string.Join(random.Next(2) == 0 ? ",\n" : ", ", records)}]\n" : string.Join(random.Next(2) == 0 ? "\n" : "\r\n", records);
    }

    private static string Number(Random random) => random.Next(4) switch
    {
        0 => random.Next().ToString(CultureInfo.InvariantCulture),
        1 => random.NextDouble().ToString("R", CultureInfo.InvariantCulture),
        2 => (-random.NextInt64()).ToString(CultureInfo.InvariantCulture),
        _ => "1.25e-3",
    };

    private static byte[] Mutate(byte[] bytes, Random random)
    {
        var list = bytes.ToList();
        for (var i = random.Next(1, 6); i > 0 && list.Count > 2; i--)
        {
            var at = random.Next(list.Count);
            switch (random.Next(6))
            {
                case 0:
                    list[at] = (byte)(list[at] ^ (1 << random.Next(8)));
                    break;
                case 1:
                    list[at] = "\"\\{}[],:\n\r\0 09eEtn"u8.ToArray()[random.Next(18)];
                    break;
                case 2:
                    list.RemoveRange(at, Math.Min(random.Next(1, 30), list.Count - at));
                    break;
                case 3:
                    list.InsertRange(at, list.GetRange(at, Math.Min(random.Next(1, 60), list.Count - at)));
                    break;
                case 4 when random.Next(4) == 0:
                    list.RemoveRange(at, list.Count - at);
                    break;
                default:
                    list.InsertRange(at, Encoding.UTF8.GetBytes(new[] { "\\ud800", "\\u0000", "é", "\"a\":1,", "[[[[", "NaN", "\u00a0" }[random.Next(7)]));
                    break;
            }
        }

        return [.. list];
    }

    private async Task<bool> CheckAsync(string path, byte[] bytes, bool isArray, int seed)
    {
        var expected = isArray ? Elements(bytes) : Lines(bytes);
        var names = expected?.SelectMany(r => r ?? []).Select(c => c.Key.Trim()).Distinct().ToList() ?? [];
        var asText = await TryReadAsync(path, names.ToDictionary(n => n, _ => ColumnType.Text));
        var asFound = seed % 3 == 0 ? await TryReadAsync(path, []) : null;
        Assert.True(asFound is null || asFound.Records == asFound.Snapshot.Rows + asFound.Rejected, $"seed {seed}: records");
        if (asText is null || expected is null)
        {
            return false;
        }

        Assert.True(asText.Records == expected.Count && asText.Records == asText.Snapshot.Rows + asText.Rejected, $"seed {seed}: {asText.Records} records of {expected.Count}");
        var good = expected.OfType<Dictionary<string, string>>().ToList();
        var kept = Cells(asText);
        var columns = asText.Snapshot.Columns.Select(c => c.Name).ToList();
        Assert.True(columns.SequenceEqual(names), $"seed {seed}: columns {string.Join(',', columns)} of {string.Join(',', names)}");
        Assert.True(kept.Count == good.Count, $"seed {seed}: {kept.Count} kept of {good.Count}");
        for (var row = 0; row < kept.Count; row++)
        {
            for (var i = 0; i < columns.Count; i++)
            {
                var text = good[row].FirstOrDefault(c => c.Key.Trim() == columns[i]).Value?.Trim().Normalize() is { Length: > 0 } value ? value : null;
                Assert.True(text == kept[row][i], $"seed {seed}, row {row}, column {columns[i]}: '{kept[row][i]}', expected '{text}'");
            }
        }

        return true;
    }

    private async Task<SourceReading?> TryReadAsync(string path, Dictionary<string, ColumnType> types)
    {
        try
        {
            return await _sandbox.ReadAsync(new SourceRequest
            {
                Source = new SourceSpec { Path = path, Format = SourceFormat.Json, Rules = ReadingRules.Current, Types = types },
                MaxRejectedShare = 1,
            });
        }
        catch (FaultException fault)
        {
            Assert.DoesNotContain("SELECT", fault.Message, StringComparison.Ordinal);
            Assert.DoesNotContain("read_csv", fault.Message, StringComparison.Ordinal);
            return null;
        }
    }

    /// <summary>Null: nobody can tell the elements of a broken array.</summary>
    private static List<Dictionary<string, string>?>? Elements(byte[] bytes)
    {
        try
        {
            using var document = JsonDocument.Parse(bytes, new JsonDocumentOptions { MaxDepth = 1000 });
            return document.RootElement.ValueKind == JsonValueKind.Array
                ? [.. document.RootElement.EnumerateArray().Select(CellsOf)]
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static List<Dictionary<string, string>?> Lines(byte[] bytes)
    {
        var lines = new List<Dictionary<string, string>?>();
        var start = 0;
        for (var at = 0; at <= bytes.Length; at++)
        {
            if (at < bytes.Length && bytes[at] is not ((byte)'\n' or (byte)'\r'))
            {
                continue;
            }

            var line = bytes[start..at];
            start = at + 1;
            if (!line.All(b => b is (byte)' ' or (byte)'\t'))
            {
                lines.Add(CellsOf(line));
            }
        }

        return lines;
    }

    private static Dictionary<string, string>? CellsOf(byte[] line)
    {
        try
        {
            if (!Utf8.IsValid(line))
            {
                return null;
            }

            using var document = JsonDocument.Parse(line);
            return CellsOf(document.RootElement);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static Dictionary<string, string>? CellsOf(JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.Object || !Utf8.IsValid(System.Runtime.InteropServices.JsonMarshal.GetRawUtf8Value(element)))
        {
            return null;
        }

        var cells = new Dictionary<string, string>();
        try
        {
            foreach (var property in element.EnumerateObject())
            {
                var text = property.Value.ValueKind switch
                {
                    JsonValueKind.String => property.Value.GetString()!,
                    JsonValueKind.Null => "",
                    _ => property.Value.GetRawText(),
                };
                if (!cells.TryAdd(property.Name, text) || (property.Value.ValueKind == JsonValueKind.String && text.Contains('\0', StringComparison.Ordinal))
                    || property.Name.Contains('\0', StringComparison.Ordinal))
                {
                    return null;
                }
            }
        }
        catch (InvalidOperationException)
        {
            return null;
        }

        return cells;
    }

    private List<string?[]> Cells(SourceReading reading)
    {
        using var session = DuckDbSession.Open(_sandbox.Home);
        return [.. session.Rows(
            $"SELECT * FROM {SnapshotWriter.Relation(_sandbox.Artifacts.PlaceOf(reading.Snapshot.File))}",
            r => Enumerable.Range(0, r.FieldCount).Select(i => r.IsDBNull(i) ? null : r.GetString(i)).ToArray())];
    }
}
