using System.Globalization;
using Mdlc.Catalog.DuckDb;
using Mdlc.Catalog.Snapshots;
using Mdlc.Catalog.Sources;
using Mdlc.Catalog.Sources.Preparing;
using Mdlc.Contracts.Artifacts;
using Mdlc.Contracts.Faults;
using Mdlc.Contracts.Spec;

namespace Mdlc.Unit.Tests.Catalog.Sources;

/// <summary>Parquet by the second rules: what has a type keeps its value, texts are read as those of CSV are.</summary>
public sealed class ParquetTableTests : IDisposable
{
    private readonly DataSandbox _sandbox = new();

    [Theory]
    [InlineData("'1', '2'", "Integer", "1,2")]
    [InlineData("'1.5', '2'", "Number", "1.5,2")]
    [InlineData("'1,5', '1.630,72'", "Number", "1.5,1630.72")]
    [InlineData("'$1,234.50', '$7.25'", "Number", "1234.5,7.25")]
    [InlineData("'62.6%', '7.5%'", "Number", "62.6,7.5")]
    [InlineData("'12-31-2025', '01-02-2025'", "Timestamp", "12/31/2025 00:00:00,01/02/2025 00:00:00")]
    [InlineData("'01-02-2025', '02-01-2025'", "Text", "01-02-2025,02-01-2025")]
    [InlineData("'2025-06-03T10:00:00+02:00', '2025-06-03'", "Timestamp", "06/03/2025 08:00:00,06/03/2025 00:00:00")]
    [InlineData("'01220', '501'", "Text", "01220,501")]
    [InlineData("' a ', chr(160) || 'b'", "Text", "a,b")]
    [InlineData("'e' || chr(769), 'é'", "Text", "é,é")]
    [InlineData("'true', 'FALSE'", "Boolean", "True,False")]
    [InlineData("'', 'x'", "Text", ",x")]
    [InlineData("'9007199254740993', '1'", "Text", "9007199254740993,1")]
    [InlineData("9007199254740993, 1", "Text", "9007199254740993,1")]
    [InlineData("9007199254740992, -9007199254740992", "Integer", "9007199254740992,-9007199254740992")]
    [InlineData("18446744073709551615::UBIGINT, 1::UBIGINT", "Text", "18446744073709551615,1")]
    [InlineData("7::UBIGINT, 1::UBIGINT", "Number", "7,1")]
    [InlineData("170141183460469231731687303715884105727::HUGEINT, 1::HUGEINT", "Number", "1.7014118346046923E+38,1")]
    [InlineData("12345678901234567890::DECIMAL(38, 0), 1::DECIMAL(38, 0)", "Text", "12345678901234567890,1")]
    [InlineData("1.50::DECIMAL(9, 2), 1::DECIMAL(9, 2)", "Number", "1.5,1")]
    [InlineData("'01'::ENUM('01', 'b'), 'b'::ENUM('01', 'b')", "Text", "01,b")]
    [InlineData("'5d1c1f3e-0000-4000-8000-00000000000A'::UUID, NULL::UUID", "Text", "5d1c1f3e-0000-4000-8000-00000000000a,")]
    [InlineData("encode('1,5'), encode('2,5')", "Number", "1.5,2.5")]
    [InlineData("TIME '10:20:30', TIME '07:05:00'", "Text", "10:20:30,07:05:00")]
    [InlineData("[1, 2], [3]", "Text", "[1, 2],[3]")]
    [InlineData("TIMESTAMPTZ '2025-06-03 10:00:00+02', NULL", "Timestamp", "06/03/2025 08:00:00,")]
    [InlineData("DATE '2025-06-03', NULL", "Timestamp", "06/03/2025 00:00:00,")]
    [InlineData("'nan'::DOUBLE, 1.5", "Number", ",1.5")]
    public async Task Column_OfSuchValues_HasType(string values, string type, string expected)
    {
        var reading = await ReadAsync($"SELECT unnest([{values}]) AS v");

        Assert.Equal($"v {type}", $"{reading.Snapshot.Columns[0].Name} {reading.Snapshot.Columns[0].Type}");
        Assert.Equal(expected, string.Join(',', Cells(reading).Select(r => r[0])));
        Assert.Equal((2, 0), (reading.Records, reading.Rejected));
    }

