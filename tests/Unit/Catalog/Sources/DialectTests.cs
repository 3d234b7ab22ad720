using Mdlc.Catalog.Sources;
using Mdlc.Catalog.Sources.Preparing;
using Mdlc.Contracts.Faults;
using Mdlc.Contracts.Spec;

namespace Mdlc.Unit.Tests.Catalog.Sources;

/// <summary>Where a CSV file's table begins, what separates its cells and whether it has a header: by the second rules, and told.</summary>
public sealed class DialectTests : IDisposable
{
    private readonly DataSandbox _sandbox = new();

    [Theory]
    [InlineData("sep=;\na;b\n1;x\n2;y\n")]
    [InlineData("\uFEFFsep=;\r\na;b\r\n1;x\r\n2;y\r\n")]
    [InlineData("\"sep=;\"\na;b\n1;x\n2;y\n")]
    [InlineData("SEP=|\na|b\n1|x\n2|y\n")]
    [InlineData("sep=\t\na\tb\n1\tx\n2\ty\n")]
    [InlineData("sep=:\na:b\n1:x\n2:y\n")]
    [InlineData("sep=;\na;b\n1;\"x, y\"\n2;\"z, w\"\n")]
    public async Task Line_SaysSep_IsTakenAndSkipped(string text)
    {
        var reading = await ReadAsync(text);

        Assert.Equal((2, 1, true), (reading.Snapshot.Rows, reading.Source.SkipLines, reading.Source.Header));
        Assert.Equal(["a", "b"], reading.Snapshot.Columns.Select(c => c.Name));
        Assert.Contains(reading.Notes, n => n.Contains("d.csv: the table begins on line 2", StringComparison.Ordinal) && n.Contains("sep=", StringComparison.OrdinalIgnoreCase));
    }

