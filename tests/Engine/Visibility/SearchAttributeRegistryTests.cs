using Google.Protobuf;
using Mdlc.Engine.Kernel;
using Mdlc.Engine.Visibility.Attributes;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using static Mdlc.Engine.Tests.Visibility.VisibilityRecords;

namespace Mdlc.Engine.Tests.Visibility;

public sealed class SearchAttributeRegistryTests
{
    private readonly SearchAttributeRegistry _registry = Registry();

    [Theory]
    [InlineData("Kw", "\"text\"")]
    [InlineData("Kw", "null")]
    [InlineData("Kw", "[]")]
    [InlineData("Kw", "[\"one\"]")]
    [InlineData("Words", "\"a b\"")]
    [InlineData("Num", "-3")]
    [InlineData("Dbl", "3")]
    [InlineData("Dbl", "1e-3")]
    [InlineData("Flag", "false")]
    [InlineData("At", "\"2020-01-01T00:00:00.123456789Z\"")]
    [InlineData("At", "\"2020-01-01T00:00:00+02:00\"")]
    [InlineData("Tags", "[\"a\",\"b\"]")]
    [InlineData("TemporalChangeVersion", "[\"a-1\"]")]
    public void Check_OfAValueOfItsType_FindsNothingWrong(string name, string json) =>
        Assert.Null(_registry.Check(Namespace, Attributes(name, json)));

    [Theory]
    [InlineData("Num", "\"x\"", "invalid value for search attribute Num of type Int: x")]
    [InlineData("Num", "[1,2]", "invalid value for search attribute Num of type Int: [1 2]")]
    [InlineData("Num", "1.5", "invalid value for search attribute Num of type Int: 1.5")]
    [InlineData("Kw", "3", "invalid value for search attribute Kw of type Keyword: 3")]
    [InlineData("Kw", "{\"b\":1,\"a\":[true,null]}", "invalid value for search attribute Kw of type Keyword: map[a:[true <nil>] b:1]")]
    [InlineData("Tags", "\"single\"", "invalid value for search attribute Tags of type KeywordList: single")]
    [InlineData("At", "\"2020-01-01\"", "invalid value for search attribute At of type Datetime: 2020-01-01")]
    [InlineData("Nope", "1", "Namespace default has no mapping defined for search attribute Nope")]
    [InlineData("Keyword01", "\"x\"", "Namespace default has no mapping defined for search attribute Keyword01")]
    [InlineData("WorkflowId", "\"x\"", "WorkflowId attribute can't be set in SearchAttributes")]
    [InlineData("TemporalWorkerDeployment", "\"x\"", "TemporalWorkerDeployment attribute can't be set in SearchAttributes")]
    public void Check_OfAWrongValue_SaysSoInTemporalsWords(string name, string json, string expected) =>
        Assert.Equal(expected, _registry.Check(Namespace, Attributes(name, json)));

    [Fact]
    public void Check_OfTooMuch_NamesTheLimit()
    {
        Assert.Equal(
            "search attribute Kw value size 2049 exceeds size limit 2048",
            _registry.Check(Namespace, Attributes("Kw", $"\"{new string('x', 2047)}\"")));

        var many = new SearchAttributes();
        for (var i = 0; i < 101; i++)
        {
            _registry.Add(Namespace, [KeyValuePair.Create($"Many{i}", IndexedValueType.Keyword)]);
            many.IndexedFields[$"Many{i}"] = Json(new string('x', 500));
        }

        Assert.Equal("number of search attributes 101 exceeds limit 100", _registry.Check(Namespace, many));
        many.IndexedFields.Remove("Many0");
        Assert.StartsWith("total size of search attributes", _registry.Check(Namespace, many), StringComparison.Ordinal);
    }

    [Fact]
    public void Add_OfMoreThanTemporalsSqlStoresTake_HasNoLimit()
    {
        _registry.Add(Namespace, Enumerable.Range(0, 50).Select(i => KeyValuePair.Create($"Int{i}", IndexedValueType.Int)));
        Assert.Equal(58, _registry.Custom(Namespace).Count);
        Assert.Empty(_registry.Custom("other"));
    }

    [Fact]
    public void Add_OfAKnownName_KeepsItsType()
    {
        _registry.Add(Namespace, [KeyValuePair.Create("Num", IndexedValueType.Keyword)]);
        Assert.Equal(IndexedValueType.Int, _registry.Custom(Namespace)["Num"]);
    }

    [Theory]
    [InlineData("WorkflowId")]
    [InlineData("TemporalFoo")]
    [InlineData("BuildIds")]
    [InlineData("Memo")]
    public void Add_OfAReservedName_AddsNothing(string name)
    {
        var refused = Assert.Throws<InvalidVisibilityRequestException>(() => _registry.Add(
            "fresh", [KeyValuePair.Create("Fine", IndexedValueType.Int), KeyValuePair.Create(name, IndexedValueType.Int)]));
        Assert.Equal($"Search attribute {name} is reserved by system.", refused.Message);
        Assert.Empty(_registry.Custom("fresh"));
    }

    [Fact]
    public void Remove_OfASystemAttribute_IsRefused() =>
        Assert.Equal(
            "Unable to remove non-custom search attributes: WorkflowId.",
            Assert.Throws<InvalidVisibilityRequestException>(() => _registry.Remove(Namespace, ["Nope", "WorkflowId"])).Message);

    [Fact]
    public void WithTypes_OfStoredPayloads_TellsTheTypeAndHidesWhatWasRemoved()
    {
        var stored = new Dictionary<string, Payload> { ["Num"] = Json(1), ["Kw"] = Json("x"), ["BuildIds"] = Json(new[] { "b" }) };
        _registry.Remove(Namespace, ["Kw"]);

        var shown = _registry.WithTypes(Namespace, stored).IndexedFields;

        Assert.Equal(["BuildIds", "Num"], shown.Keys.Order(StringComparer.Ordinal));
        Assert.Equal("Int", shown["Num"].Metadata["type"].ToStringUtf8());
        Assert.Equal("KeywordList", shown["BuildIds"].Metadata["type"].ToStringUtf8());
        Assert.False(stored["Num"].Metadata.ContainsKey("type"));
    }

    private static SearchAttributes Attributes(string name, string json)
    {
        var payload = Json(null);
        payload.Data = ByteString.CopyFromUtf8(json);
        return new SearchAttributes { IndexedFields = { [name] = payload } };
    }
}
