using Mdlc.Contracts.Spec;
using Mdlc.Spec;

namespace Mdlc.Unit.Tests.Spec;

public sealed class SourceReaderTests
{
    [Fact]
    public void Read_WithoutRules_HasTheCurrentOnes() => Assert.Equal(ReadingRules.Current, Source("{csv: a.csv}").Rules);

    [Fact]
    public void Read_FirstRules_AreKept_AndNamesStandForAHeader()
    {
        var source = Source("{csv: a.csv, rules: 1, names: [income, b]}");

        Assert.Equal((ReadingRules.First, false), (source.Rules, source.Header));
    }

    [Theory]
    [InlineData("{csv: a.csv, names: [income, b]}", null)]
    [InlineData("{csv: a.csv, header: true, names: [income, b]}", true)]
    [InlineData("{csv: a.csv, header: false, names: [income, b]}", false)]
    public void Read_Names_LeaveTheHeaderToTheFile(string source, bool? header) => Assert.Equal(header, Source(source).Header);

    [Fact]
    public void Read_Notations_AreTaken()
    {
        var source = Source("{json: a.json, decimal: \",\", encoding: latin-1, formats: {day: MM-dd-yyyy, rent: \"#.###,#\"}, types: {day: timestamp, rent: number}}");

        Assert.Equal((",", "latin-1"), (source.Decimal, source.Encoding));
        Assert.Equal(("MM-dd-yyyy", "#.###,#"), (source.Formats["day"], source.Formats["rent"]));
    }

    [Theory]
    [InlineData("[\"?\", {sensor: [NA]}, {other: [\"-\", none]}, null value]", "?;null value", "sensor:NA;other:-,none")]
    [InlineData("{sensor: [NA]}", "", "sensor:NA")]
    [InlineData("[NA, \"\"]", "NA;", "")]
    public void Read_NullValues_AreForAllOrForSingleColumns(string written, string common, string ofColumns)
    {
        var source = Source($"{{csv: a.csv, nullValues: {written}}}");

        Assert.Equal(common, string.Join(';', source.NullValues));
        Assert.Equal(ofColumns, string.Join(';', source.ColumnNullValues.Select(c => $"{c.Key}:{string.Join(',', c.Value)}")));
    }

    [Fact]
    public void SplitFile_OfTheSameFormat_IsReadAsTheSource()
    {
        const string Source = "{csv: a.csv, rules: 1, delimiter: ;, nullValues: [NA]}";
        var yaml = SpecExamples.Where("{csv: data/adult.csv}", Source) + "\nsplit: {by: file, file: {csv: t.csv}}";

        var file = SpecLoader.Parse(yaml, SpecExamples.File).Split.File!;

        Assert.Equal((ReadingRules.First, ";"), (file.Rules, file.Delimiter));
        Assert.Equal(["NA"], file.NullValues);
    }

    [Fact]
    public void Delimiter_MayBeAControlCharacter() => Assert.Equal("\u0001", Source("{csv: a.csv, delimiter: \"\\x01\"}").Delimiter);

    private static SourceSpec Source(string source) =>
        SpecLoader.Parse(SpecExamples.Where("{csv: data/adult.csv}", source), SpecExamples.File).Source;
}
