using System.Globalization;
using Mdlc.Contracts.Artifacts;
using Mdlc.Contracts.Spec;
using Mdlc.Learning.Statistics;
using Mdlc.Spec;
using Mdlc.Starter.Output;
using Mdlc.Starter.Proposals;
using Mdlc.Unit.Tests.Catalog;

namespace Mdlc.Unit.Tests.Starter.Proposals;

public sealed class DataProposalTests : IDisposable
{
    private const int Rows = 400;

    private readonly DataSandbox _sandbox = new();
    private readonly SeededRandom _random = new(3);

    [Fact]
    public async Task Read_RowNumbers_AreDroppedInTheSpec()
    {
        var proposal = await ProposeAsync("instant,x,y", i => $"{i + 1},{_random.NextInt(90)},{_random.NextInt(2)}");

        Assert.Equal(["instant"], proposal.Dropped);
        Assert.Equal(ColumnRole.Drop, Load(proposal).Transform.Columns["instant"]);
        Assert.Contains(proposal.Notes, note => note.StartsWith("column 'instant' is dropped: numbers the rows", StringComparison.Ordinal));
    }

    /// <summary>What is proposed is what the next row keeps: no number's bound but where one can be told, and a new word is no fault.</summary>
    [Fact]
    public async Task Read_Bounds_LeaveRoomForTheNextRow()
    {
        var proposal = await ProposeAsync(
            "instant,order_no,age,clicks,gain,city,y",
            i => $"{i + 1},{5000 + (i / 2)},{18 + _random.NextInt(60)},{Math.Max(0, _random.NextInt(12) - 3)},{(_random.NextInt(9) == 0 ? _random.NextInt(100_000) : 0)},{"ab"[_random.NextInt(2)]},{_random.NextInt(1000)}");

        var bounds = proposal.Bounds;
        Assert.Equal(new ColumnBounds(null, null), bounds["order_no"]);
        Assert.Equal((null, true), (bounds["age"].Min, bounds["age"].Max > 120));
        Assert.Equal((0, true), (bounds["clicks"].Min, bounds["clicks"].Max > 16));
        Assert.Equal(new ColumnBounds(0, null), bounds["gain"]);
        Assert.Equal(new ColumnBounds(null, null), bounds["y"]);
        Assert.False(bounds.ContainsKey("instant"));
        var text = SpecWriter.Write(proposal, "/models");
        Assert.Contains("#   - {column: city, oneOf: [a, b], severity: warn}\n", text.Replace("[b, a]", "[a, b]", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.DoesNotContain("{column: instant", text, StringComparison.Ordinal);
        Assert.DoesNotContain("{column: y", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_RowsInTheOrderOfATime_AreSplitByIt()
    {
        var proposal = await ProposeAsync("day,x,y", i => $"{Day(i):dd.MM.yyyy},{_random.NextInt(90)},{_random.NextInt(2)}");

        var spec = Load(proposal);
        Assert.Equal(("day", SplitKind.Time, "dd.MM.yyyy"), (spec.Time, spec.Split.By, spec.Source.Formats["day"]));
    }

    [Fact]
    public async Task Read_AColumnThatTellsTheLabel_IsSuspected()
    {
        var proposal = await ProposeAsync("casual,registered,weather,cnt", i =>
        {
            var (casual, registered) = (_random.NextInt(300), _random.NextInt(300));
            return (FormattableString)$"{casual},{registered},{_random.NextInt(4)},{casual + registered}";
        }, "cnt");

        Assert.Contains(proposal.Notes, note => note.StartsWith("suspected leak: the label 'cnt' is 'casual' + 'registered' in 400 of 400 rows", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Read_RejectedRowsAndRowsWithoutLabel_AreCounted()
    {
        var proposal = await ProposeAsync("x,y", i => i == 7 ? (FormattableString)$"1,2,3" : i % 10 == 0 ? (FormattableString)$"{_random.NextInt(90)}," : $"{_random.NextInt(90)},{_random.NextInt(2)}");

        Assert.Contains(proposal.Notes, note => note.StartsWith("1 of 400 records rejected", StringComparison.Ordinal));
        Assert.Contains("40 of 399 rows have no label: they neither train nor judge", proposal.Notes);
    }

    [Fact]
    public async Task Read_AValueThatStandsApart_IsNotedAndKept()
    {
        var proposal = await ProposeAsync("x,y", i => $"{(i % 8 == 0 ? -999 : _random.NextInt(90))},{_random.NextInt(2)}");

        Assert.Contains(proposal.Notes, note => note.StartsWith("column 'x' is -999 in 50 of 400 rows", StringComparison.Ordinal));
        Assert.Empty(proposal.Source.NullValues);
    }

    [Fact]
    public async Task Read_WhatTheCommandLineSays_GoesBeforeWhatTheFileLooksLike()
    {
        var path = Write("zip;x,y", i => $"{10000 + _random.NextInt(999)};{_random.NextInt(90)},{_random.NextInt(2)}");
        var source = SourceOptions.Apply(Source(path), header: null, ";", ["zip=text"]);

        var proposal = await DataProposal.ReadAsync(source, "m", "x,y", TimeProvider.System, TestContext.Current.CancellationToken);

        Assert.Equal(";", proposal.Source.Delimiter);
        Assert.Equal(ColumnType.Text, Load(proposal).Source.Types["zip"]);
    }

    [Theory]
    [InlineData("zip", "expected COLUMN=TYPE")]
    [InlineData("zip=float", "expected COLUMN=TYPE with a type of integer, number, boolean, timestamp, text")]
    [InlineData("zip=text,zip=integer", "two types for column 'zip'")]
    public void Apply_TypesThatAreNone_SayWhatIsExpected(string types, string message) =>
        Assert.Contains(message, Assert.Throws<UserException>(() => SourceOptions.Apply(Source("a.csv"), null, null, [types])).Message, StringComparison.Ordinal);

    [Fact]
    public void Apply_DialectOfAnotherFormat_IsRefused() => Assert.Contains(
        "says it itself",
        Assert.Throws<UserException>(() => SourceOptions.Apply(Source("a.json") with { Format = SourceFormat.Json }, true, null, [])).Message,
        StringComparison.Ordinal);

    [Fact]
    public void Words_OfASource_SayEveryDecision()
    {
        var source = Source("a.csv") with
        {
            Delimiter = "\t",
            Header = false,
            SkipLines = 2,
            Decimal = ",",
            NullValues = ["?"],
            ColumnNullValues = new Dictionary<string, IReadOnlyList<string>> { ["x"] = ["NA"] },
            Formats = new Dictionary<string, string> { ["x"] = "#,#" },
            Types = new Dictionary<string, ColumnType> { ["x"] = ColumnType.Number, ["z"] = ColumnType.Text },
        };

        Assert.Equal(
            [
                "utf-8, delimiter \\t, quote \", no header, the first 2 lines skipped", "number: x", "text: z", "format of x: #,#", "decimal mark: ,",
                "taken for missing in every column: \"?\"", "taken for missing in x: \"NA\"",
            ],
            SourceWords.Of(source));
    }

    public void Dispose() => _sandbox.Dispose();

    private static DateTime Day(int i) => new DateTime(2022, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddDays(i);

    private static SourceSpec Source(string path) => new() { Path = path, Rules = ReadingRules.Current };

    private ModelSpec Load(SpecProposal proposal) => SpecLoader.Parse(SpecWriter.Write(proposal, _sandbox.Home.Root), Path.Combine(_sandbox.Home.Root, "model.yaml"));

    private Task<SpecProposal> ProposeAsync(string header, Func<int, FormattableString> row, string label = "y") =>
        DataProposal.ReadAsync(Source(Write(header, row)), "m", label, TimeProvider.System, TestContext.Current.CancellationToken);

    private string Write(string header, Func<int, FormattableString> row) =>
        _sandbox.Write("data.csv", header + "\n" + string.Concat(Enumerable.Range(0, Rows).Select(i => row(i).ToString(CultureInfo.InvariantCulture) + "\n")));
}