    [Fact]
    public async Task Decision_OnTexts_IsStatedInSourceAndNotes()
    {
        var reading = await ReadAsync("SELECT range AS id, (range + 1) || ',5' AS price, 9007199254740993 + range AS big, lpad(range::VARCHAR, 4, '0') AS zip FROM range(40)");

        Assert.Equal(["id Integer", "price Number", "big Text", "zip Text"], reading.Snapshot.Columns.Select(c => $"{c.Name} {c.Type}"));
        Assert.Equal("#,#", reading.Source.Formats["price"]);
        Assert.Equal(ColumnType.Text, reading.Source.Types["big"]);
        Assert.Contains(reading.Notes, n => n.Contains("'big' is text", StringComparison.Ordinal) && n.Contains("2^53", StringComparison.Ordinal));
        Assert.Contains(reading.Notes, n => n.Contains("'price'", StringComparison.Ordinal));
        Assert.Contains(reading.Notes, n => n.Contains("'zip'", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Cells_ThatDoNotFit_AreRejectedWithTheirRow()
    {
        var reading = await ReadAsync("""
            SELECT CASE range WHEN 150000 THEN 'oops' ELSE (range + 1) || ',5' END AS price,
                CASE range WHEN 7 THEN 'inf'::DOUBLE WHEN 9 THEN 'nan'::DOUBLE ELSE range END AS d,
                CASE range WHEN 8 THEN TIMESTAMP 'infinity' ELSE TIMESTAMP '2025-01-01' END AS t FROM range(200000)
            """);

        Assert.Equal((200_000, 199_997, 3), (reading.Records, reading.Snapshot.Rows, reading.Rejected));
        Assert.Equal(
            ["8|d|inf|is not a finite number", "9|t|infinity|is not a point in time of the years 1 to 9999", "150001|price|oops|is not a finite number written #,#"],
            _sandbox.RowsOf(reading.Quarantine!).Select(r => r[(r.IndexOf('|', StringComparison.Ordinal) + 1)..]));
        Assert.Equal("1.5", Cells(reading)[0][0]);
        Assert.Equal("200000.5", Cells(reading)[^1][0]);
    }

    [Fact]
    public async Task NullWords_MeanMissingInTextsAndNumbersAlike()
    {
        var reading = await ReadAsync(
            "SELECT unnest(['a', '-999', ' n/a ']) AS w, unnest([1, -999, 2]) AS n, unnest([0.5, -999.0, 3]) AS d, unnest([DATE '1900-01-01', DATE '2025-01-01', NULL]) AS t",
            source => source with { NullValues = ["-999", "n/a", "1900-01-01"] });

        Assert.Equal(["a|1|0.5|∅", "∅|∅|∅|01/01/2025 00:00:00", "∅|2|3|∅"], _sandbox.RowsOf(reading.Snapshot.File));
    }

    [Fact]
    public async Task Rows_ForAModel_AreReadInItsTypesAndNotations()
    {
        var training = new SourceSpec
        {
            Path = "train.csv",
            Rules = ReadingRules.Current,
            Formats = new Dictionary<string, string> { ["day"] = "d.M.yyyy", ["price"] = "#.###,#", ["compact"] = "yyyyMMdd", ["textday"] = "d.M.yyyy", ["textprice"] = "#.###,#" },
        };
        var path = Write("""
            SELECT unnest([DATE '2025-06-03', NULL]) AS day, unnest([1630.72, 1.234::DOUBLE]) AS price, unnest([20250603, NULL]) AS compact,
                unnest(['3.6.2025', '2025-06-04']) AS textday, unnest(['1.630,72', '-5']) AS textprice, unnest([1220.0::DOUBLE, 1220.5]) AS zip,
                unnest([true, false]) AS flag, unnest([1::DOUBLE, 'nan']) AS whole, unnest([1, 0]) AS bool, unnest(['inf'::DOUBLE, 1]) AS extra,
                unnest([7, 8]) AS code
            """);

        var reading = await _sandbox.ReadAsync(new SourceRequest
        {
            Source = RowSource.Of(training, path),
            MaxRejectedShare = 0,
            Columns =
            [
                new("day", ColumnType.Timestamp), new("price", ColumnType.Number), new("compact", ColumnType.Timestamp), new("textday", ColumnType.Timestamp),
                new("textprice", ColumnType.Number), new("zip", ColumnType.Text), new("flag", ColumnType.Integer), new("whole", ColumnType.Integer),
                new("bool", ColumnType.Boolean), new("code", ColumnType.Text),
            ],
        });

        Assert.Equal(
            [
                "06/03/2025 00:00:00|1630.72|06/03/2025 00:00:00|06/03/2025 00:00:00|1630.72|1220|1|1|True|7",
                "∅|1.234|∅|06/04/2025 00:00:00|-5|1220.5|0|∅|False|8",
            ],
            _sandbox.RowsOf(reading.Snapshot.File));
    }

    [Theory]
    [InlineData("2.5::DOUBLE", ColumnType.Integer, "is not a whole number")]
    [InlineData("1e300", ColumnType.Integer, "is not a whole number")]
    [InlineData("2", ColumnType.Boolean, "is not true or false")]
    [InlineData("7.5::DOUBLE", ColumnType.Timestamp, "is not a point in time (ISO 8601)")]
    [InlineData("TIMESTAMP '2025-01-01'", ColumnType.Number, "is not a finite number")]
    [InlineData("'x'", ColumnType.Number, "is not a finite number")]
    [InlineData("'a' || chr(0)", ColumnType.Text, "holds a NUL character")]
    public async Task Value_OfAnotherType_IsRejected(string value, ColumnType type, string reason)
    {
        var reading = await ReadAsync(
            $"SELECT CASE WHEN range = 3 THEN {value} END AS v, range AS id FROM range(40)",
            source => source with { Types = new Dictionary<string, ColumnType> { ["v"] = type } });

        Assert.Equal((40, 39, 1), (reading.Records, reading.Snapshot.Rows, reading.Rejected));
        Assert.EndsWith($"|{reason}", Assert.Single(_sandbox.RowsOf(reading.Quarantine!)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bytes_ThatAreNoText_AreAFaultNamingTheColumn()
    {
        var fault = await Assert.ThrowsAsync<FaultException>(() => ReadAsync("SELECT unnest([encode('x'), '\\xE9'::BLOB]) AS picture, 1 AS id"));

        Assert.Contains("column 'picture' holds bytes that are no text in UTF-8, first in row 2", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Label_Missing_IsKeptAndABadOneRejected()
    {
        var path = Write("SELECT range AS a, CASE range WHEN 6 THEN NULL WHEN 7 THEN 'oops' ELSE (range % 2)::VARCHAR END AS y FROM range(50)");

        var reading = await _sandbox.ReadAsync(Request(path) with { Label = "y", Task = ModelTask.Binary });

        Assert.Equal((50, 49, 1), (reading.Records, reading.Snapshot.Rows, reading.Rejected));
        Assert.Equal("6|∅", _sandbox.RowsOf(reading.Snapshot.File)[6]);
    }

    [Fact]
    public async Task Files_OfOtherTypes_AreReadExactlyOrNotAtAll()
    {
        Write("SELECT unnest([1, 2]) AS v, 'x' AS w", "part-1.parquet");
        Write("SELECT 'y' AS w, unnest([0.5::DOUBLE, NULL]) AS v", "part-2.parquet");
        var both = await _sandbox.ReadAsync(Request(_sandbox.PathOf("part-*.parquet")));
        Write("SELECT 9007199254740993 AS v, 'z' AS w", "part-3.parquet");
        var beyond = await Assert.ThrowsAsync<FaultException>(() => _sandbox.ReadAsync(Request(_sandbox.PathOf("part-*.parquet"))));
        Write("SELECT 'text' AS v, 'z' AS w", "part-3.parquet");
        var text = await Assert.ThrowsAsync<FaultException>(() => _sandbox.ReadAsync(Request(_sandbox.PathOf("part-*.parquet"))));
        Write("SELECT 1 AS v", "part-3.parquet");
        var missing = await Assert.ThrowsAsync<FaultException>(() => _sandbox.ReadAsync(Request(_sandbox.PathOf("part-*.parquet"))));

        Assert.Equal(["1|x", "2|x", "0.5|y", "∅|y"], _sandbox.RowsOf(both.Snapshot.File));
        Assert.Contains("part-3.parquet: column 'v' is of type", beyond.Message, StringComparison.Ordinal);
        Assert.Contains("part-1.parquet: column 'v' is of type", text.Message, StringComparison.Ordinal);
        Assert.Contains("part-3.parquet has the columns v, expected", missing.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task File_WithoutRowsOrOfAnotherKind_IsAFaultWithoutAStatement()
    {
        var empty = await Assert.ThrowsAsync<FaultException>(() => ReadAsync("SELECT 1 AS a WHERE false"));
        var other = await Assert.ThrowsAsync<FaultException>(() => _sandbox.ReadAsync(Request(_sandbox.Write("other.parquet", "a,b\n1,2\n"))));

        Assert.Contains("holds no rows", empty.Message, StringComparison.Ordinal);
        Assert.Contains("other.parquet cannot be read", other.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("SELECT", other.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _sandbox.Dispose();

    private static SourceRequest Request(string path) => new()
    {
        Source = new SourceSpec { Path = path, Format = SourceFormat.Parquet, Rules = ReadingRules.Current },
    };

    private string Write(string query, string name = "table.parquet")
    {
        var path = _sandbox.PathOf(name);
        using var session = DuckDbSession.Open(_sandbox.Home);
        session.Execute($"COPY ({query}) TO {Sql.Text(path)} (FORMAT parquet)");
        return path;
    }

    private Task<SourceReading> ReadAsync(string query, Func<SourceSpec, SourceSpec>? change = null)
    {
        var request = Request(Write(query));
        return _sandbox.ReadAsync(request with { Source = change is null ? request.Source : change(request.Source) });
    }

    private List<string?[]> Cells(SourceReading reading)
    {
        using var session = DuckDbSession.Open(_sandbox.Home);
        return [.. session.Rows(
            $"SELECT * FROM {SnapshotWriter.Relation(_sandbox.Artifacts.PlaceOf(reading.Snapshot.File))}",
            r => Enumerable.Range(0, r.FieldCount).Select(i => r.IsDBNull(i) ? null : Convert.ToString(r.GetValue(i), CultureInfo.InvariantCulture)).ToArray())];
    }
}
