using Mdlc.Catalog.DuckDb;
using Mdlc.Catalog.Snapshots;
using Mdlc.Catalog.Sources;
using Mdlc.Catalog.Sources.Preparing;
using Mdlc.Contracts.Spec;

namespace Mdlc.Unit.Tests.Catalog.Sources;

/// <summary>Notations in which what is decided for a column and what its cells are read by must be the same.</summary>
public sealed class OddNotationTests : IDisposable
{
    private readonly DataSandbox _sandbox = new();

    [Theory]
    [InlineData("0,123;1,234", "Number #,#", "0.123,1.234")]
    [InlineData("(5.00);7.00", "Number #,###.#", "-5,7")]
    [InlineData("(5,00);7,00", "Number #.###,#", "-5,7")]
    [InlineData("(5);7", "Integer # ###", "-5,7")]
    [InlineData("(5);(7)", "Text", "(5),(7)")]
    [InlineData("−5;7", "Integer", "-5,7")]
    [InlineData("−5.5;7", "Number", "-5.5,7")]
    [InlineData("- 5;+ 7", "Integer", "-5,7")]
    [InlineData("--5;7", "Text", "--5,7")]
    [InlineData("1,;2,", "Number #,#", "1,2")]
    [InlineData("5,00\u00a0€;6,00 €", "Number #,# €", "5,6")]
    [InlineData("50 %;60%", "Integer # %", "50,60")]
    [InlineData("0 123;1 234", "Text", "0 123,1 234")]
    [InlineData("May 3, 2024;June 4, 2024", "Timestamp MMMM d, yyyy", "05/03/2024 00:00:00,06/04/2024 00:00:00")]
    [InlineData("May 3, 2024;May 14, 2024", "Timestamp MMM d, yyyy", "05/03/2024 00:00:00,05/14/2024 00:00:00")]
    public async Task Column_OfSuchValues_IsReadAsItWasDecided(string values, string type, string expected)
    {
        var reading = await ReadAsync(values.Split(';'));

        Assert.Equal(0, reading.Rejected);
        Assert.Equal(type, $"{reading.Snapshot.Columns[0].Type} {reading.Source.Formats.GetValueOrDefault("v")}".TrimEnd());
        Assert.Equal(expected, string.Join(',', Values(reading)));
    }

    [Fact]
    public async Task Thousands_WithAZeroAtTheirFront_AreNone()
    {
        var reading = await ReadAsync([.. Enumerable.Repeat("1.234", 99), "0.125"], new SourceSpec { Path = "", Formats = new Dictionary<string, string> { ["v"] = "#.###" } });

        Assert.Equal(1, reading.Rejected);
        Assert.DoesNotContain("125", Values(reading));
    }

