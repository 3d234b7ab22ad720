using System.Globalization;
using System.Text;
using Mdlc.Catalog.DuckDb;
using Mdlc.Catalog.Snapshots;
using Mdlc.Catalog.Sources;
using Mdlc.Catalog.Sources.Preparing;
using Mdlc.Contracts.Artifacts;
using Mdlc.Contracts.Faults;
using Mdlc.Contracts.Spec;

namespace Mdlc.Unit.Tests.Catalog.Sources;

/// <summary>JSON by the second rules: its values are cells as those of CSV are, and whole columns decide what they mean.</summary>
public sealed class JsonTableTests : IDisposable
{
    private readonly DataSandbox _sandbox = new();

    [Fact]
    public async Task Texts_OfDatesInOneNotation_AreReadOneWay()
    {
        var reading = await ReadAsync(Lines(40, i => $"{{\"day\": \"{1 + (i % 12):00}-{1 + (i % 28):00}-2025\"}}"));

        Assert.Equal(["day Timestamp"], Schema(reading));
        Assert.Equal("MM-dd-yyyy", reading.Source.Formats["day"]);
        Assert.Equal("03/03/2025 00:00:00", _sandbox.RowsOf(reading.Snapshot.File)[2]);
        Assert.Equal("01/13/2025 00:00:00", _sandbox.RowsOf(reading.Snapshot.File)[12]);
    }

