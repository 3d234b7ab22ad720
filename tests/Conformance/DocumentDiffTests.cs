using Mdlc.Conformance.Tests.Comparison;

namespace Mdlc.Conformance.Tests;

public sealed class DocumentDiffTests
{
    private const string Started = """{"eventType":"EVENT_TYPE_TIMER_STARTED","timer":{"id":"a","wait":"1s"}}""";
    private const string Fired = """{"eventType":"EVENT_TYPE_TIMER_FIRED"}""";

    [Fact]
    public void Describe_EqualDocuments_IsNull() => Assert.Null(DocumentDiff.Describe(Document(Started, Fired), Document(Started, Fired)));

    [Fact]
    public void Describe_OtherAttribute_NamesEventPathAndBothValues()
    {
        var difference = DocumentDiff.Describe(Document(Started.Replace("1s", "2s", StringComparison.Ordinal), Fired), Document(Started, Fired));

        Assert.Contains("h: event 1 TIMER_STARTED.timer.wait: \"2s\" | \"1s\"", difference, StringComparison.Ordinal);
    }

    [Fact]
    public void Describe_AttributeOnOneSideOnly_IsADifference()
    {
        var difference = DocumentDiff.Describe(Document(Started.Replace(",\"wait\":\"1s\"", "", StringComparison.Ordinal)), Document(Started));

        Assert.Contains("timer.wait: (absent) | \"1s\"", difference, StringComparison.Ordinal);
    }

    [Fact]
    public void Describe_OtherOrder_ShowsBothSequences()
    {
        var difference = DocumentDiff.Describe(Document(Fired, Started), Document(Started, Fired));

        Assert.Contains("the sequence of events differs from event 1 on", difference, StringComparison.Ordinal);
    }

    [Fact]
    public void Describe_MissingEvent_IsADifference() => Assert.NotNull(DocumentDiff.Describe(Document(Started), Document(Started, Fired)));

    [Fact]
    public void Describe_MissingDocument_IsADifference() => Assert.NotNull(DocumentDiff.Describe(new(), Document(Started)));

    private static ScenarioDocument Document(params string[] events) => ScenarioDocument.Parse($$"""{"h":[{{string.Join(',', events)}}]}""");
}