    [Fact]
    public async Task Points_AmongColumnsWithCommas_AreTextWhereSomeCanBeNoThousands()
    {
        var path = _sandbox.Write("data.csv", "v;o\n" + string.Concat(Enumerable.Range(0, 100).Select(i => $"{(i < 98 ? "1.234" : "0.5")};{i},5\n")));

        var reading = await _sandbox.ReadAsync(new SourceRequest { Source = new SourceSpec { Path = path, Rules = 2 } });

        Assert.Equal(("Text", 0L), (reading.Snapshot.Columns[0].Type.ToString(), reading.Rejected));
        Assert.Contains(reading.Notes, n => n.Contains("source.formats.v", StringComparison.Ordinal) && n.Contains("#.###", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Points_WhereTheStatedMarkIsAComma_AreTold()
    {
        var reading = await ReadAsync(["1.5", "2.25"], new SourceSpec { Path = "", Decimal = "," });

        Assert.Equal("1.5,2.25", string.Join(',', Values(reading)));
        Assert.Contains(reading.Notes, n => n.Contains("decimal points, though", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Rejected_WhatMayBeThousands_IsTold()
    {
        var reading = await ReadAsync([.. Enumerable.Repeat("15", 97), .. Enumerable.Repeat("1,234", 3)]);

        Assert.Equal(3, reading.Rejected);
        Assert.Contains(reading.Notes, n => n.Contains("#,###", StringComparison.Ordinal) && n.Contains("source.formats.v", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("28/01/2023", true)]
    [InlineData("01/01/1850", false)]
    public async Task Dates_OfWhichSomeAreTheOtherWayRound_AreTold(string odd, bool isTold)
    {
        var reading = await ReadAsync([.. Enumerable.Repeat("01/28/2023", 97), odd]);

        Assert.Equal("MM/dd/yyyy", reading.Source.Formats["v"]);
        Assert.Equal(isTold, reading.Notes.Any(n => n.Contains("other order", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("1,5;2,5", "Number")]
    [InlineData("28.02.2023;27.02.2023", "Timestamp")]
    public async Task Notation_SeenForAStatedType_IsTold(string values, string type)
    {
        var types = new Dictionary<string, Mdlc.Contracts.Artifacts.ColumnType> { ["v"] = Enum.Parse<Mdlc.Contracts.Artifacts.ColumnType>(type) };

        var reading = await ReadAsync(values.Split(';'), new SourceSpec { Path = "", Types = types });

        Assert.Contains(reading.Notes, n => n.Contains("written " + reading.Source.Formats["v"], StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("-999.0;5.5", "-999")]
    [InlineData("-999,0;5,5", "-999")]
    [InlineData("-999,0;5,5", "-999,0")]
    [InlineData("-1 kg;5 kg", "-1")]
    [InlineData("a\"b;5", "a\"b")]
    [InlineData("none, really;5", "none, really")]
    public async Task NullWord_OfAnySpelling_IsMissing(string values, string word)
    {
        var reading = await ReadAsync(values.Split(';'), new SourceSpec { Path = "", NullValues = [word] });

        Assert.Equal("∅", Values(reading)[0]);
        Assert.NotEqual("∅", Values(reading)[1]);
    }

    [Fact]
    public async Task Padded_Decimals_AreTold()
    {
        var reading = await ReadAsync(["007.5", "12.5"]);

        Assert.Contains(reading.Notes, n => n.Contains("'007.5'", StringComparison.Ordinal) && n.Contains("source.types.v: text", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("yes\u200b", true)]
    [InlineData("y\u00ades", true)]
    [InlineData("Yes", false)]
    [InlineData("\u00a0yes", false)]
    public async Task Classes_ThatLookTheSame_AreTold(string other, bool isTold)
    {
        var path = _sandbox.Write("data.csv", $"v\nyes\nno\n\"{other}\"\n");

        var reading = await _sandbox.ReadAsync(new SourceRequest { Source = new SourceSpec { Path = path, Rules = 2 }, Label = "v", Task = ModelTask.Multiclass });

        Assert.Equal(isTold, reading.Notes.Any(n => n.Contains("look the same", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("50%", "10%")]
    [InlineData("TRUE", "False")]
    [InlineData("1.0", "2.0")]
    [InlineData("28.02.2023", "27.02.2023")]
    public async Task Rejected_WhateverTheLabel_AreNotSaidToDependOnIt(string one, string other)
    {
        var path = _sandbox.Write("data.csv", "v;x\n" + string.Concat(Enumerable.Range(0, 400).Select(i => $"{(i % 2 == 0 ? one : other)};{(i is >= 100 and < 112 ? "k. A." : "5")}\n")));

        var reading = await _sandbox.ReadAsync(new SourceRequest { Source = new SourceSpec { Path = path, Rules = 2 }, Label = "v", Task = ModelTask.Binary });

        Assert.Equal(12, reading.Rejected);
        Assert.DoesNotContain(reading.Notes, n => n.Contains("depends on the label", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Rejected_OfOneLabelInANotation_AreSaidToDependOnIt()
    {
        var path = _sandbox.Write("data.csv", "v;x\n" + string.Concat(Enumerable.Range(0, 800).Select(i => $"{(i % 2 == 0 ? "50%" : "10%")};{(i % 2 == 0 && i < 48 ? "k. A." : "5")}\n")));

        var reading = await _sandbox.ReadAsync(new SourceRequest { Source = new SourceSpec { Path = path, Rules = 2 }, Label = "v", Task = ModelTask.Binary });

        Assert.Contains(reading.Notes, n => n.Contains("24 of the 24 rejected records have the label '50'", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("2023-01-01 00:00:00.123456789")]
    [InlineData("2023-01-01T00:00:00.12345678Z")]
    [InlineData("2023-01-01 00:00:00.9999999+02")]
    [InlineData("2023-01-01 00:00:00.5+0200")]
    public async Task Time_OfManyDigits_IsTheSameWithAnOddBlankAroundIt(string time)
    {
        var reading = await ReadAsync([time, $"\u00a0{time}"]);

        Assert.Equal(0, reading.Rejected);
        Assert.Single(Values(reading).Distinct());
    }

    [Theory]
    [InlineData("9999-12-31 23:59:59-02:00")]
    [InlineData("0001-01-01 00:00:00+02:00")]
    public async Task Time_ThatItsOffsetLeadsOutOfTheYears_IsRejected(string time)
    {
        var reading = await ReadAsync([.. Enumerable.Repeat("2023-01-01 00:00:00Z", 99), time]);

        Assert.Equal("Timestamp", reading.Snapshot.Columns[0].Type.ToString());
        Assert.Equal((99, 1), (Values(reading).Count, reading.Rejected));
    }

    public void Dispose() => _sandbox.Dispose();

    private Task<SourceReading> ReadAsync(string[] values, SourceSpec? spec = null)
    {
        var path = _sandbox.Write("data.csv", "v,k\n" + string.Concat(values.Select(v => $"\"{v.Replace("\"", "\"\"", StringComparison.Ordinal)}\",x\n")));
        return _sandbox.ReadAsync(new SourceRequest { Source = (spec ?? new SourceSpec { Path = "" }) with { Path = path, Rules = 2 } });
    }

    private IReadOnlyList<string> Values(SourceReading reading)
    {
        using var session = DuckDbSession.Open(_sandbox.Home);
        return session.Rows(
            $"SELECT v FROM {SnapshotWriter.Relation(_sandbox.Artifacts.PlaceOf(reading.Snapshot.File))}",
            r => r.IsDBNull(0) ? "∅" : Convert.ToString(r.GetValue(0), System.Globalization.CultureInfo.InvariantCulture)!);
    }
}
