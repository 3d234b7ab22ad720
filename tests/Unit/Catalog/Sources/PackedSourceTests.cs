using System.Text;
using Mdlc.Catalog.Files;
using Mdlc.Catalog.Sources;
using Mdlc.Catalog.Sources.Packing;
using Mdlc.Catalog.Sources.Preparing;
using Mdlc.Contracts.Faults;
using Mdlc.Contracts.Spec;

namespace Mdlc.Unit.Tests.Catalog.Sources;

/// <summary>Compressed files are read as what is in them, wholly or not at all.</summary>
public sealed class PackedSourceTests : IDisposable
{
    private const string Table = "name,n\nAda,1\nBob,2\n";

    private readonly DataSandbox _sandbox = new();

    [Theory]
    [InlineData("gz")]
    [InlineData("zst")]
    public async Task Csv_Packed_IsTheSameSnapshotAndToldOf(string extension)
    {
        var plain = await _sandbox.ReadAsync(_sandbox.Write("plain.csv", Table));

        var reading = await _sandbox.ReadAsync(_sandbox.Write($"d.csv.{extension}", PackedFiles.Pack(extension, Table)));

        Assert.Equal(plain.Snapshot.DataDigest, reading.Snapshot.DataDigest);
        Assert.Contains($"d.csv.{extension}: 19 bytes expanded", reading.Notes);
        Assert.Empty(Directory.GetFileSystemEntries(_sandbox.Home.Scratch));
    }

    [Theory]
    [InlineData("gz")]
    [InlineData("zst")]
    public async Task Json_Packed_IsRead(string extension)
    {
        var path = _sandbox.Write($"d.jsonl.{extension}", PackedFiles.Pack(extension, "{\"a\": 1}\n{\"a\": 2}\n"));

        var reading = await ReadAsync(new SourceSpec { Path = path, Format = RowSource.FormatOf(path)!.Value });

        Assert.Equal(["1", "2"], _sandbox.RowsOf(reading.Snapshot.File));
        Assert.Contains($"d.jsonl.{extension}: 18 bytes expanded", reading.Notes);
    }

    [Theory]
    [InlineData("gz")]
    [InlineData("zst")]
    public async Task Members_OneAfterTheOther_AreAllRead(string extension)
    {
        byte[] bytes =
        [
            .. PackedFiles.Pack(extension, "name,n\nAda,"), .. PackedFiles.Pack(extension, ""), .. PackedFiles.Pack(extension, "1\n"), .. PackedFiles.Pack(extension, "Bob,2\n"),
        ];

        var reading = await _sandbox.ReadAsync(_sandbox.Write($"d.csv.{extension}", bytes));

        Assert.Equal(["Ada|1", "Bob|2"], _sandbox.RowsOf(reading.Snapshot.File));
    }

    [Fact]
    public async Task Gzip_InManyMembersOfEverySize_IsRead()
    {
        var random = new Random(1);
        var text = new StringBuilder("a,b\n");
        for (var i = 0; i < 60_000; i++)
        {
            text.Append(i).Append(',').Append(random.Next()).Append('\n');
        }

        var bytes = Encoding.UTF8.GetBytes(text.ToString());
        using var packed = new MemoryStream();
        for (var at = 0; at < bytes.Length;)
        {
            var count = Math.Min(bytes.Length - at, random.Next(4) == 0 ? random.Next(3) : random.Next(30_000));
            packed.Write(PackedFiles.Gzip(bytes[at..(at + count)]));
            at += count;
        }

        var reading = await _sandbox.ReadAsync(_sandbox.Write("many.csv.gz", packed.ToArray()));

        Assert.Equal((60_000, 0), (reading.Snapshot.Rows, reading.Rejected));
    }

    [Fact]
    public async Task Gzip_WithNameCommentAndExtraField_IsRead()
    {
        var plain = PackedFiles.Gzip(Table);
        byte[] head = [.. plain.AsSpan(0, 3), 4 + 8 + 16 + 2, .. plain.AsSpan(4, 6), 3, 0, 1, 2, 3, .. "d.csv\0"u8, .. "made\0"u8, 9, 9];

        var reading = await _sandbox.ReadAsync(_sandbox.Write("d.csv.gz", [.. head, .. plain.AsSpan(10)]));

        Assert.Equal(["Ada|1", "Bob|2"], _sandbox.RowsOf(reading.Snapshot.File));
    }

    [Fact]
    public async Task Gzip_FilledUpWithZeros_IsRead()
    {
        var reading = await _sandbox.ReadAsync(_sandbox.Write("d.csv.gz", [.. PackedFiles.Gzip(Table), .. new byte[700]]));

        Assert.Equal(2, reading.Snapshot.Rows);
    }

