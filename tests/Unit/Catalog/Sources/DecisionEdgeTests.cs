using Mdlc.Catalog.Sources.Cells;
using Mdlc.Contracts.Artifacts;

namespace Mdlc.Unit.Tests.Catalog.Sources;

/// <summary>Where a decision for a whole column turns, cell by cell.</summary>
public sealed class DecisionEdgeTests
{
    private const int Many = 97;

    [Theory]
    [InlineData("5 kg", "500 g")]
    [InlineData("50%", "0.5")]
    [InlineData("$5", "€5")]
    public void Units_AFewOtherOnes_LeaveTheColumnText(string most, string few) =>
        Assert.Equal(ColumnType.Text, Decide(new TypingContext(), Column((most, Many), (few, 3))).Type);

    [Theory]
    [InlineData(true, ColumnType.Integer)]
    [InlineData(false, ColumnType.Timestamp)]
    public void Dates_OfDigitsAlone_AreNoLabels(bool isLabel, ColumnType expected) =>
        Assert.Equal(expected, Decide(new TypingContext { IsLabel = isLabel }, Column(("20240131", 50), ("20240229", 50))).Type);

    [Theory]
    [InlineData("31.01.1850")]
    [InlineData("31.01.2150")]
    public void Dates_OfFarYears_AreNotGuessed(string date) =>
        Assert.Equal(ColumnType.Text, Decide(new TypingContext(), Column((date, 100))).Type);

    [Fact]
    public void Profiles_OfSeveralFiles_AreOne()
    {
        var codes = Column(("12", 50));
        codes.Add(Column(("012", 1)));
        var commas = Column(("12", 50));
        commas.Add(Column(("12,5", 50)));

        Assert.Equal(ColumnType.Text, Decide(new TypingContext(), codes).Type);
        Assert.Equal((ColumnType.Number, "#,#"), (Decide(new TypingContext(), commas).Type, Decide(new TypingContext(), commas).Format));
    }

    [Fact]
    public void RowsForAModel_InAnotherNotation_AreNotGuessedAnew() =>
        Assert.Null(Decide(new TypingContext { IsFixed = true, Type = ColumnType.Number }, Column(("1,5", 100))).Format);

    [Theory]
    [InlineData("yyyy-dd-MM", "2024-31-01", CellOutcome.Value)]
    [InlineData("yyyy-dd-MM", "2024-01-31", CellOutcome.Bad)]
    [InlineData("dd.MM.yyyy", "2024-01-31", CellOutcome.Value)]
    public void Iso_InAColumnThatLooksLikeIt_IsNotTakenForIt(string format, string cell, CellOutcome expected) =>
        Assert.Equal(expected, new CellReader(new ColumnReading("v", ColumnType.Timestamp, format, [])).Read(cell, out _));

    [Fact]
    public void NullWords_OfAllAndOfOneColumn_BothHold()
    {
        var source = new Mdlc.Contracts.Spec.SourceSpec
        {
            Path = "", NullValues = ["?"], ColumnNullValues = new Dictionary<string, IReadOnlyList<string>> { ["v"] = ["NA"] },
        };

        Assert.Equal(["?", "NA"], ColumnReading.NullWordsOf(source, "v"));
    }

    private static ColumnDecision Decide(TypingContext context, ColumnProfile profile) => WholeColumnTyping.Decide("v", profile, context);

    private static ColumnProfile Column(params (string Cell, int Count)[] cells)
    {
        var scanner = new ColumnScanner(2, []);
        foreach (var (cell, count) in cells)
        {
            scanner.Add(System.Text.Encoding.UTF8.GetBytes(cell), "x.csv", 1, count);
        }

        return scanner.Profile;
    }
}
