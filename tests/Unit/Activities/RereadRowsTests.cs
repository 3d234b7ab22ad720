using Mdlc.Activities.Evaluation;
using Mdlc.Contracts.Artifacts;
using Mdlc.Contracts.Spec;

namespace Mdlc.Unit.Tests.Activities;

public sealed class RereadRowsTests
{
    private static readonly SourceSpec Earlier = new()
    {
        Format = SourceFormat.Json,
        Rules = ReadingRules.First,
        Path = "/then.csv",
        Arrivals = "/then/*.csv",
        Delimiter = ";",
        Quote = "'",
        Escape = "\\",
        Header = false,
        SkipLines = 3,
        Names = ["then"],
        NullValues = ["?"],
        ColumnNullValues = new Dictionary<string, IReadOnlyList<string>> { ["a"] = ["-"] },
        Types = new Dictionary<string, ColumnType> { ["a"] = ColumnType.Text, ["gone"] = ColumnType.Text },
        Decimal = ",",
        Formats = new Dictionary<string, string> { ["a"] = "dd.MM.yyyy" },
        Encoding = "latin-1",
    };

    private static readonly SourceSpec Present = new() { Path = "/now.csv", Rules = ReadingRules.Second, Decimal = ".", Delimiter = ",", Header = true };

    /// <summary>What a cell means. All else is how the file is cut into cells, and the file is today's.</summary>
    private static readonly string[] Meaning =
        [nameof(SourceSpec.Rules), nameof(SourceSpec.NullValues), nameof(SourceSpec.ColumnNullValues), nameof(SourceSpec.Decimal), nameof(SourceSpec.Formats)];

    [Fact]
    public void AsReadBy_TakesWhatACellMeansFromTheEarlierModel_AndTheFileAsItIs()
    {
        var read = RereadRows.AsReadBy(Earlier, Present, ["a", "b"]);

        Assert.Equal([("a", ColumnType.Text)], read.Types.Select(type => (type.Key, type.Value)));
        foreach (var property in typeof(SourceSpec).GetProperties().Where(property => property.Name != nameof(SourceSpec.Types)))
        {
            Assert.NotEqual(property.GetValue(Earlier), property.GetValue(Present));
            Assert.Equal(property.GetValue(Meaning.Contains(property.Name) ? Earlier : Present), property.GetValue(read));
        }
    }
}