    [Theory]
    [InlineData("gz")]
    [InlineData("zst")]
    public async Task File_CutOffAnywhere_IsAFault(string extension)
    {
        var text = "a,b\n" + string.Concat(Enumerable.Range(0, 200).Select(i => $"{i},{i * 7919 % 1000}\n"));
        byte[] whole = [.. PackedFiles.Pack(extension, "a,b\n1,2\n"), .. PackedFiles.Pack(extension, text)];
        var first = PackedFiles.Pack(extension, "a,b\n1,2\n").Length;
        foreach (var length in Enumerable.Range(5, 12).Concat([first - 1, first + 1, first + 3, first + 20, (first + whole.Length) / 2]).Concat(Enumerable.Range(whole.Length - 12, 12)))
        {
            if (length == first)
            {
                continue;
            }

            var path = _sandbox.Write($"cut.csv.{extension}", whole[..length]);

            var fault = await Assert.ThrowsAsync<FaultException>(() => _sandbox.ReadAsync(path));

            Assert.True(
                fault.Message.Contains("cut off", StringComparison.Ordinal) || fault.Message.Contains("cannot be expanded", StringComparison.Ordinal)
                    || fault.Message.Contains("follow that are none", StringComparison.Ordinal),
                $"{length} of {whole.Length}: {fault.Message}");
            Assert.Empty(Directory.GetFileSystemEntries(_sandbox.Home.Scratch));
        }
    }

    [Theory]
    [InlineData("gz")]
    [InlineData("zst")]
    public async Task File_WithSomethingBehindItsData_IsAFault(string extension) => await FaultAsync(
        _sandbox.Write($"d.csv.{extension}", [.. PackedFiles.Pack(extension, Table), .. "Eve,3\n"u8]),
        extension == "gz" ? "6 bytes follow that are none" : "cannot be expanded as Zstandard");

    [Fact]
    public async Task Gzip_WithAWrongByte_IsAFault()
    {
        var text = "a,b\n" + string.Concat(Enumerable.Range(0, 300).Select(i => $"{i},{i * 7919 % 1000}\n"));
        var whole = PackedFiles.Gzip(text);
        for (var at = 10; at < whole.Length; at += 17)
        {
            var damaged = (byte[])whole.Clone();
            damaged[at] ^= 0x10;

            await FaultAsync(_sandbox.Write("bad.csv.gz", damaged), "bad.csv.gz");
        }
    }

    [Fact]
    public async Task File_NamedCsvThatIsGzip_IsReadAndToldOf()
    {
        var reading = await _sandbox.ReadAsync(_sandbox.Write("d.csv", PackedFiles.Gzip(Table)));

        Assert.Equal(2, reading.Snapshot.Rows);
        Assert.Contains("d.csv: 19 bytes expanded (gzip, whatever its name says)", reading.Notes);
    }

    [Theory]
    [InlineData("d.csv.gz", "begins with the bytes 6E616D65: expected 1F8B08", "rename it to d.csv")]
    [InlineData("d.csv.zst", "expected 28B52FFD", "rename it to d.csv")]
    public async Task File_NamedAsPackedThatIsNot_IsAFault(string name, params string[] parts) =>
        await FaultAsync(_sandbox.Write(name, Table), parts);

    [Fact]
    public async Task File_PackedTwice_IsAFault() =>
        await FaultAsync(_sandbox.Write("d.csv.gz", PackedFiles.Gzip(PackedFiles.Gzip(Table))), "compressed twice");

    [Fact]
    public async Task File_OfNothingPacked_IsAFault() =>
        await FaultAsync(_sandbox.Write("d.csv.gz", PackedFiles.Gzip("")), "expands to 0 bytes");

    [Theory]
    [InlineData("d.zip", "504B0304140000", "ZIP archive", "unpack it first")]
    [InlineData("d.csv.bz2", "425A68393141592653590102", "bzip2", "unpack it first")]
    [InlineData("d.csv.xz", "FD377A585A000004", "xz", "unpack it first")]
    [InlineData("d.csv.lz4", "04224D1864", "LZ4", "unpack it first")]
    [InlineData("d.csv", "504152311504", "a Parquet file", "parquet")]
    public async Task File_PackedInAnotherWay_IsNamed(string name, string start, params string[] parts) =>
        await FaultAsync(_sandbox.Write(name, [.. Convert.FromHexString(start), .. new byte[100]]), parts);

    [Fact]
    public async Task File_ThatHoldsATarArchive_IsNamed()
    {
        var tar = new byte[1024];
        "d.csv"u8.CopyTo(tar);
        "ustar"u8.CopyTo(tar.AsSpan(257));

        await FaultAsync(_sandbox.Write("d.tar.gz", PackedFiles.Gzip(tar)), "d.tar.gz expands to is a tar archive", "unpack it first");
    }

