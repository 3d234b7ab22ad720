using System.Globalization;
using Mdlc.Catalog.DuckDb;
using Mdlc.Catalog.Snapshots;
using Mdlc.Catalog.Sources;
using Mdlc.Catalog.Sources.Preparing;
using Mdlc.Contracts.Artifacts;
using Mdlc.Contracts.Faults;
using Mdlc.Contracts.Spec;

namespace Mdlc.Unit.Tests.Catalog.Sources;

/// <summary>Damaged Parquet: rows kept and rejected are those of the file, values are what the file's reader gives, or it ends in a sentence.</summary>
public sealed class MutatedParquetTests : IDisposable
{
    private const string Query = """
        SELECT range AS id, range * 1000003 AS big, (range % 7) || ',' || (range % 10) AS price, CASE range % 5 WHEN 0 THEN NULL ELSE ' w' || range END AS word,
            range / 7 AS d, range % 2 = 0 AS flag, TIMESTAMP '2025-01-01' + INTERVAL (range) HOUR AS t, '01' || range AS code
        FROM range(300)
        """;

    private readonly DataSandbox _sandbox = new();

    /// <summary>So many files; MDLC_FUZZ says another number.</summary>
    private static int Count => int.Parse(Environment.GetEnvironmentVariable("MDLC_FUZZ") ?? "40", CultureInfo.InvariantCulture);

    [Fact]
    public async Task Parquet_RandomlyDamaged_IsReadAsItStandsOrEndsInASentence()
    {
        var read = 0;
        string[] compressions = ["uncompressed", "snappy", "zstd"];
        var whole = compressions.Select(Written).ToList();
        for (var seed = 0; seed < Count; seed++)
        {
            var bytes = Mutate(whole[seed % whole.Count], new Random(seed));
            var path = _sandbox.Write("damaged.parquet", bytes);
            try
            {
                read += await CheckAsync(path, seed) ? 1 : 0;
            }
            catch (Exception unexpected) when (unexpected is not FaultException)
            {
                throw new InvalidOperationException($"seed {seed}: {unexpected.GetType().Name}: {unexpected.Message}", unexpected);
            }
        }

        Assert.InRange(read, Count / 20, Count);
        Assert.Empty(Directory.GetFileSystemEntries(_sandbox.Home.Scratch));
    }

    public void Dispose() => _sandbox.Dispose();

    private byte[] Written(string compression)
    {
        var path = _sandbox.PathOf($"{compression}.parquet");
        using var session = DuckDbSession.Open(_sandbox.Home);
        session.Execute($"COPY ({Query}) TO {Sql.Text(path)} (FORMAT parquet, COMPRESSION {compression}, ROW_GROUP_SIZE 2048)");
        return File.ReadAllBytes(path);
    }

    /// <summary>Most often in the data, which lie in front: behind them stands what tells of them, and without that nothing is read.</summary>
    private static byte[] Mutate(byte[] bytes, Random random)
    {
        var list = bytes.ToList();
        var reach = random.Next(3) > 0 ? list.Count * 2 / 3 : list.Count;
        for (var i = random.Next(1, 4); i > 0; i--)
        {
            var at = random.Next(reach);
            switch (random.Next(8))
            {
                case 0:
                    list[at] = (byte)random.Next(256);
                    break;
                case 1 when random.Next(3) == 0:
                    return [.. list[..at]];
                case 2 when random.Next(3) == 0:
                    list.RemoveRange(at, Math.Min(random.Next(1, 20), list.Count - at));
                    return [.. list];
                default:
                    list[at] = (byte)(list[at] ^ (1 << random.Next(8)));
                    break;
            }
        }

        return [.. list];
    }

    private async Task<bool> CheckAsync(string path, int seed)
    {
        var reading = await TryReadAsync(path, new() { ["price"] = ColumnType.Text, ["word"] = ColumnType.Text, ["code"] = ColumnType.Text });
        var asFound = seed % 3 == 0 ? await TryReadAsync(path, []) : null;
        Assert.True(asFound is null || asFound.Records == asFound.Snapshot.Rows + asFound.Rejected, $"seed {seed}: records");
        if (reading is null)
        {
            return false;
        }

        Assert.Equal(reading.Records, reading.Snapshot.Rows + reading.Rejected);
        var rejected = reading.Quarantine is null ? [] : _sandbox.RowsOf(reading.Quarantine).Select(r => int.Parse(r.Split('|')[1], CultureInfo.InvariantCulture)).ToHashSet();
        var expected = Rows(path).Where((_, i) => !rejected.Contains(i + 1)).ToList();
        var kept = Rows(_sandbox.Artifacts.PlaceOf(reading.Snapshot.File));
        Assert.True(expected.Count == kept.Count, $"seed {seed}: {kept.Count} kept of {expected.Count}");
        for (var row = 0; row < kept.Count; row++)
        {
            var right = expected[row].Select(c => c is string text ? text.Trim().Normalize() is { Length: > 0 } t ? t : null : c is double and (double.NaN) ? null : c);
            Assert.True(right.SequenceEqual(kept[row]), $"seed {seed}, row {row}: {string.Join('|', kept[row])}, expected {string.Join('|', expected[row])}");
        }

        return true;
    }

    private async Task<SourceReading?> TryReadAsync(string path, Dictionary<string, ColumnType> types)
    {
        try
        {
            return await _sandbox.ReadAsync(new SourceRequest
            {
                Source = new SourceSpec { Path = path, Format = SourceFormat.Parquet, Rules = ReadingRules.Current, Types = types },
                MaxRejectedShare = 1,
            });
        }
        catch (FaultException fault)
        {
            Assert.DoesNotContain("SELECT", fault.Message, StringComparison.Ordinal);
            Assert.DoesNotContain("read_parquet", fault.Message, StringComparison.Ordinal);
            Assert.DoesNotContain("Stack Trace", fault.Message, StringComparison.Ordinal);
            return null;
        }
    }

    private List<object?[]> Rows(string path)
    {
        using var session = DuckDbSession.Open(_sandbox.Home);
        return [.. session.Rows(
            $"SELECT * REPLACE (epoch_us(t) AS t) FROM {SnapshotWriter.Relation(path)}",
            r => Enumerable.Range(0, r.FieldCount).Select(i => r.IsDBNull(i) ? null : r.GetValue(i)).ToArray())];
    }
}
