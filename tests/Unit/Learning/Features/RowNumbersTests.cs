using Mdlc.Contracts.Artifacts;
using Mdlc.Contracts.Spec;
using Mdlc.Learning.Features;

namespace Mdlc.Unit.Tests.Learning.Features;

public sealed class RowNumbersTests
{
    [Theory]
    [InlineData("n", 0, 999, "counts up from 0 to 999")]
    [InlineData("n", 1, 1000, "counts up from 1 to 1000")]
    [InlineData("id", 17, 90_000, "its name says so")]
    [InlineData("Unnamed: 0", 500, 1700, "its name says so")]
    [InlineData("Row Number", 500, 1700, "its name says so")]
    [InlineData("ROW_ID", 500, 1700, "its name says so")]
    [InlineData("instant", 500, 1700, "its name says so")]
    [InlineData("#", 500, 1700, "its name says so")]
    [InlineData("column0", 500, 1700, "it has no name")]
    [InlineData("height", 500, 1700, null)]
    [InlineData("year", 1900, 2899, null)]
    public void ReasonOf_RisingWholeNumbers_IsByStartOrName(string name, double min, double max, string? reason) =>
        AssertReason(reason, RowNumbers.ReasonOf(Rising(name, min, max), [name, "other", "label"]));

    [Fact]
    public void ReasonOf_TrainingPart_AllowsForTheRowsThatJudge()
    {
        var fourFifths = Rising("n", 2, 1249);

        AssertReason("counts up", RowNumbers.ReasonOf(fourFifths, [], trainShare: 0.8));
        Assert.Null(RowNumbers.ReasonOf(fourFifths, []));
    }

    [Fact]
    public void ReasonOf_WholeDecimals_CountToo() => AssertReason("counts up", RowNumbers.ReasonOf(Rising("n", 0, 999) with { Type = ColumnType.Number }, []));

    [Fact]
    public void ReasonOf_WhatDoesNotRiseOrHasGapsOrIsShort_IsNone()
    {
        Assert.Null(RowNumbers.ReasonOf(Rising("id", 0, 999) with { Rising = false }, []));
        Assert.Null(RowNumbers.ReasonOf(Rising("id", 0, 999) with { Missing = 1 }, []));
        Assert.Null(RowNumbers.ReasonOf(Rising("id", 0, 48) with { Rows = 49 }, []));
        Assert.Null(RowNumbers.ReasonOf(Rising("id", 0, 999) with { Whole = false, Type = ColumnType.Number }, []));
    }

    [Fact]
    public void ReasonOf_AColumnOfAFileWithoutHeader_IsNotUnnamed() =>
        Assert.Null(RowNumbers.ReasonOf(Rising("column0", 500, 1700), ["column0", "column1", "column2"]));

    [Theory]
    [InlineData(ReadingRules.Second, ColumnRole.Drop)]
    [InlineData(ReadingRules.First, ColumnRole.Numeric)]
    public void Plan_ARowNumber_IsDroppedByTheSecondRulesOnly(int rules, ColumnRole role)
    {
        var plan = FeaturePlanner.Plan([Rising("n", 0, 999), Rising("x", 0, 1) with { Rising = false }], Spec(rules));

        Assert.Equal(role, plan.Columns[0].Role);
    }

    [Fact]
    public void Plan_ARowNumberThatTheSpecWants_IsKept()
    {
        var wanted = new TransformSpec { Columns = new Dictionary<string, ColumnRole> { ["n"] = ColumnRole.Numeric } };

        var plan = FeaturePlanner.Plan([Rising("n", 0, 999)], Spec(ReadingRules.Second) with { Transform = wanted });

        Assert.Equal(ColumnRole.Numeric, plan.Columns[0].Role);
    }

    [Theory]
    [InlineData("zip", true)]
    [InlineData("Store_Nr", true)]
    [InlineData("storeNumber", true)]
    [InlineData("ProductID", true)]
    [InlineData("item_count", false)]
    [InlineData("no_of_rooms", false)]
    [InlineData("price", false)]
    public void IsCode_IsByTheWordsOfTheName(string name, bool isCode) =>
        Assert.Equal(isCode, CodeNumbers.IsCode(Rising(name, 1, 1000) with { Rising = false, HeadValues = 1000, HeadDistinct = 400 }));

    [Fact]
    public void Notes_NameDroppedRisingAndCodes()
    {
        FeatureStatistics[] columns =
        [
            Rising("n", 0, 999), Rising("odometer", 500, 90_000), Rising("zip", 1, 99_999) with { Rising = false, HeadValues = 1000, HeadDistinct = 400 },
            Rising("rooms", 1, 9) with { Rising = false },
        ];

        var notes = FeatureNotes.Of(columns, FeaturePlanner.Plan(columns, Spec(ReadingRules.Second)));

        Assert.Equal(3, notes.Count);
        Assert.StartsWith("column 'n' is dropped: numbers the rows", notes[0], StringComparison.Ordinal);
        Assert.StartsWith("column 'odometer' rises from row to row", notes[1], StringComparison.Ordinal);
        Assert.StartsWith("column 'zip' looks like a code: 400 whole numbers", notes[2], StringComparison.Ordinal);
    }

    private static void AssertReason(string? expected, string? actual)
    {
        if (expected is null)
        {
            Assert.Null(actual);
        }
        else
        {
            Assert.Contains(expected, actual, StringComparison.Ordinal);
        }
    }

    private static ModelSpec Spec(int rules) => new()
    {
        Model = "m", Task = ModelTask.Binary, Label = "label", Source = new SourceSpec { Path = "x.csv", Rules = rules },
    };

    private static FeatureStatistics Rising(string name, double min, double max) => new()
    {
        Name = name, Type = ColumnType.Integer, Rows = 1000, Missing = 0, Constant = false, Whole = true, Rising = true, Min = min, Max = max,
    };
}
