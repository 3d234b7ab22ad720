using Mdlc.Catalog.Sources;
using Mdlc.Catalog.Sources.Preparing;
using Mdlc.Contracts.Artifacts;
using Mdlc.Contracts.Spec;

namespace Mdlc.Unit.Tests.Catalog.Sources;

/// <summary>Whole columns decide what they are and how they are written; what they decide is stated.</summary>
public sealed class NotationTests : IDisposable
{
    private readonly DataSandbox _sandbox = new();

    public static TheoryData<string, string[], ColumnType, string?> Columns => new()
    {
        { "ISO dates", ["2025-06-03", "2025-03-06", "2025-12-31"], ColumnType.Timestamp, null },
        { "dots", ["3.6.2025", "31.12.2025", "1.1.2024"], ColumnType.Timestamp, "d.M.yyyy" },
        { "padded", ["03.06.2025", "31.12.2025"], ColumnType.Timestamp, "dd.MM.yyyy" },
        { "day first", ["03/06/2025", "31/12/2025"], ColumnType.Timestamp, "dd/MM/yyyy" },
        { "month first", ["06-03-2025", "12-31-2025"], ColumnType.Timestamp, "MM-dd-yyyy" },
        { "AM and PM", ["6/3/2025 7:05 AM", "12/31/2025 11:05 PM"], ColumnType.Timestamp, "M/d/yyyy h:mm tt" },
        { "digits", ["20250603", "20251231"], ColumnType.Timestamp, "yyyyMMdd" },
        { "months by name", ["3 Jun 2025", "31 Dec 2025"], ColumnType.Timestamp, "d MMM yyyy" },
        { "two readings", ["03/06/2025", "01/12/2025"], ColumnType.Text, null },
        { "comma", ["37,5", "84,4"], ColumnType.Number, "#,#" },
        { "points and comma", ["1.630,72", "490,25"], ColumnType.Number, "#.###,#" },
        { "commas and point", ["1,630.72", "490.25"], ColumnType.Number, "#,###.#" },
        { "apostrophe", ["1'630.72", "490.25"], ColumnType.Number, "#'###.#" },
        { "dollars", ["$1,234.50", "$9.90"], ColumnType.Number, "$#,###.#" },
        { "per cent", ["62.6%", "4%"], ColumnType.Number, "#.#%" },
        { "a unit", ["12 pcs", "3 pcs"], ColumnType.Integer, "# pcs" },
        { "two units", ["12 kg", "300 g"], ColumnType.Text, null },
        { "with and without a unit", ["12 kg", "300"], ColumnType.Text, null },
        { "thousands or fractions", ["1,234", "2,500"], ColumnType.Text, null },
        { "Indian groups", ["1,00,000", "2,50,000"], ColumnType.Text, null },
        { "leading zeros", ["01220", "1220", "501"], ColumnType.Text, null },
        { "telephone numbers", ["+491701234567", "+41791234567"], ColumnType.Text, null },
        { "signed numbers", ["+3", "-2", "0"], ColumnType.Integer, null },
        { "beyond 2^53", ["9007199254740993", "9007199254740995"], ColumnType.Text, null },
        { "exact", ["9007199254740992", "1"], ColumnType.Integer, null },
        { "names with numbers", ["V45", "P12"], ColumnType.Text, null },
        { "rooms", ["Apt 7", "Apt 12"], ColumnType.Text, null },
        { "plain", ["1", "2.5", "-3e2"], ColumnType.Number, null },
        { "booleans", ["true", "false"], ColumnType.Boolean, null },
    };

    [Theory]
    [MemberData(nameof(Columns))]
    public async Task Column_OfOneNotation_IsReadAndStated(string what, string[] values, ColumnType type, string? format)
    {
        var reading = await ReadAsync(values, new SourceSpec { Path = "", Delimiter = ";", Header = true, Rules = ReadingRules.Second });

        Assert.True(type == reading.Source.Types["x"], $"{what}: {reading.Source.Types["x"]}, {string.Join(' ', reading.Notes)}");
        Assert.Equal(format, reading.Source.Formats.GetValueOrDefault("x"));
        Assert.Equal(0, reading.Rejected);
        Assert.Equal(values.Length, reading.Snapshot.Rows);
    }

