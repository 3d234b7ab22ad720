using System.Text;
using Mdlc.Catalog.Sources.Preparing;
using Mdlc.Contracts.Artifacts;
using Mdlc.Contracts.Faults;
using Mdlc.Contracts.Spec;

namespace Mdlc.Unit.Tests.Catalog.Sources;

/// <summary>What is wrong is said with file, line, column and remedy, and nothing is left behind.</summary>
public sealed class DamagedSourceTests : IDisposable
{
    private readonly DataSandbox _sandbox = new();

    [Fact]
    public async Task File_Missing_NamesTheNearest()
    {
        _sandbox.Write("people.csv", "a\n1\n");

        await FaultAsync(_sandbox.PathOf("peple.csv"), "peple.csv does not exist", "Did you mean people.csv?");
    }

    [Fact]
    public async Task Glob_MatchesNothing_SaysSo() =>
        await FaultAsync(_sandbox.PathOf("*.csv"), "*.csv matches no file", "Correct the glob");

    [Fact]
    public async Task Folder_InPlaceOfFile_SuggestsGlob()
    {
        Directory.CreateDirectory(_sandbox.PathOf("folder"));

        await FaultAsync(_sandbox.PathOf("folder"), "is a folder", "*.csv");
    }

    [Theory]
    [InlineData("", "is empty (0 bytes)")]
    [InlineData("\n\n", "is empty")]
    [InlineData("a,b\n", "has a header and no records")]
    public async Task File_WithoutRecords_SaysSo(string text, string sentence) =>
        await FaultAsync(_sandbox.Write("empty.csv", text), "empty.csv", sentence);

    [Fact]
    public async Task Label_Missing_SuggestsNearestColumn()
    {
        var path = _sandbox.Write("people.csv", "age,incom\n1,2\n");

        await FaultAsync(
            new SourceRequest { Source = new SourceSpec { Path = path }, Label = "income" },
            "has no column 'income', which is the label", "Did you mean 'incom'?", "age, incom");
    }

    [Fact]
    public async Task NumericColumn_WithTenPercentText_AsksWhatIsMeant()
    {
        var path = _sandbox.Write("ages.csv", Csv(100, i => i % 10 == 3 ? "unknown" : $"{i}"));

        await FaultAsync(
            path, "Column 'value': 90 of 100 values (90.0 %) are numbers", "'unknown' (10 times, first in ", "ages.csv, line 5)",
            "source.nullValues", "source.types.value");
    }

    [Fact]
    public async Task NumericColumn_WithFourPercentText_RejectsThoseLines()
    {
        var path = _sandbox.Write("ages.csv", Csv(100, i => i % 25 == 3 ? "oops" : $"{i}"));

        var reading = await _sandbox.ReadAsync(path);

        Assert.Equal(ColumnType.Integer, reading.Snapshot.Columns[1].Type);
        Assert.Equal((100, 96, 4), (reading.Records, reading.Snapshot.Rows, reading.Rejected));
        Assert.Equal(
            new[] { 5, 30, 55, 80 }.Select(line => $"{path}|{line}|value|oops|is not a whole number"), _sandbox.RowsOf(reading.Quarantine!));
        Assert.Contains("4 of 100 records rejected: ages.csv, line 5, column 'value': 'oops' is not a whole number (4 such)", Assert.Single(reading.Notes));
    }

    [Fact]
    public async Task NumericColumn_DeclaredSoWithTenPercentText_FailsOverTheShare()
    {
        var path = _sandbox.Write("ages.csv", Csv(100, i => i % 10 == 3 ? "oops" : $"{i}"));
        var source = new SourceSpec { Path = path, Types = new Dictionary<string, ColumnType> { ["value"] = ColumnType.Number } };

        await FaultAsync(
            new SourceRequest { Source = source }, "10 of 100 records (10.0 %)", "at most 5.0 % may be",
            "ages.csv, line 5, column 'value': 'oops' is not a finite number (10 such)", ".parquet", "maxShare");
    }

    [Fact]
    public async Task Lines_TenPercentBroken_NameLinesAndReasons()
    {
        var path = _sandbox.Write("broken.csv", Csv(100, i => i % 20 == 3 ? "1,2" : i % 20 == 13 ? "\"open" : $"{i}"));

        await FaultAsync(path, "10 of 100 records (10.0 %)", "line 5 has 3 cells, expected 2 (5 such)", "line 15 a quote is not closed", ".parquet");
    }