    [Fact]
    public async Task Texts_OfDatesThatCanBeReadTwoWays_StayTextWithANote()
    {
        var reading = await ReadAsync(Lines(40, i => $"{{\"day\": \"{1 + (i % 12):00}-{1 + (i % 11):00}-2025\"}}"));

        Assert.Equal(["day Text"], Schema(reading));
        Assert.Contains(reading.Notes, n => n.Contains("'day'", StringComparison.Ordinal) && n.Contains("source.formats.day", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("\"1\"", "\"2\"", "Integer", "1,2")]
    [InlineData("\"1.5\"", "2", "Number", "1.5,2")]
    [InlineData("\"1,5\"", "\"1.630,72\"", "Number", "1.5,1630.72")]
    [InlineData("\"$1,234.50\"", "\"$7.25\"", "Number", "1234.5,7.25")]
    [InlineData("\"62.6%\"", "\"7.5%\"", "Number", "62.6,7.5")]
    [InlineData("\"01220\"", "\"501\"", "Text", "01220,501")]
    [InlineData("true", "false", "Boolean", "True,False")]
    [InlineData("\"true\"", "false", "Boolean", "True,False")]
    [InlineData("9007199254740993", "9007199254740992", "Text", "9007199254740993,9007199254740992")]
    [InlineData("1.50", "\"x\"", "Text", "1.50,x")]
    [InlineData("\"10:20:30\"", "\"7:05\"", "Text", "10:20:30,7:05")]
    [InlineData("\"5d1c1f3e-0000-4000-8000-00000000000A\"", "\"5D1C1F3E-0000-4000-8000-00000000000b\"", "Text", "5d1c1f3e-0000-4000-8000-00000000000A,5D1C1F3E-0000-4000-8000-00000000000b")]
    [InlineData("\" a \"", "\"\\u00a0b\\n\"", "Text", "a,b")]
    [InlineData("\"e\\u0301\"", "\"\\u00e9\"", "Text", "é,é")]
    [InlineData("[1, 2]", "{\"a\": [true, \"x\\n\"]}", "Text", "[1, 2],{\"a\": [true, \"x\\n\"]}")]
    [InlineData("1e2", "3", "Number", "100,3")]
    public async Task Column_OfSuchValues_HasType(string first, string second, string type, string expected)
    {
        var reading = await ReadAsync($"{{\"id\": 1, \"v\": {first}}}\n{{\"id\": 2, \"v\": {second}}}\n");

        Assert.Equal($"v {type}", Schema(reading).Last());
        Assert.Equal(expected, string.Join(',', Cells(reading).Select(r => r[1])));
    }

    [Fact]
    public async Task Texts_OfAnyCharacters_ComeBackAsTheyWere()
    {
        string[] texts = ["a,b", "say \"x\"", "\"", "\"\"", "line\nbreak", "cr\rlf\r\n.", ",", "'", "\\", "a;b\tc", "#", "naïve ☂ 𝄞", "-", "x\u0001y"];
        var reading = await ReadAsync(string.Concat(texts.Select(t => System.Text.Json.JsonSerializer.Serialize(new { v = t, w = t }) + "\n")), Text("v", "w"));

        Assert.Equal(texts, Cells(reading).Select(r => r[0]));
        Assert.Equal(texts, Cells(reading).Select(r => r[1]));
    }

    [Fact]
    public async Task Keys_OfAllRecords_AreColumnsInOrderOfFirstAppearance()
    {
        var reading = await ReadAsync("{\"b\": 1}\n{}\n{\"a \": \"x\", \"b\": null}\n{\"c\": true, \"a \": \"y\"}\n");

        Assert.Equal(["b Integer", "a Text", "c Boolean"], Schema(reading));
        Assert.Equal(["1|∅|∅", "∅|∅|∅", "∅|x|∅", "∅|y|True"], _sandbox.RowsOf(reading.Snapshot.File));
    }

    [Fact]
    public async Task Keys_OfAnyCharacters_AreNames()
    {
        var reading = await ReadAsync("{\"a,\\\"b\\\"\\nc\": 1, \"\": 2, \"ü'\": 3}\n");

        Assert.Equal(["a,\"b\"\nc Integer", "column1 Integer", "ü' Integer"], Schema(reading));
        Assert.Equal(["1|2|3"], _sandbox.RowsOf(reading.Snapshot.File));
    }

    [Fact]
    public async Task Column_Alone_KeepsItsEmptyCells()
    {
        var reading = await ReadAsync("{\"a\": \"\"}\n{\"a\": null}\n{}\n{\"a\": \"x\"}\n");

        Assert.Equal(["∅", "∅", "∅", "x"], _sandbox.RowsOf(reading.Snapshot.File));
    }

    [Fact]
    public async Task Files_OfLinesAndArrays_AreOneTable()
    {
        _sandbox.Write("part-1.json", "{\"a\": 1}\n");
        _sandbox.Write("part-2.json", "\uFEFF\n[ {\"b\": \"x\"},\n\n {\"a\": 2} ]\n");

        var reading = await _sandbox.ReadAsync(Request(_sandbox.PathOf("part-*.json")));

        Assert.Equal(["1|∅", "∅|x", "2|∅"], _sandbox.RowsOf(reading.Snapshot.File));
        Assert.Equal((3, 0), (reading.Records, reading.Rejected));
    }

    [Theory]
    [InlineData("{\"a\": 1, ", "is not JSON")]
    [InlineData("{\"a\": 1,}", "is not JSON")]
    [InlineData("{\"a\": \"x}", "is not JSON")]
    [InlineData("{'a': 1}", "is not JSON")]
    [InlineData("nonsense", "is not JSON")]
    [InlineData("{\"a\": NaN}", "is not JSON: NaN and Infinity are none of its values, null is")]
    [InlineData("{\"a\": -Infinity}", "is not JSON: NaN and Infinity are none of its values, null is")]
    [InlineData("[1]", "is not a JSON object")]
    [InlineData("17", "is not a JSON object")]
    [InlineData("{\"a\": 1} {\"a\": 2}", "holds more than one JSON object")]
    [InlineData("{\"a\": 1} x", "is not JSON")]
    [InlineData("{\"a\": 1, \"a\": 2}", "holds a key twice")]
    [InlineData("{\"a\": 1, \"\\u0061\": 2}", "holds a key twice")]
    [InlineData("{\"a\": \"\\ud800\"}", "holds half a character (a lone surrogate) in a text")]
    [InlineData("{\"\\ud800\": 1}", "holds half a character (a lone surrogate) in a text")]
    [InlineData("{\"a\": \"x\\u0000y\"}", "holds a NUL character in a text")]
    [InlineData("{\"x\\u0000y\": 1}", "holds a NUL character in a key")]
    public async Task Line_ThatIsNoRecord_IsRejectedWithItsReason(string line, string reason)
    {
        var reading = await ReadAsync($"{Lines(30, i => $"{{\"a\": {i}}}")}\n{line}\n{{\"a\": 7}}\n");

        Assert.Equal((32, 31, 1), (reading.Records, reading.Snapshot.Rows, reading.Rejected));
        Assert.Equal([$"{_sandbox.PathOf("rows.json")}|32|∅|{line.Trim()}|{reason}"], _sandbox.RowsOf(reading.Quarantine!));
        Assert.Equal(["a Integer"], Schema(reading));
    }

    [Fact]
    public async Task Line_TooDeepTooLongOrOfOtherBytes_IsRejected()
    {
        var deep = $"{{\"a\": {new string('[', 64)}{new string(']', 64)}}}";
        var right = $"{{\"a\": {new string('[', 63)}{new string(']', 63)}}}";
        var bytes = Encoding.UTF8.GetBytes($"{Lines(40, i => $"{{\"a\": {i}}}")}{deep}\n{{\"a\": \"{new string('x', 5_000_000)}\"}}\n{right}\n")
            .Concat("{\"a\": \""u8.ToArray()).Append((byte)0xE9).Concat("\"}\n"u8.ToArray()).ToArray();
        var path = _sandbox.Write("rows.json", bytes);

        var reading = await _sandbox.ReadAsync(Request(path, Text("a")) with { MaxRejectedShare = 0.2 });

        Assert.Equal((44, 41, 3), (reading.Records, reading.Snapshot.Rows, reading.Rejected));
        var rejected = _sandbox.RowsOf(reading.Quarantine!).Select(r => r.Split('|')).ToList();
        Assert.Equal(["41", "42", "44"], rejected.Select(r => r[1]));
        Assert.Contains("nested deeper than 64", rejected[0][4], StringComparison.Ordinal);
        Assert.Contains("longer than 1000000 bytes", rejected[1][4], StringComparison.Ordinal);
        Assert.InRange(rejected[1][3].Length, 400, 500);
        Assert.Contains("not UTF-8", rejected[2][4], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cell_ThatDoesNotFit_IsToldWithItsLineInTheFile()
    {
        var lines = Enumerable.Range(1, 60).Select(i => i == 7 ? "broken" : i % 10 == 0 ? "" : i == 33 ? "{\"a\": \"oops\",\r\"b\": 1}" : $"{{\"a\": {i}}}").ToList();
        lines[52] = "{\"a\": \"oops\"}";
        var reading = await ReadAsync(string.Join('\n', lines), share: 0.2);

        Assert.Equal(
            ["7|∅|broken|is not JSON", "33|∅|{\"a\": \"oops\",|is not JSON", "34|∅|\"b\": 1}|is not JSON", "54|a|oops|is not a whole number"],
            _sandbox.RowsOf(reading.Quarantine!).Select(r => r[(r.IndexOf('|', StringComparison.Ordinal) + 1)..]));
    }

    [Fact]
    public async Task Array_OfRecordsAndOthers_RejectsTheOthers()
    {
        var elements = Enumerable.Range(0, 60).Select(i => i switch
        {
            5 => "17",
            6 => "[1, 2]",
            7 => "{\"a\": 1, \"a\": 2}",
            _ => $"{{\n  \"a\": {i},\n  \"b\": \"]}}, {{[\\\" {i}\"\n}}",
        });
        var reading = await ReadAsync($"[\n{string.Join(",\n", elements)}\n]\n");

        Assert.Equal((60, 57, 3), (reading.Records, reading.Snapshot.Rows, reading.Rejected));
        Assert.Equal(["22", "23", "24"], _sandbox.RowsOf(reading.Quarantine!).Select(r => r.Split('|')[1]));
        Assert.Equal("]}, {[\" 59", Cells(reading)[^1][1]);
    }

    [Theory]
    [InlineData("[{\"a\": 1},\n{\"a\": 2}", "line 2: the file ends and the array is not closed")]
    [InlineData("[{\"a\": 1},\n{\"a\": 2", "line 2: the element that begins there is not closed")]
    [InlineData("[{\"a\": 1},\n{\"a\": \"2}]", "line 2: a text of the element that begins there is not closed")]
    [InlineData("[{\"a\": 1},\n]", "line 2: a comma precedes the array's end")]
    [InlineData("[{\"a\": 1},\n,{\"a\": 2}]", "line 2: found ',' in place of an element")]
    [InlineData("[{\"a\": 1}\n]\nrest", "line 3: 'r' follows the array's end")]
    [InlineData("[{\"a\": 1},\n{\"a\":\n 2, oops}]", "line 3: 'o' is an invalid start")]
    [InlineData("[]", "holds no records")]
    [InlineData("\n \n", "holds no records")]
    [InlineData("{}\n{}\n", "holds no records")]
    public async Task File_ThatIsNoTable_IsAFaultWithLineAndWhatWasFound(string text, string sentence)
    {
        var fault = await Assert.ThrowsAsync<FaultException>(() => ReadAsync(text));

        Assert.Contains(sentence, fault.Message, StringComparison.Ordinal);
        Assert.Contains("rows.json", fault.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(_sandbox.Home.Scratch));
    }

    [Theory]
    [InlineData("Age", "age")]
    [InlineData("e\\u0301", "\\u00e9")]
    [InlineData("a", " a ")]
    public async Task Keys_ThatDifferOnlyInSpelling_AreAFault(string one, string other)
    {
        var fault = await Assert.ThrowsAsync<FaultException>(() => ReadAsync($"{{\"{one}\": 1}}\n{{\"{other}\": 2}}\n"));

        Assert.Contains("columns 1 and 2 are both named", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lines_AllBroken_AreToldWithReasons()
    {
        var fault = await Assert.ThrowsAsync<FaultException>(() => ReadAsync("{\n\"a\": 1\n}\n"));

        Assert.Contains("3 of 3 records", fault.Message, StringComparison.Ordinal);
        Assert.Contains("is not JSON", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Array_LargerThanABlock_IsReadWhole()
    {
        var filler = new string('x', 999);
        var text = $"[{string.Join(", ", Enumerable.Range(0, 6000).Select(i => $"{{\"a\": {i}, \"b\": \"{filler}\\\\\"}}"))}]";

        var reading = await ReadAsync(text);

        Assert.Equal(6000, reading.Snapshot.Rows);
        Assert.Equal("5999", Cells(reading)[^1][0]);
        Assert.Equal(filler + "\\", Cells(reading)[^1][1]);
    }

    [Fact]
    public async Task Numbers_OfJsonsOwnBesideTextsWithCommas_KeepTheirPoint()
    {
        var reading = await ReadAsync(Lines(40, i => $"{{\"own\": {i + 1}.125, \"text\": \"{i},5\"}}"));

        Assert.Equal(["own Number", "text Number"], Schema(reading));
        Assert.Equal("3.125|2.5", string.Join('|', Cells(reading)[2]));
        Assert.False(reading.Source.Formats.ContainsKey("own"));
    }

    [Fact]
    public async Task Numbers_OfJsonsOwnAmongTextsWithCommas_AreAFaultUntilSomebodySays()
    {
        var text = Lines(40, i => i % 2 == 0 ? $"{{\"v\": {i + 1}.125}}" : $"{{\"v\": \"{i}.250,5\"}}");

        var fault = await Assert.ThrowsAsync<FaultException>(() => ReadAsync(text));
        var reading = await ReadAsync(text, formats: new() { ["v"] = "#.###,#" });

        Assert.Contains("source.formats.v", fault.Message, StringComparison.Ordinal);
        Assert.Equal(["1.125", "1250.5"], Cells(reading).Take(2).Select(r => r[0]));
    }

    [Fact]
    public async Task Rows_ForAModelTrainedOnCsv_AreReadInItsNotations()
    {
        var training = new SourceSpec
        {
            Path = "train.csv",
            Rules = ReadingRules.Current,
            Delimiter = ";",
            Encoding = "windows-1252",
            Names = ["zip", "day", "price", "seen"],
            Header = false,
            Decimal = ",",
            Formats = new Dictionary<string, string> { ["day"] = "d.M.yyyy", ["price"] = "#.###,#" },
            ColumnNullValues = new Dictionary<string, IReadOnlyList<string>> { ["seen"] = ["-1"] },
        };
        var path = _sandbox.Write("new.json", """
            {"price": "1.630,72", "day": "3.6.2025", "zip": "01220", "seen": 4, "extra": "Zoë"}
            {"price": 1.234, "day": "2025-06-03", "zip": 1220, "seen": -1}
            {"price": -12, "day": null, "zip": "Zoë", "seen": "5"}
            """);

        var reading = await _sandbox.ReadAsync(new SourceRequest
        {
            Source = RowSource.Of(training, path),
            MaxRejectedShare = 0,
            Columns = [new("zip", ColumnType.Text), new("day", ColumnType.Timestamp), new("price", ColumnType.Number), new("seen", ColumnType.Integer)],
        });

        Assert.Equal(
            ["01220|06/03/2025 00:00:00|1630.72|4", "1220|06/03/2025 00:00:00|1.234|∅", "Zoë|∅|-12|5"], _sandbox.RowsOf(reading.Snapshot.File));
    }

    [Fact]
    public async Task Label_Missing_IsKept()
    {
        var path = _sandbox.Write("rows.json", Lines(50, i => $"{{\"a\": {i}, \"y\": {(i == 6 ? "null" : i == 7 ? "\"oops\"" : i % 2)}}}"));

        var reading = await _sandbox.ReadAsync(Request(path) with { Label = "y", Task = ModelTask.Binary });

        Assert.Equal((50, 49, 1), (reading.Records, reading.Snapshot.Rows, reading.Rejected));
        Assert.Equal("6|∅", _sandbox.RowsOf(reading.Snapshot.File)[6]);
        Assert.Contains("|8|y|oops|", Assert.Single(_sandbox.RowsOf(reading.Quarantine!)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Path_WithNulCharacter_IsToldWithoutReachingTheEngine()
    {
        var fault = await Assert.ThrowsAsync<FaultException>(() => _sandbox.ReadAsync(Request(_sandbox.PathOf("a\0*.json"))));

        Assert.Equal(FaultKind.Spec, fault.Kind);
        Assert.Contains("a␀*.json", fault.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _sandbox.Dispose();

    private static string Lines(int count, Func<int, string> line) => string.Concat(Enumerable.Range(0, count).Select(i => line(i) + "\n"));

    private static Dictionary<string, ColumnType> Text(params string[] names) => names.ToDictionary(n => n, _ => ColumnType.Text);

    private static IEnumerable<string> Schema(SourceReading reading) => reading.Snapshot.Columns.Select(c => $"{c.Name} {c.Type}");

    private static SourceRequest Request(string path, Dictionary<string, ColumnType>? types = null, Dictionary<string, string>? formats = null) => new()
    {
        Source = new SourceSpec { Path = path, Format = SourceFormat.Json, Rules = ReadingRules.Current, Types = types ?? [], Formats = formats ?? [] },
    };

    private Task<SourceReading> ReadAsync(
        string text, Dictionary<string, ColumnType>? types = null, Dictionary<string, string>? formats = null, double share = 0.05) =>
        _sandbox.ReadAsync(Request(_sandbox.Write("rows.json", text), types, formats) with { MaxRejectedShare = share });

    private List<string?[]> Cells(SourceReading reading)
    {
        using var session = DuckDbSession.Open(_sandbox.Home);
        return [.. session.Rows(
            $"SELECT * FROM {SnapshotWriter.Relation(_sandbox.Artifacts.PlaceOf(reading.Snapshot.File))}",
            r => Enumerable.Range(0, r.FieldCount).Select(i => r.IsDBNull(i) ? null : Convert.ToString(r.GetValue(i), CultureInfo.InvariantCulture)).ToArray())];
    }
}