    [Theory]
    [InlineData("Report of May 2024\n\na;b;c\n1;x;2\n2;y;3\n", 2)]
    [InlineData("Report of May 2024;;\n;;\na;b;c\n1;x;2\n2;y;3\n", 2)]
    [InlineData("Report of May 2024\nPeriod;May;\n\na;b;c;d\n1;x;2;3\n2;y;3;4\n", 3)]
    [InlineData("# made by hand\n# in May, 2024\na,b,c\n1,x,2\n2,y,3\n", 2)]
    [InlineData("# made, in May\na,b\n1,x\n2,y\n", 1)]
    [InlineData("Report\r\ra,b\r1,x\r2,y\r", 2)]
    [InlineData("\"Report, of\nMay\"\na,b\n1,x\n2,y\n", 2)]
    [InlineData("\n\nReport\na,b\n1,x\n2,y\n", 3)]
    [InlineData("# words\nvalue\n1\n2\n", 1)]
    [InlineData("sep=;\nReport of May\na;b\n1;x\n2;y\n", 2)]
    [InlineData("Sales by region\nregion;amount;when\nNorth;1.630,72;31.12.2024\nSouth;12,50;01.01.2025\n", 1)]
    public async Task Titles_AboveTheHeader_AreSkippedAndTold(string text, int lines)
    {
        var reading = await ReadAsync(text);

        Assert.Equal((2, lines, true), (reading.Snapshot.Rows, reading.Source.SkipLines, reading.Source.Header));
        Assert.Equal(0, reading.Rejected);
        Assert.Contains(reading.Notes, n => n.Contains($"the table begins on line {lines + 1}", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("#id,name\n1,x\n2,y\n")]
    [InlineData("#chrom,pos\nchr1,100\nchr2,200\n")]
    [InlineData("title,n\nx,1\ny,2\n")]
    [InlineData("value\n1\n2\n")]
    [InlineData("a,b,c\nx,,\ny,z,w\n")]
    public async Task Header_ThatResemblesATitle_StaysOne(string text)
    {
        var reading = await ReadAsync(text);

        Assert.Equal((2, 0, true), (reading.Snapshot.Rows + reading.Rejected, reading.Source.SkipLines, reading.Source.Header));
    }

    [Fact]
    public async Task Records_MostlyEmptyAtTheBegin_AreNoTitles()
    {
        var reading = await ReadAsync("only,,\n,,\nx,y,z\nu,v,w\nx,v,q\n");

        Assert.Equal(0, reading.Source.SkipLines);
    }

    [Theory]
    [InlineData("a;b\n1;2;3\n4;5;6\n7;8;9\n", "has 3 cells, expected 2")]
    [InlineData("a;b;c;d\n1;2;3\n4;5;6\n7;8;9\n", "has 3 cells, expected 4")]
    [InlineData("a,b,c\n1;2;3\n4;5;6\n7;8;9\n", "has 3 cells, expected 1")]
    public async Task Header_OfAnotherWidth_IsAFault(string text, string sentence) => await FaultAsync(text, sentence);

    [Fact]
    public async Task Line_BehindTitles_IsThatOfTheFile()
    {
        var text = "Report\n\nid,n\n" + string.Concat(Enumerable.Range(0, 40).Select(i => i == 7 ? "7\n" : $"{i},{i}\n"));

        var reading = await ReadAsync(text);

        Assert.Equal((40, 39, 1), (reading.Records, reading.Snapshot.Rows, reading.Rejected));
        Assert.Contains("|11|", Assert.Single(_sandbox.RowsOf(reading.Quarantine!)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task SkipLines_Stated_AreSkippedAndTold()
    {
        var source = Source("x,1\ny,2\na,b\n1,2\n3,4\n") with { SkipLines = 2 };

        var reading = await _sandbox.ReadAsync(new SourceRequest { Source = source });

        Assert.Equal(["1|2", "3|4"], _sandbox.RowsOf(reading.Snapshot.File));
        Assert.Contains("d.csv: the table begins on line 3; what is above it is not read ('x,1'), as source.skipLines says", reading.Notes);
    }

    [Fact]
    public async Task SkipLines_MoreThanThereAre_IsAFault()
    {
        var source = Source("a,b\n1,2\n") with { SkipLines = 9 };

        var fault = await Assert.ThrowsAsync<FaultException>(() => _sandbox.ReadAsync(new SourceRequest { Source = source }));

        Assert.Contains("is empty", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Files_OfOneGlob_BeginWhereEachDoes()
    {
        _sandbox.Write("part-1.csv", "Report of May\n\na;b;c\n1;x;2\n2;y;3\n");
        _sandbox.Write("part-2.csv", "a;b;c\n3;z;4\n4;w;5\n");
        _sandbox.Write("part-3.csv", "sep=;\na;b;c\n5;z;4\n6;w;5\n");

        var reading = await _sandbox.ReadAsync(new SourceRequest { Source = new SourceSpec { Path = _sandbox.PathOf("part-*.csv"), Rules = ReadingRules.Second } });

        Assert.Equal(["1|x|2", "2|y|3", "3|z|4", "4|w|5", "5|z|4", "6|w|5"], _sandbox.RowsOf(reading.Snapshot.File));
    }

    [Fact]
    public async Task File_ReadAsTheTrainingFile_NeedsNoTitle()
    {
        var training = await ReadAsync("Report of May\n\na;b;c\n1;x;2\n2;y;3\n");
        var file = _sandbox.Write("new.csv", "a;b;c\n3;z;4\n4;w;5\n");

        var reading = await _sandbox.ReadAsync(new SourceRequest { Source = RowSource.Of(training.Source, file), Columns = training.Snapshot.Columns });

        Assert.Equal(["3|z|4", "4|w|5"], _sandbox.RowsOf(reading.Snapshot.File));
    }

    [Theory]
    [InlineData("region;2019;2020;2021\nNorth;5;6;7\nSouth;8;9;1990\n", true)]
    [InlineData("region;2021;2020;2019\nNorth;5.5;6;7\nSouth;8;9;10\n", true)]
    [InlineData("2019;2020;2021\n5;6;7\n8;9;10\n", true)]
    [InlineData(";0;1;2\na;5;6;7\nb;8;9;10\n", true)]
    [InlineData("0;1;2\n5;6;7\n8;9;11\n", true)]
    [InlineData("what;2024-01-01;2024-02-01\na;5;6\nb;8;9\n", true)]
    [InlineData("Anna;1990;2005\nBob;1985;1999\nEve;1970;2000\n", false)]
    [InlineData("1;2;3\n4;5;6\n", false)]
    [InlineData("5;6;7\n8;9;10\n", false)]
    [InlineData("Anna;1,5\nBob;2,5\nEve;3,5\n", false)]
    [InlineData("Anna;31.12.2024\nBob;01.02.2024\nEve;03.04.2024\n", false)]
    [InlineData("name;when\nBob;01.02.2024\nEve;03.04.2024\n", true)]
    [InlineData("Time;V1;V2;V10;V11\n0;1;2;3;4\n5;6;7;8;9\n", true)]
    [InlineData("?;5\n3;6\n4;7\n5;8\n", false)]
    public async Task Header_OfNumbersOrAboveThem_IsTold(string text, bool header)
    {
        var reading = await ReadAsync(text);

        Assert.Equal((header, 0), (reading.Source.Header, reading.Source.SkipLines));
        Assert.Equal(text.Count(c => c == '\n') - (header ? 1 : 0), reading.Records);
    }

    [Fact]
    public async Task Header_OfYears_IsStatedInANote() =>
        Assert.Contains(
            "d.csv: line 1 (region, 2019, 2020) is taken for the header; set source.header to false if it is a record",
            (await ReadAsync("region;2019;2020\nNorth;5;6\nSouth;8;9\n")).Notes);

    [Fact]
    public async Task Names_WithAHeaderOfTwins_TakeItsPlace()
    {
        var text = "a,A,color,size\n" + string.Concat(Enumerable.Range(0, 60).Select(i => $"{(i % 2 == 0 ? "p" : "q")},{(i % 3 == 0 ? "r" : "s")},blue,{(i % 5 == 0 ? "L" : "S")}\n"));
        await FaultAsync(text, "columns 1 and 2 are both named 'a'", "source.header to true", "source.names to 4 names");

        var sniffed = await _sandbox.ReadAsync(new SourceRequest { Source = Source(text) with { Names = ["a1", "a2", "color", "size"] } });
        var stated = await _sandbox.ReadAsync(new SourceRequest { Source = Source(text) with { Names = ["a1", "a2", "color", "size"], Header = true } });

        Assert.Equal((60, 60), (sniffed.Snapshot.Rows, stated.Snapshot.Rows));
        Assert.Equal(sniffed.Snapshot.DataDigest, stated.Snapshot.DataDigest);
        Assert.Contains(sniffed.Notes, n => n.Contains("line 1 (a, A, color, size) is taken for the header, whose place source.names take", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Ada,36\nBob,41\nEve,17\n", false)]
    [InlineData("who,age\nBob,41\nEve,17\n", true)]
    [InlineData("NAME,Years\nBob,old\nEve,young\n", true)]
    [InlineData("red,L\nblue,S\ngreen,M\n", false)]
    [InlineData("?,36\n3,41\n4,17\n", false)]
    public async Task Names_WithoutHeaderStated_LeaveRecordsRecords(string text, bool header)
    {
        var reading = await _sandbox.ReadAsync(new SourceRequest { Source = Source(text) with { Names = ["name", "years"] } });

        Assert.Equal((header, header ? 2 : 3), (reading.Source.Header, reading.Snapshot.Rows));
        Assert.Equal(["name", "years"], reading.Snapshot.Columns.Select(c => c.Name));
    }

    [Fact]
    public async Task Names_WithTwins_AreTold()
    {
        var source = Source("a,b\n1,2\n3,4\n") with { Names = ["x", "X"], Header = true };

        var fault = await Assert.ThrowsAsync<FaultException>(() => _sandbox.ReadAsync(new SourceRequest { Source = source }));

        Assert.Contains("Rename one in source.names", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a,b\n1,\"He said \\\"hi\\\"\"\n2,\"x, \\\"y\\\", z\"\n3,plain\n", "\\")]
    [InlineData("a,b\n1,\"He said \"\"hi\"\"\"\n2,\"x\"\n", "\"")]
    [InlineData("a,b\n1,\"C:\\\\dir\"\n2,\"x\\\"\n", "\"")]
    public void Propose_Escape_IsThatWithWhichRecordsAreWhole(string text, string escape) =>
        Assert.Equal(escape, _sandbox.Reader.Propose(Source(text), cancellationToken: TestContext.Current.CancellationToken).Escape);

    [Fact]
    public async Task Escape_ByBackslash_GivesTheTextsMeant()
    {
        var proposed = _sandbox.Reader.Propose(Source("a,b\n1,\"He said \\\"hi\\\"\"\n2,\"x, \\\"y\\\", z\"\n"), cancellationToken: TestContext.Current.CancellationToken);

        var reading = await _sandbox.ReadAsync(new SourceRequest { Source = proposed });

        Assert.Equal(["1|He said \"hi\"", "2|x, \"y\", z"], _sandbox.RowsOf(reading.Snapshot.File));
    }

    [Theory]
    [InlineData("a:b:c\n1:2:3\n4:5:6\n", "':' seems to separate 3 cells", "source.delimiter to \":\"")]
    [InlineData("a b c\n1 2 3\n4 5 6\n", "' ' seems to separate 3 cells", "source.delimiter to \" \"")]
    [InlineData("a\u0001b\n1\u00012\n4\u00015\n", "the byte 0x01 seems to separate 2 cells", "source.delimiter to \"\\x01\"")]
    [InlineData("a||b||c\n1||2||3\n4||5||6\n", "'||' seems to separate the cells, of 2 characters", "not supported")]
    [InlineData("a::b::c\n1::2::3\n4::5::6\n", "'::' seems to separate the cells, of 2 characters", "not supported")]
    [InlineData("a~|~b~|~c\n1~|~2~|~3\n4~|~5~|~6\n", "'~|~' seems to separate the cells, of 3 characters", "not supported")]
    [InlineData("a   bb  c\n1   2   3\n44  5   6\n", "runs of blanks", "not supported")]
    public async Task Delimiter_NotGuessed_IsNamed(string text, params string[] parts) => await FaultAsync(text, parts);

    [Theory]
    [InlineData(":")]
    [InlineData(" ")]
    [InlineData("\u0001")]
    public async Task Delimiter_Stated_IsTaken(string delimiter)
    {
        var source = Source($"a{delimiter}b\n1{delimiter}2\n4{delimiter}5\n") with { Delimiter = delimiter };

        Assert.Equal(["1|2", "4|5"], _sandbox.RowsOf((await _sandbox.ReadAsync(new SourceRequest { Source = source })).Snapshot.File));
    }

    [Fact]
    public async Task Csv_OfCarriageReturns_IsRead()
    {
        var text = "name,n\r" + string.Concat(Enumerable.Range(0, 30_000).Select(i => $"Zoë Zoë,{i}\r"));

        Assert.Equal(30_000, (await ReadAsync(text)).Snapshot.Rows);
    }

    [Fact]
    public async Task Header_WithLineBreaksInNames_IsOne()
    {
        var reading = await ReadAsync("\"total\nsales\",\"who\r\nsold\"\n1,x\n2,y\n");

        Assert.Equal(["total\nsales", "who\r\nsold"], reading.Snapshot.Columns.Select(c => c.Name));
        Assert.Equal(["1|x", "2|y"], _sandbox.RowsOf(reading.Snapshot.File));
    }

    /// <summary>What was stored before there were versions of the rules is read as it was.</summary>
    [Theory]
    [InlineData("Report of May\n\na;b;c\n1;x;2\n2;y;3\n")]
    [InlineData("# made by hand\na,b,c\n1,x,2\n2,y,3\n")]
    public async Task FirstRules_KnowNoTitles(string text)
    {
        var source = Source(text) with { Rules = ReadingRules.First };

        await Assert.ThrowsAsync<FaultException>(() => _sandbox.ReadAsync(new SourceRequest { Source = source }));
    }

    [Fact]
    public async Task FirstRules_TakeYearsForARecord() =>
        Assert.Equal(false, (await _sandbox.ReadAsync(new SourceRequest { Source = Source("region;2019;2020\nNorth;5;6\nSouth;8;9\n") with { Rules = ReadingRules.First } })).Source.Header);

    public void Dispose() => _sandbox.Dispose();

    private SourceSpec Source(string text) => new() { Path = _sandbox.Write("d.csv", text), Rules = ReadingRules.Second };

    private Task<SourceReading> ReadAsync(string text) => _sandbox.ReadAsync(new SourceRequest { Source = Source(text) });

    private async Task FaultAsync(string text, params string[] parts)
    {
        var fault = await Assert.ThrowsAsync<FaultException>(() => ReadAsync(text));

        Assert.All(parts, part => Assert.Contains(part, fault.Message, StringComparison.Ordinal));
        Assert.Empty(Directory.GetFileSystemEntries(_sandbox.Home.Scratch));
    }
}
