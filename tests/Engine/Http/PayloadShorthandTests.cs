using System.Text.Json.Nodes;
using Google.Protobuf;
using Mdlc.Engine.Http;
using Temporalio.Api.Common.V1;
using Temporalio.Api.WorkflowService.V1;

namespace Mdlc.Engine.Tests.Http;

public sealed class PayloadShorthandTests
{
    [Theory]
    [InlineData("1", "json/plain", "1")]
    [InlineData("\"text\"", "json/plain", "\"text\"")]
    [InlineData("""{"a":[1,null]}""", "json/plain", """{"a":[1,null]}""")]
    [InlineData("""{"_protoMessageType":"pkg.M","a":1}""", "json/protobuf", """{"a":1}""")]
    [InlineData("""{"metadata":{"encoding":"YmluYXJ5L3BsYWlu"},"data":"AQI="}""", "binary/plain", "\u0001\u0002")]
    [InlineData("""{"metadata":{"encoding":"YmluYXJ5L251bGw="}}""", "binary/null", "")]
    [InlineData("null", "binary/null", "")]
    [InlineData("""{"metadata":{"encoding":"not base64"},"data":"AQI="}""", "json/plain", """{"metadata":{"encoding":"not base64"},"data":"AQI="}""")]
    public void Expand_IsTheFullPayload(string shorthand, string encoding, string data)
    {
        var json = new JsonObject { ["input"] = new JsonArray(JsonNode.Parse(shorthand)) };

        var payload = ((StartWorkflowExecutionRequest)ProtoJson.Parse(json, StartWorkflowExecutionRequest.Descriptor, shorthand: true)).Input.Payloads_[0];

        Assert.Equal(encoding, payload.Metadata["encoding"].ToStringUtf8());
        Assert.Equal(data, payload.Data.ToStringUtf8());
    }

    [Theory]
    [InlineData("json/plain", "[1]", "[1]")]
    [InlineData("json/plain", "null", "null")]
    [InlineData("json/plain", "{broken", """{"metadata":{"encoding":"anNvbi9wbGFpbg=="},"data":"e2Jyb2tlbg=="}""")]
    [InlineData("binary/null", "", """{"metadata":{"encoding":"YmluYXJ5L251bGw="}}""")]
    [InlineData("binary/plain", "\u0001", """{"metadata":{"encoding":"YmluYXJ5L3BsYWlu"},"data":"AQ=="}""", "{\"payloads\":[", "]}")]
    public void Shorten_IsPlainJsonWhereItCanBe(string encoding, string data, string expected, string before = "[", string after = "]")
    {
        var payload = new Payload { Data = ByteString.CopyFromUtf8(data), Metadata = { ["encoding"] = ByteString.CopyFromUtf8(encoding) } };
        var request = new StartWorkflowExecutionRequest
        {
            Input = new Payloads { Payloads_ = { payload } },
            Memo = new Memo { Fields = { ["m"] = payload } },
        };

        var json = ProtoJson.Format(request, shorthand: true);

        Assert.Equal($"{before}{expected}{after}", json["input"]!.ToJsonString());
        Assert.Equal($$"""{"m":{{expected}}}""", json["memo"]!["fields"]!.ToJsonString());
    }

    [Fact]
    public void Shorten_MoreMetadata_KeepsTheFullForm()
    {
        var payload = new Payload
        {
            Data = ByteString.CopyFromUtf8("7"),
            Metadata = { ["encoding"] = ByteString.CopyFromUtf8("json/plain"), ["type"] = ByteString.CopyFromUtf8("Int") },
        };

        var json = ProtoJson.Format(new SearchAttributes { IndexedFields = { ["N"] = payload } }, shorthand: true);

        Assert.Equal("Nw==", (string?)json["indexedFields"]!["N"]!["data"]);
    }

    [Fact]
    public void Format_WithoutShorthand_IsPlainProtoJson()
    {
        var payload = new Payload { Data = ByteString.CopyFromUtf8("7"), Metadata = { ["encoding"] = ByteString.CopyFromUtf8("json/plain") } };

        Assert.Equal("Nw==", (string?)ProtoJson.Format(new Payloads { Payloads_ = { payload } }, shorthand: false)["payloads"]![0]!["data"]);
    }
}