    [Fact]
    public async Task Glob_OfPackedAndPlainFiles_ReadsAll()
    {
        _sandbox.Write("part-1.csv", "a,b\n1,x\n");
        _sandbox.Write("part-2.csv.gz", PackedFiles.Gzip("a,b\n2,y\n"));
        _sandbox.Write("part-3.csv.zst", PackedFiles.Zstandard("a,b\n3,z\n"));

        var reading = await _sandbox.ReadAsync(_sandbox.PathOf("part-*"));

        Assert.Equal(["1|x", "2|y", "3|z"], _sandbox.RowsOf(reading.Snapshot.File));
    }

    [Fact]
    public async Task Csv_PackedInUtf16_IsExpandedAndTranscoded()
    {
        byte[] bytes = [.. Encoding.BigEndianUnicode.GetPreamble(), .. Encoding.BigEndianUnicode.GetBytes("name,n\nZoë,1\n")];
        var path = _sandbox.Write("wide.csv.gz", PackedFiles.Gzip(bytes));

        var proposed = _sandbox.Reader.Propose(new SourceSpec { Path = path, Rules = ReadingRules.Second }, label: null, TestContext.Current.CancellationToken);
        var reading = await ReadAsync(proposed);

        Assert.Equal(["Zoë|1"], _sandbox.RowsOf(reading.Snapshot.File));
        Assert.Empty(Directory.GetFileSystemEntries(_sandbox.Home.Scratch));
    }

    [Theory]
    [InlineData("gz")]
    [InlineData("zst")]
    public void Bomb_BeyondTheBound_EndsThere(string extension)
    {
        var path = _sandbox.Write($"bomb.csv.{extension}", PackedFiles.Pack(extension, new string('0', 40_000_000)));
        var limits = new ExpansionLimits(10_000_000, 0, _ => long.MaxValue);
        var target = _sandbox.PathOf("expanded");

        var fault = Assert.Throws<FaultException>(() => new Unpacker(limits).Expand(
            path, extension == "gz" ? Packed.Gzip : Packed.Zstandard, target, _ => { }, TestContext.Current.CancellationToken));

        Assert.Contains("expands to more than 10 MB", fault.Message, StringComparison.Ordinal);
        Assert.Contains("unpack it and name the unpacked file", fault.Message, StringComparison.Ordinal);
        Assert.InRange(new FileInfo(target).Length, 0, 10_000_000);
    }

    [Fact]
    public void Disk_NearlyFull_EndsExpansion()
    {
        var path = _sandbox.Write("d.csv.gz", PackedFiles.Gzip(Table));
        var limits = new ExpansionLimits(long.MaxValue, 1_000_000_000, _ => 1_000_000_500);

        var full = Assert.Throws<NoRoomException>(() => new Unpacker(limits).Expand(
            path, Packed.Gzip, _sandbox.PathOf("expanded"), _ => { }, TestContext.Current.CancellationToken));

        Assert.Contains("of which 1 GB stay so", full.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a.csv.gz", SourceFormat.Csv)]
    [InlineData("a.TSV.GZ", SourceFormat.Csv)]
    [InlineData("a.json.zst", SourceFormat.Json)]
    [InlineData("a.jsonl.gz", SourceFormat.Json)]
    [InlineData("a.parquet", SourceFormat.Parquet)]
    [InlineData("a.gz", null)]
    public void Format_BehindTheCompressionsExtension_IsSeen(string name, SourceFormat? format) => Assert.Equal(format, RowSource.FormatOf(name));

    [Theory]
    [InlineData("", 0x00000000u)]
    [InlineData("123456789", 0xCBF43926u)]
    [InlineData("The quick brown fox jumps over the lazy dog", 0x414FA339u)]
    public void Crc32_OfKnownTexts_IsTheKnownOne(string text, uint crc)
    {
        var bytes = Encoding.ASCII.GetBytes(text);

        Assert.Equal(crc, Crc32.Append(0, bytes));
        Assert.Equal(crc, Crc32.Append(Crc32.Append(0, bytes.AsSpan(0, bytes.Length / 3)), bytes.AsSpan(bytes.Length / 3)));
    }

    public void Dispose() => _sandbox.Dispose();

    private Task<SourceReading> ReadAsync(SourceSpec source) => _sandbox.ReadAsync(new SourceRequest { Source = source });

    private async Task FaultAsync(string path, params string[] parts)
    {
        var fault = await Assert.ThrowsAsync<FaultException>(() => _sandbox.ReadAsync(path));

        Assert.All(parts, part => Assert.Contains(part, fault.Message, StringComparison.Ordinal));
        Assert.Empty(Directory.GetFileSystemEntries(_sandbox.Home.Scratch));
    }
}
