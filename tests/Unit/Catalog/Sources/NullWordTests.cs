using Mdlc.Contracts.Artifacts;
using Mdlc.Contracts.Spec;

namespace Mdlc.Unit.Tests.Catalog.Sources;

public sealed class NullWordTests : IDisposable
{
    private readonly DataSandbox _sandbox = new();

    [Theory]
    [InlineData("NA")]
    [InlineData("-")]
    [InlineData("null")]
    [InlineData("\\N")]
    [InlineData("n/a")]
    public void Propose_AWordAmongNumbers_IsForAllColumns(string word)
    {
        var source = Propose(i => $"{(i % 10 == 0 ? word : i)},{(i % 2 == 0 ? "a" : "b")}");

        Assert.Equal([word], source.NullValues);
        Assert.Empty(source.ColumnNullValues);
    }

    [Theory]
    [InlineData("NA")]
    [InlineData("None")]
    [InlineData("-")]
    public void Propose_AWordAmongWords_IsAValue(string word)
    {
        var source = Propose(i => $"{i},{(i % 10 == 0 ? word : i % 2 == 0 ? "DE" : "FR")}");

        Assert.Empty(source.NullValues);
        Assert.Empty(source.ColumnNullValues);
    }

    [Fact]
    public void Propose_AWordThatIsAValueElsewhere_IsForTheSingleColumn()
    {
        var source = Propose(i => $"{(i % 10 == 0 ? "NA" : i)},{(i % 10 == 3 ? "NA" : "DE")}");

        Assert.Empty(source.NullValues);
        Assert.Equal(["NA"], source.ColumnNullValues["x"]);
        Assert.Single(source.ColumnNullValues);
    }

    [Fact]
    public void Propose_AValueFarDownTheFile_IsSeen()
    {
        var source = Propose(i => $"{(i % 10 == 0 ? "NA" : i)},{(i == 39_990 ? "NA" : "a country with a long name")}", rows: 40_000);

        Assert.Empty(source.NullValues);
        Assert.Equal(["NA"], source.ColumnNullValues["x"]);
    }

    [Fact]
    public void Propose_AQuestionMarkAmongWords_IsMissing_ButNotInTheLabel()
    {
        string Row(int i) => $"{(i % 10 == 0 ? "?" : "word")},{(i % 10 == 3 ? "?" : "yes")}";

        Assert.Equal(["?"], Propose(Row).NullValues);
        var labelled = Propose(Row, label: "y");
        Assert.Empty(labelled.NullValues);
        Assert.Equal(["?"], labelled.ColumnNullValues["x"]);
    }

    [Fact]
    public void Propose_AQuestionMarkAmongSigns_IsAValue() => Assert.Empty(Propose(i => $"{"?!.;"[i % 4]},{i}").NullValues);

    [Fact]
    public void Propose_AWordInTheLabel_IsNoneOfItsOwn()
    {
        var source = Propose(i => $"{i},{(i % 10 == 0 ? "none" : i % 2)}", label: "y");

        Assert.Empty(source.NullValues);
        Assert.Empty(source.ColumnNullValues);
    }

    [Theory]
    [InlineData("1.630,72", ';')]
    [InlineData("$1,630.72", ';')]
    [InlineData("24.12.2024", ',')]
    public void Propose_AWordAmongNotations_IsMissing(string value, char delimiter)
    {
        var source = Propose(i => $"{(i % 10 == 0 ? "NA" : value)}{delimiter}{(i % 2 == 0 ? "a" : "b")}", delimiter: delimiter);

        Assert.Equal(["NA"], source.NullValues);
    }

    [Fact]
    public void Propose_AColumnThatIsSaidToBeText_KeepsItsWords()
    {
        var types = new Dictionary<string, ColumnType> { ["x"] = ColumnType.Text };

        Assert.Empty(Propose(i => $"{(i % 10 == 0 ? "NA" : i)},a", types: types).NullValues);
    }

    public void Dispose() => _sandbox.Dispose();

    private SourceSpec Propose(
        Func<int, string> row, string? label = null, int rows = 200, char delimiter = ',', IReadOnlyDictionary<string, ColumnType>? types = null)
    {
        var path = _sandbox.Write("words.csv", $"x{delimiter}y\n" + string.Concat(Enumerable.Range(0, rows).Select(i => row(i) + "\n")));
        var source = new SourceSpec { Path = path, Rules = ReadingRules.Current, Types = types ?? new Dictionary<string, ColumnType>() };
        return _sandbox.Reader.Propose(source, label, TestContext.Current.CancellationToken);
    }
}