    [Fact]
    public async Task Encoding_Latin1ReadAsUtf8_NamesLineByteAndRemedy()
    {
        var path = _sandbox.Write("latin.csv", Encoding.Latin1.GetBytes("name\nAda\nZoë\n"));

        await FaultAsync(path, "latin.csv is not UTF-8", "line 3", "0xEB (offset 11)", "source.encoding", "latin-1");
    }

    [Fact]
    public async Task Encoding_Utf16ReadAsUtf8_NamesIt()
    {
        var path = _sandbox.Write("wide.csv", [.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes("name,n\nZoë,1\n")]);

        await FaultAsync(path, "mark of UTF-16", "source.encoding to utf-16");
    }

    [Fact]
    public async Task Encoding_Unknown_IsSpecFault()
    {
        var path = _sandbox.Write("a.csv", "a\n1\n");

        var fault = await FaultAsync(new SourceRequest { Source = new SourceSpec { Path = path, Encoding = "klingon" } }, "klingon", "utf-16");

        Assert.Equal(FaultKind.Spec, fault.Kind);
    }

    [Fact]
    public async Task Columns_NamedAlike_AreNamed()
    {
        var path = _sandbox.Write("twice.csv", "id,Age,name,age\n1,2,x,3\n");

        await FaultAsync(path, "columns 2 and 4 are both named 'Age'", "source.names");
    }

    [Fact]
    public async Task Files_OfOneGlobWithOtherColumns_AreNamed()
    {
        _sandbox.Write("part-1.csv", "a,b\n1,2\n");
        _sandbox.Write("part-2.csv", "a,c\n1,2\n");

        await FaultAsync(_sandbox.PathOf("part-*.csv"), "part-2.csv has the columns a, c", "expected those of", "part-1.csv: a, b");
    }

    [Fact]
    public async Task Quote_NeverClosed_CostsOneLine()
    {
        var text = new StringBuilder("a,b\n1,\"open\n");
        for (var i = 0; i < 200_000; i++)
        {
            text.Append("2,word\n");
        }

        var reading = await _sandbox.ReadAsync(_sandbox.Write("open.csv", text.ToString()));

        Assert.Equal((200_001, 200_000, 1), (reading.Records, reading.Snapshot.Rows, reading.Rejected));
    }

    [Fact]
    public async Task File_BrokenThenMended_ReadsWithoutAnyOtherStep()
    {
        var path = _sandbox.Write("mended.csv", Csv(20, i => i % 4 == 0 ? "1,2,3" : $"{i}"));
        await FaultAsync(path, "rejected");

        _sandbox.Write("mended.csv", Csv(20, i => $"{i}"));

        Assert.Equal(20, (await _sandbox.ReadAsync(path)).Snapshot.Rows);
    }

    [Fact]
    public async Task Json_BrokenLine_IsRejected()
    {
        var lines = Enumerable.Range(0, 40).Select(i => i == 7 ? "{\"a\": 1, " : i == 9 ? "[1]" : $"{{\"a\": {i}, \"b\": \"x\"}}");
        var path = _sandbox.Write("rows.json", string.Join('\n', lines));

        var reading = await _sandbox.ReadAsync(new SourceRequest { Source = new SourceSpec { Path = path, Format = SourceFormat.Json } });

        Assert.Equal((40, 38, 2), (reading.Records, reading.Snapshot.Rows, reading.Rejected));
        Assert.Equal([$"{path}|8|∅|{{\"a\": 1, |is not JSON", $"{path}|10|∅|[1]|is not a JSON object"], _sandbox.RowsOf(reading.Quarantine!));
    }

    public void Dispose() => _sandbox.Dispose();

    private static string Csv(int rows, Func<int, string> value) =>
        "id,value\n" + string.Concat(Enumerable.Range(0, rows).Select(i => $"{i},{value(i)}\n"));

    private Task<FaultException> FaultAsync(string path, params string[] parts) =>
        FaultAsync(new SourceRequest { Source = new SourceSpec { Path = path } }, parts);

    private async Task<FaultException> FaultAsync(SourceRequest request, params string[] parts)
    {
        var fault = await Assert.ThrowsAsync<FaultException>(() => _sandbox.ReadAsync(request));

        Assert.All(parts, part => Assert.Contains(part, fault.Message, StringComparison.Ordinal));
        Assert.Empty(Directory.GetFileSystemEntries(_sandbox.Home.Scratch));
        return fault;
    }
}
