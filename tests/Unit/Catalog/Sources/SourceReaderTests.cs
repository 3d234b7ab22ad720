using System.Text;
using Mdlc.Catalog.DuckDb;
using Mdlc.Catalog.Sources;
using Mdlc.Catalog.Sources.Preparing;
using Mdlc.Contracts.Artifacts;
using Mdlc.Contracts.Faults;
using Mdlc.Contracts.Spec;

namespace Mdlc.Unit.Tests.Catalog.Sources;

public sealed class SourceReaderTests : IDisposable
{
    private readonly DataSandbox _sandbox = new();

    [Fact]
    public async Task Csv_Clean_BecomesTypedSnapshot()
    {
        var path = _sandbox.Write("people.csv", "name, age, height\nAda, 36, 1.7\nBob, 41,\n");

        var reading = await _sandbox.ReadAsync(path);

        Assert.Equal(["name Text", "age Integer", "height Number"], Schema(reading));
        Assert.Equal(["Ada|36|1.7", "Bob|41|∅"], _sandbox.RowsOf(reading.Snapshot.File));
        Assert.Equal((2, 0), (reading.Snapshot.Rows, reading.Rejected));
    }

    [Fact]
    public async Task Csv_ReadTwice_IsKeptOnce()
    {
        var path = _sandbox.Write("people.csv", "a,b\n1,x\n2,y\n");

        var first = await _sandbox.ReadAsync(path);
        var second = await _sandbox.ReadAsync(path);

        Assert.Equal(first.Snapshot.File, second.Snapshot.File);
        Assert.Equal(first.Snapshot.DataDigest, second.Snapshot.DataDigest);
        Assert.Single(Directory.GetFiles(_sandbox.Home.Artifacts, "*.parquet", SearchOption.AllDirectories));
        Assert.Empty(Directory.GetFileSystemEntries(_sandbox.Home.Scratch));
    }

    [Theory]
    [InlineData("1\n2\n", "Integer", "1,2")]
    [InlineData("+1\n-2\n", "Integer", "1,-2")]
    [InlineData("9223372036854775807\n1\n", "Integer", "9223372036854775807,1")]
    [InlineData("9223372036854775808\n1\n", "Number", "9.223372036854775808E18,1")]
    [InlineData("1.5\n2\n", "Number", "1.5,2")]
    [InlineData(".5\n-2.e1\n", "Number", "0.5,-20")]
    [InlineData("nan\n2\n", "Number", "∅,2")]
    [InlineData("1_000\n2_000\n", "Text", "1_000,2_000")]
    [InlineData("0x1F\n0x2F\n", "Text", "0x1F,0x2F")]
    [InlineData("inf\n-inf\n", "Text", "inf,-inf")]
    [InlineData("1e999\n1e998\n", "Text", "1e999,1e998")]
    [InlineData("true\nFALSE\n", "Boolean", "True,False")]
    [InlineData("yes\nno\n", "Text", "yes,no")]
    [InlineData("2024-02-29\n2023-01-01 10:20\n", "Timestamp", "02/29/2024 00:00:00,01/01/2023 10:20:00")]
    [InlineData("2024-02-29T10:00:00+02:00\n2024-02-29T10:00:00Z\n", "Timestamp", "02/29/2024 08:00:00,02/29/2024 10:00:00")]
    [InlineData("2023-02-29\n2023-02-30\n", "Text", "2023-02-29,2023-02-30")]
    [InlineData("\"1\"\n\" 2 \"\n", "Integer", "1,2")]
    public async Task Column_OfSuchValues_HasType(string values, string type, string expected)
    {
        var path = _sandbox.Write("typed.csv", "id,v\n" + string.Concat(values.Trim('\n').Split('\n').Select((v, i) => $"{i},{v}\n")));

        var reading = await _sandbox.ReadAsync(path);

        Assert.Equal(type, reading.Snapshot.Columns[1].Type.ToString());
        var read = _sandbox.RowsOf(reading.Snapshot.File).Select(r => r[(r.IndexOf('|', StringComparison.Ordinal) + 1)..]).ToList();
        Assert.Equal(expected.Split(',').Select(Canonical), read.Select(Canonical));
    }