    [Theory]
    [InlineData("03/06/2025", "01/12/2025", "d/M/yyyy", "source.formats.x")]
    [InlineData("1,234", "2,500", "#,###", "source.formats.x")]
    [InlineData("12 kg", "300 g", "not of one unit", "# kg")]
    [InlineData("01220", "1220", "'01220'", "begin with a zero")]
    [InlineData("9007199254740993", "1", "2^53", "source.types.x")]
    public async Task Column_NobodyCanTell_IsTextWithANote(string first, string second, params string[] parts)
    {
        var reading = await ReadAsync([first, second], new SourceSpec { Path = "", Delimiter = ";", Header = true, Rules = ReadingRules.Second });

        var note = Assert.Single(reading.Notes);
        Assert.All(parts, part => Assert.Contains(part.Replace("d/M", "dd/MM", StringComparison.Ordinal), note, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Values_InANotation_AreTheNumbersAndTimesTheyMean()
    {
        var path = _sandbox.Write("d.csv", "rent;day;share\n1.630,72;3.6.2025;62,6%\n490,25;31.12.2025;4%\n");
        var reading = await _sandbox.ReadAsync(Request(path));

        Assert.Equal(["1630.72|06/03/2025 00:00:00|62.6", "490.25|12/31/2025 00:00:00|4"], _sandbox.RowsOf(reading.Snapshot.File));
    }

    /// <summary>950 and 1.234 are thousands in a file whose other columns show a comma.</summary>
    [Fact]
    public async Task Points_InAFileWithDecimalCommas_AreMarksOfThousands()
    {
        var path = _sandbox.Write("d.csv", "rent;people\n1.630,72;1.234\n490,25;950\n");
        var reading = await _sandbox.ReadAsync(Request(path));

        Assert.Equal(["1630.72|1234", "490.25|950"], _sandbox.RowsOf(reading.Snapshot.File));
        Assert.Equal(",", reading.Source.Decimal);
        Assert.Equal("#.###", reading.Source.Formats["people"]);
    }

    [Fact]
    public async Task Points_ThatCouldBeThousands_AreToldWhereNothingElseShowsIt()
    {
        var path = _sandbox.Write("d.csv", "people\n1.234\n950\n12.500\n");
        var reading = await _sandbox.ReadAsync(Request(path));

        Assert.Equal(["1.234", "950", "12.5"], _sandbox.RowsOf(reading.Snapshot.File));
        Assert.Contains("marks of thousands", Assert.Single(reading.Notes), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Decimal_Stated_DecidesWhatCouldBeEither()
    {
        var path = _sandbox.Write("d.csv", "x\n\"1,234\"\n\"2,500\"\n");
        var request = Request(path);
        var comma = await _sandbox.ReadAsync(request with { Source = request.Source with { Decimal = "," } });
        var point = await _sandbox.ReadAsync(request with { Source = request.Source with { Decimal = "." } });

        Assert.Equal(["1.234", "2.5"], _sandbox.RowsOf(comma.Snapshot.File));
        Assert.Equal(["1234", "2500"], _sandbox.RowsOf(point.Snapshot.File));
    }

    /// <summary>Rare codes among whole numbers are values; a word among them is a mistake.</summary>
    [Fact]
    public async Task OddValues_ThatLookLikeCodes_MakeTheColumnText()
    {
        var numbers = Enumerable.Range(250, 97).Select(n => $"{n}\n");
        var codes = await _sandbox.ReadAsync(Request(_sandbox.Write("codes.csv", $"x\n{string.Concat(numbers)}V45\nE11.9\nV57\n")));
        var words = await _sandbox.ReadAsync(Request(_sandbox.Write("words.csv", $"x\n{string.Concat(numbers)}oops\nbroken\noops\n")));

        Assert.Equal((ColumnType.Text, 0), (codes.Source.Types["x"], codes.Rejected));
        Assert.Contains("'V45'", Assert.Single(codes.Notes), StringComparison.Ordinal);
        Assert.Equal((ColumnType.Integer, 3), (words.Source.Types["x"], words.Rejected));
        Assert.Contains("'oops'", Assert.Single(words.Notes), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Rejects_ThatDependOnTheLabel_AreTold(bool depend)
    {
        var lines = Enumerable.Range(0, 400).Select(i => $"{(i % 40 == 0 ? "broken" : i)},{((depend ? i % 40 == 0 || i % 10 == 1 : i % 3 == 0) ? "yes" : "no")}\n");
        var reading = await _sandbox.ReadAsync(Request(_sandbox.Write("d.csv", $"x,y\n{string.Concat(lines)}")) with { Label = "y", Task = ModelTask.Binary });

        Assert.Equal(10, reading.Rejected);
        Assert.Equal(depend, reading.Notes.Any(n => n.Contains("10 of the 10 rejected records have the label 'yes'", StringComparison.Ordinal)));
        Assert.Equal(depend, reading.Notes.Any(n => n.Contains("depends on the label", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Text_WithOtherFormsAndWhiteSpace_IsOneValue()
    {
        var path = _sandbox.Write("d.csv", "x,y\nS\u00E3o,1\n\u00A0Sa\u0303o\u3000,2\n\"\tS\u00E3o \",3\n\"\u00A0\",4\n");
        var reading = await _sandbox.ReadAsync(Request(path));

        Assert.Equal(["S\u00E3o|1", "S\u00E3o|2", "S\u00E3o|3", "∅|4"], _sandbox.RowsOf(reading.Snapshot.File));
    }

    [Fact]
    public async Task NullWords_OfOneColumn_AreValuesInOthers()
    {
        var path = _sandbox.Write("d.csv", "sensor,land\n1.5,NA\nNA,CH\n2.5,-\n");
        var request = Request(path);
        var reading = await _sandbox.ReadAsync(request with
        {
            Source = request.Source with { NullValues = ["-"], ColumnNullValues = new Dictionary<string, IReadOnlyList<string>> { ["sensor"] = ["NA"] } },
        });

        Assert.Equal(["1.5|NA", "∅|CH", "2.5|∅"], _sandbox.RowsOf(reading.Snapshot.File));
    }

    [Fact]
    public async Task Rows_WithoutALabel_StayAndAreNoRejects()
    {
        var reading = await _sandbox.ReadAsync(Request(_sandbox.Write("d.csv", "x,y\n1,a\n2,\n3,b\n")) with { Label = "y", Task = ModelTask.Binary });

        Assert.Equal(["1|a", "2|∅", "3|b"], _sandbox.RowsOf(reading.Snapshot.File));
        Assert.Equal(0, reading.Rejected);
    }

    /// <summary>What was stored before the rules had versions is read as it was: other values would move rows between training and test.</summary>
    [Fact]
    public async Task Source_OfTheFirstRules_IsReadAsItWas()
    {
        var path = _sandbox.Write("d.csv", "zip,rent,day,name,y\n01220,\"1,5\",03.06.2025,\u00A0x,a\n1220,\"2,5\",31.12.2025,x,\n501,\"3,5\",1.1.2024,x,b\n");
        var reading = await _sandbox.ReadAsync(new SourceRequest
        {
            Source = new SourceSpec { Path = path }, Label = "y", MaxRejectedShare = 1,
        });

        Assert.Equal(["1220|1,5|03.06.2025|\u00A0x|a", "501|3,5|1.1.2024|x|b"], _sandbox.RowsOf(reading.Snapshot.File));
        Assert.Equal(1, reading.Rejected);
        Assert.Empty(reading.Source.Formats);
    }

    /// <summary>The resolved source reads the same file to the same snapshot, whatever it would guess anew.</summary>
    [Fact]
    public async Task Source_AsItWasResolved_ReadsTheSame()
    {
        var path = _sandbox.Write("d.csv", "rent;day;zip\n1.630,72;3.6.2025;01220\n490,25;31.12.2025;501\n");
        var first = await _sandbox.ReadAsync(Request(path));
        var again = await _sandbox.ReadAsync(Request(path) with { Source = first.Source });

        Assert.Equal(first.Snapshot.DataDigest, again.Snapshot.DataDigest);
        Assert.Equal(first.Source.Formats, again.Source.Formats);
    }

    [Fact]
    public async Task RowsForAModel_InItsNotation_AreReadByItAlone()
    {
        var training = await _sandbox.ReadAsync(Request(_sandbox.Write("train.csv", "day;x\n3.6.2025;1\n31.12.2025;2\n")));
        var path = _sandbox.Write("new.csv", "day;x\n1.2.2025;1\n2025-02-03;2\n02/01/2025;3\n");
        var reading = await _sandbox.ReadAsync(new SourceRequest
        {
            Source = RowSource.Of(training.Source, path), Columns = training.Snapshot.Columns, MaxRejectedShare = 1,
        });

        // ISO 8601 cannot be taken for it, a slash is another notation.
        Assert.Equal(["02/01/2025 00:00:00|1", "02/03/2025 00:00:00|2"], _sandbox.RowsOf(reading.Snapshot.File));
        Assert.Equal(1, reading.Rejected);
    }

    public void Dispose() => _sandbox.Dispose();

    private static SourceRequest Request(string path) => new() { Source = new SourceSpec { Path = path, Rules = ReadingRules.Second } };

    private Task<SourceReading> ReadAsync(string[] values, SourceSpec source) => _sandbox.ReadAsync(new SourceRequest
    {
        Source = source with { Path = _sandbox.Write("column.csv", $"x;n\n{string.Concat(values.Select((v, i) => $"{v};{i}\n"))}") },
    });
}
