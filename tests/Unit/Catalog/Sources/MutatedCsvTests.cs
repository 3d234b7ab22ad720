using System.Globalization;
using System.Text;
using Mdlc.Catalog.Sources;
using Mdlc.Catalog.Sources.Preparing;
using Mdlc.Contracts.Artifacts;
using Mdlc.Contracts.Faults;
using Mdlc.Contracts.Spec;

namespace Mdlc.Unit.Tests.Catalog.Sources;

/// <summary>CSV whose bytes were changed at random, by the second rules: nothing is lost, nothing made up, nothing crashes.</summary>
public sealed class MutatedCsvTests : IDisposable
{
    private const string Header = "size,word,count";

    private static readonly string[] Intruders =
        [",", "\"", "\"\"", "\n", "\r\n", "\r", " ", "\t", "x", "0", "\0", "é", "e\u0301", "\u00A0", "\u3000", "☃", "\uFEFF", ",\"", "\",", "'", ";", "1e999", "NA"];

    private readonly DataSandbox _sandbox = new();

    /// <summary>So many files; MDLC_FUZZ says another number.</summary>
    private static int Count => int.Parse(Environment.GetEnvironmentVariable("MDLC_FUZZ") ?? "40", CultureInfo.InvariantCulture);

    [Fact]
    public async Task Csv_RandomlyDamaged_KeepsAndRejectsWhatAnIndependentReaderDoes()
    {
        var read = 0;
        for (var seed = 0; seed < Count; seed++)
        {
            var random = new Random(seed);
            var clean = DirtyCsv.Generate(random);
            var bytes = Mutated(clean[clean.IndexOf('\n', StringComparison.Ordinal)..].TrimStart('\n'), random);
            read += await HoldAsync(seed, [.. Encoding.UTF8.GetBytes(Header + "\n"), .. bytes]) ? 1 : 0;
        }

        Assert.True(read > Count / 2, $"only {read} of {Count} files could be read");
    }

    public void Dispose() => _sandbox.Dispose();

    private static byte[] Mutated(string text, Random random)
    {
        var body = new StringBuilder(text);
        for (var i = random.Next(1, 8); i > 0; i--)
        {
            var at = random.Next(body.Length + 1);
            _ = random.Next(4) switch
            {
                0 when at < body.Length => body.Remove(at, Math.Min(random.Next(1, 6), body.Length - at)),
                1 when at < body.Length => body.Insert(at, body.ToString(at, Math.Min(random.Next(1, 30), body.Length - at))),
                _ => body.Insert(at, Intruders[random.Next(Intruders.Length)]),
            };
        }

        var bytes = Encoding.UTF8.GetBytes(body.ToString());
        if (random.Next(4) == 0 && bytes.Length > 0)
        {
            bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
        }

        return bytes;
    }

    /// <returns>Whether the file could be read.</returns>
    private async Task<bool> HoldAsync(int seed, byte[] file)
    {
        var path = _sandbox.Write("mutated.csv", file);
        var source = new SourceSpec
        {
            Path = path,
            Delimiter = ",",
            Header = true,
            Rules = ReadingRules.Second,
            Types = Header.Split(',').ToDictionary(name => name, _ => ColumnType.Text),
            NullValues = ["NA"],
        };
        var text = TextOf(file);
        var expected = text is null ? null : new ReferenceCsvReader(text[(Header.Length + 1)..], 3).ReadAll();
        SourceReading reading;
        try
        {
            reading = await _sandbox.ReadAsync(new SourceRequest { Source = source, MaxRejectedShare = 1 });
        }
        catch (FaultException fault)
        {
            Assert.True(expected is null || expected.Good.Count == 0, $"seed {seed}: {fault.Message} of\n{text}");
            Assert.DoesNotContain("SELECT", fault.Message, StringComparison.Ordinal);
            return false;
        }

        Assert.True(expected is not null, $"seed {seed}: bytes that are no UTF-8 were read");
        var rows = _sandbox.RowsOf(reading.Snapshot.File);
        var right = expected.Good.Select(r => string.Join('|', r.Cells.Select(Canonical))).ToList();
        Assert.True(right.SequenceEqual(rows), $"seed {seed}: {string.Join(" ¶ ", rows)}\nexpected {string.Join(" ¶ ", right)} of\n{text}");
        Assert.Equal(reading.Records, reading.Snapshot.Rows + reading.Rejected);
        Assert.True(expected.RejectedLines.Count == reading.Rejected, $"seed {seed}: {reading.Rejected} rejected, expected {expected.RejectedLines.Count} of\n{text}");
        Assert.Equal(reading.Rejected > 0, reading.Notes.Any(n => n.Contains("rejected", StringComparison.Ordinal)));
        return true;
    }

    private static string? TextOf(byte[] file)
    {
        try
        {
            return new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true).GetString(file);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    private static string Canonical(string cell) => cell.Trim().Normalize() is { Length: > 0 } text && text != "NA" ? text : "∅";
}