    [Fact]
    public async Task Csv_WithNullValues_MissesThose()
    {
        var path = _sandbox.Write("nulls.csv", "a,b\n1,x\nNA, ? \n?,\"\"\n4,y\n");

        var reading = await _sandbox.ReadAsync(new SourceRequest { Source = new SourceSpec { Path = path, NullValues = ["NA", "?"] } });

        Assert.Equal(["1|x", "∅|∅", "∅|∅", "4|y"], _sandbox.RowsOf(reading.Snapshot.File));
        Assert.Equal(ColumnType.Integer, reading.Snapshot.Columns[0].Type);
    }

    [Theory]
    [InlineData("a;b\n1,5;x\n2,5;y\n", ";", true)]
    [InlineData("a\tb\n1\tx\n2\ty\n", "\t", true)]
    [InlineData("a|b\n1|x, y\n2|z\n", "|", true)]
    [InlineData("1,2,3\n4,5,6\n", ",", false)]
    [InlineData("word,thing\nx,y\nz,x\n", ",", true)]
    [InlineData("x,y\nz,y\nx,w\n", ",", false)]
    public async Task Dialect_LeftOpen_IsProposedAndWrittenDown(string text, string delimiter, bool header)
    {
        var reading = await _sandbox.ReadAsync(_sandbox.Write("dialect.csv", text));

        Assert.Equal((delimiter, header), (reading.Source.Delimiter, reading.Source.Header));
        Assert.Equal(text.Count(c => c == '\n') - (header ? 1 : 0), reading.Snapshot.Rows);
    }

    [Fact]
    public async Task Csv_WithoutHeader_HasDuckDbsNamesUnlessNamed()
    {
        var row = string.Join(',', Enumerable.Range(0, 11));
        var path = _sandbox.Write("bare.csv", $"{row}\n{row}\n");
        using var session = DuckDbSession.Open(_sandbox.Home);
        var expected = session.Rows($"DESCRIBE SELECT * FROM read_csv({Sql.Text(path)}, header = false)", r => r.GetString(0));

        var bare = await _sandbox.ReadAsync(path);
        var named = await _sandbox.ReadAsync(new SourceRequest
        {
            Source = new SourceSpec { Path = path, Names = [.. "abcdefghijk".Select(c => c.ToString())] },
        });

        Assert.Equal(expected, bare.Snapshot.Columns.Select(c => c.Name));
        Assert.Equal("abcdefghijk", string.Concat(named.Snapshot.Columns.Select(c => c.Name)));
        Assert.Equal((2, 2), (bare.Snapshot.Rows, named.Snapshot.Rows));
    }

    [Theory]
    [InlineData("latin-1", "iso-8859-1")]
    [InlineData("windows-1252", "windows-1252")]
    [InlineData("utf-16", "utf-16")]
    [InlineData("utf-8", "utf-8")]
    public async Task Csv_InAnyEncoding_IsTheSameSnapshot(string name, string encodingName)
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        const string Text = "naam,n\r\nZoë,1\r\n\"a, ü\",2\r\n";
        var encoding = Encoding.GetEncoding(encodingName);
        var plain = await _sandbox.ReadAsync(_sandbox.Write("plain.csv", Text));
        var path = _sandbox.Write("encoded.csv", [.. encoding.GetPreamble(), .. encoding.GetBytes(Text)]);

        var reading = await _sandbox.ReadAsync(new SourceRequest { Source = new SourceSpec { Path = path, Encoding = name } });

        Assert.Equal(["Zoë|1", "a, ü|2"], _sandbox.RowsOf(reading.Snapshot.File));
        Assert.Equal(plain.Snapshot.DataDigest, reading.Snapshot.DataDigest);
    }

    [Fact]
    public async Task Csv_OtherQuoteAndEscape_AreHonoured()
    {
        var path = _sandbox.Write("quotes.csv", "a;b\n'x;\\'y\\'';1\n'it is';2\n");
        var source = new SourceSpec { Path = path, Delimiter = ";", Quote = "'", Escape = "\\" };

        var reading = await _sandbox.ReadAsync(new SourceRequest { Source = source });

        Assert.Equal(["x;'y'|1", "it is|2"], _sandbox.RowsOf(reading.Snapshot.File));
    }

    [Fact]
    public async Task Glob_ReadsFilesInOrderOfTheirPaths()
    {
        _sandbox.Write("part-2.csv", "a\n3\n4\n");
        _sandbox.Write("part-10.csv", "a\n1\n");
        _sandbox.Write("part-3 [x].csv", "a\r\n5\r\n");

        var reading = await _sandbox.ReadAsync(_sandbox.PathOf("part-*.csv"));

        Assert.Equal(["1", "3", "4", "5"], _sandbox.RowsOf(reading.Snapshot.File));
        Assert.Equal(4, reading.Records);
    }

    [Fact]
    public async Task File_WhoseNameLooksLikeAPattern_IsRead()
    {
        var reading = await _sandbox.ReadAsync(_sandbox.Write("data[1]*.csv", "a,b\n1,2\n"));

        Assert.Equal(["1|2"], _sandbox.RowsOf(reading.Snapshot.File));
    }

    [Fact]
    public async Task TestSet_ReadAsTheTrainingSet_HasItsColumnsAndTypes()
    {
        var train = await _sandbox.ReadAsync(_sandbox.Write("train.csv", "a,b,label\n1.5,x,0\n2,y,1\n"));
        var path = _sandbox.Write("test.csv", "label,extra,b,a\n1,9,x,7\n");

        var test = await _sandbox.ReadAsync(new SourceRequest { Source = new SourceSpec { Path = path }, Columns = train.Snapshot.Columns });

        Assert.Equal(train.Snapshot.Columns, test.Snapshot.Columns);
        Assert.Equal(["7|x|1"], _sandbox.RowsOf(test.Snapshot.File));
    }

    [Fact]
    public async Task Label_Missing_RejectsTheRow()
    {
        var path = _sandbox.Write("label.csv", "a,label\n" + string.Concat(Enumerable.Range(0, 50).Select(i => $"{i},{(i == 6 ? "" : i % 2)}\n")));

        var reading = await _sandbox.ReadAsync(new SourceRequest { Source = new SourceSpec { Path = path }, Label = "label", Task = ModelTask.Binary });

        Assert.Equal((50, 49, 1), (reading.Records, reading.Snapshot.Rows, reading.Rejected));
        Assert.Equal([$"{path}|8|label||the label is missing"], _sandbox.RowsOf(reading.Quarantine!));
    }

    [Theory]
    [InlineData(ModelTask.Binary, "1", "column 'label', the label, is '1' in all 2 rows")]
    [InlineData(ModelTask.Multiclass, "x", "column 'label', the label, is 'x' in all 2 rows")]
    [InlineData(ModelTask.Regression, "x", "column 'label', the label, holds text, but task regression predicts numbers")]
    public async Task Label_ThatTeachesNothing_IsAFaultNamingTheFile(ModelTask task, string value, string sentence)
    {
        var path = _sandbox.Write("label.csv", $"a,label\n1,{value}\n2,{value}\n");

        var fault = await Assert.ThrowsAsync<FaultException>(() => _sandbox.ReadAsync(
            new SourceRequest { Source = new SourceSpec { Path = path, Header = true }, Label = "label", Task = task }));

        Assert.Contains($"{path}: {sentence}", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Parquet_FoldsTypesAndRejectsWhatIsNoNumber()
    {
        var path = _sandbox.PathOf("typed.parquet");
        using (var session = DuckDbSession.Open(_sandbox.Home))
        {
            session.Execute($"""
                COPY (SELECT range::INTEGER AS i, CASE range WHEN 3 THEN 'inf'::FLOAT WHEN 4 THEN 'nan'::FLOAT ELSE range / 2 END::FLOAT AS f,
                    DATE '2020-01-01' AS d, (range % 2)::DECIMAL(9, 2) AS m, [range] AS list, '' AS empty FROM range(100))
                TO {Sql.Text(path)} (FORMAT parquet)
                """);
        }

        var reading = await _sandbox.ReadAsync(new SourceRequest { Source = new SourceSpec { Path = path, Format = SourceFormat.Parquet } });

        Assert.Equal(["i Integer", "f Number", "d Timestamp", "m Number", "list Text", "empty Text"], Schema(reading));
        Assert.Equal((100, 99, 1), (reading.Records, reading.Snapshot.Rows, reading.Rejected));
        Assert.Equal([$"{path}|4|f|inf|is not a finite number"], _sandbox.RowsOf(reading.Quarantine!));
        Assert.Equal("4|∅|01/01/2020 00:00:00|0|[4]|", _sandbox.RowsOf(reading.Snapshot.File)[3]);
    }

    [Theory]
    [InlineData("{\"a\": 1, \"b\": \"x\"}\n{\"a\": 2, \"b\": null}\n")]
    [InlineData("[{\"a\": 1, \"b\": \"x\"},\n {\"a\": 2, \"b\": null}]")]
    public async Task Json_LinesOrArray_AreRows(string text)
    {
        var path = _sandbox.Write("rows.json", text);

        var reading = await _sandbox.ReadAsync(new SourceRequest { Source = new SourceSpec { Path = path, Format = SourceFormat.Json } });

        Assert.Equal(["a Integer", "b Text"], Schema(reading));
        Assert.Equal(["1|x", "2|∅"], _sandbox.RowsOf(reading.Snapshot.File));
    }

    [Fact]
    public async Task Json_ColumnOfNumbersWithFewTexts_IsNumericAndRejectsThose()
    {
        var lines = Enumerable.Range(0, 50).Select(i => $"{{\"a\": {(i == 7 ? "\"oops\"" : i)}}}");
        var path = _sandbox.Write("mixed.json", string.Join('\n', lines));

        var reading = await _sandbox.ReadAsync(new SourceRequest { Source = new SourceSpec { Path = path, Format = SourceFormat.Json } });

        Assert.Equal(["a Integer"], Schema(reading));
        Assert.Equal([$"{path}|8|a|oops|is not a whole number"], _sandbox.RowsOf(reading.Quarantine!));
    }

    [Fact]
    public async Task Statistics_OfASnapshot_StandInTheCatalog()
    {
        var reading = await _sandbox.ReadAsync(_sandbox.Write("stats.csv", "n,w\n1,x\n2,x\n,y\n6,\n"));

        var statistics = (await _sandbox.Snapshots.FindAsync(reading.Snapshot.DataDigest, TestContext.Current.CancellationToken))!.Statistics;

        Assert.Equal((1, 1.0, 6.0, 3.0), (statistics[0].Nulls, statistics[0].Min, statistics[0].Max, statistics[0].Mean));
        Assert.Equal(2, statistics[0].Quantiles[3]);
        Assert.Equal([new ValueCount("x", 2), new ValueCount("y", 1)], statistics[1].Top);
        Assert.True(double.IsNaN(statistics[1].Mean));
    }

    [Theory]
    [InlineData("a,b\n'x, y',1\n'z',2\n", "'", "utf-8")]
    [InlineData("a,b\nNA,é\n1,w\n2,u\n3,v\n4,z\n5,q\n6,p\n", "\"", "windows-1252")]
    public void Propose_FillsInWhatIsOpen(string text, string quote, string encoding)
    {
        var bytes = encoding == "utf-8" ? Encoding.UTF8.GetBytes(text) : Encoding.Latin1.GetBytes(text);

        var source = _sandbox.Reader.Propose(new SourceSpec { Path = _sandbox.Write("open.csv", bytes) }, cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal((quote, encoding, ",", true), (source.Quote, source.Encoding, source.Delimiter, source.Header));
        Assert.Equal(text.Contains("NA", StringComparison.Ordinal) ? ["NA"] : [], source.NullValues);
    }

    public void Dispose() => _sandbox.Dispose();

    private static IEnumerable<string> Schema(SourceReading reading) => reading.Snapshot.Columns.Select(c => $"{c.Name} {c.Type}");

    private static string Canonical(string value) =>
        double.TryParse(value, System.Globalization.CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) && !value.Contains('_', StringComparison.Ordinal)
            ? number.ToString("R", System.Globalization.CultureInfo.InvariantCulture)
            : value;
}
