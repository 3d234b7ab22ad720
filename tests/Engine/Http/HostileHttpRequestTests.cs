using Google.Protobuf;
using Google.Protobuf.Reflection;
using Mdlc.Engine.Http;
using OperatorServiceReflection = Temporalio.Api.OperatorService.V1.ServiceReflection;
using WorkflowServiceReflection = Temporalio.Api.WorkflowService.V1.ServiceReflection;

namespace Mdlc.Engine.Tests.Http;

/// <summary>Each call that HTTP knows, with each of its fields filled by what does not fit: a message, or a refusal, and nothing else.</summary>
public sealed class HostileHttpRequestTests
{
    private static readonly string[] Texts =
    [
        "", " ", "5", "-1", "1e999", "-1e999", "NaN", "Infinity", "99999999999999999999", "true", "maybe", "\"", "\"}", "\\", "\\u0000", "\0", "%", "=", "AQ=", "AQ==",
        "1s", "1e999s", "99999999999999999s", "2026-01-01T00:00:00Z", "9999-12-31T23:59:60Z", "0000-00-00T00:00:00Z", "\ud800", "é😀", new string('x', 10_000), "1\n2",
    ];

    private static readonly string[] Values =
    [
        "null", "true", "5", "-1", "1.5", "1e999", "-1e999", "123456789012345678901234567890", "\"\"", "\"5\"", "\"1e999\"", "\"a\\u0000b\"", "\"\\ud800\"", "\"\\udc00x\"",
        "\"x\"", "\"AQ=\"", "\"2026-13-01T00:00:00Z\"", "\"1e9s\"", "[]", "{}", "[[]]", "[null]", "[{}]", "[5]", "[\"\\ud800\"]", "{\"a\":1}", "{\"a\":1,\"a\":2}", "{\"@type\":\"x\"}",
        "{\"@type\":\"type.googleapis.com/google.protobuf.Any\"}", "{\"payloads\":5}", "{\"payloads\":[{\"metadata\":5}]}", "{\"metadata\":{\"encoding\":\"AQ=\"}}", "{\"\\ud800\":1}", "{\"\":null}",
    ];

    private static readonly IReadOnlyList<HttpBinding> Bindings =
        [.. HttpRules.Of([.. WorkflowServiceReflection.Descriptor.Services, .. OperatorServiceReflection.Descriptor.Services])];

    [Fact]
    public void Query_EachFieldByEachText_FitsOrIsRefused()
    {
        var refused = 0;
        foreach (var binding in Bindings.Where(binding => binding.Body != "*"))
        {
            foreach (var (path, text) in Paths(binding.Method.InputType, "", 2).SelectMany(path => Texts.Select(text => (path, text))))
            {
                refused += Refuses(binding, "", (path, text)) ? 1 : 0;
            }
        }

        Assert.True(refused > 1_000, $"{refused} were refused.");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Body_EachFieldByEachValue_FitsOrIsRefused(bool shorthand)
    {
        var refused = 0;
        foreach (var binding in Bindings.Where(binding => binding.Body == "*"))
        {
            foreach (var (path, value) in Paths(binding.Method.InputType, "", 1).SelectMany(path => Values.Select(value => (path, value))))
            {
                var body = path.Split('.').Reverse().Aggregate(value, (inner, name) => $"{{\"{name}\":{inner}}}");
                refused += Refuses(binding, body, shorthand: shorthand) ? 1 : 0;
            }
        }

        Assert.True(refused > 10_000, $"{refused} were refused.");
    }

    [Theory]
    [InlineData("""{"signalName":"a","signalName":"b"}""")]
    [InlineData("""{"signal_name":"a","signalName":"b","input":[{"a":1,"a":2}]}""")]
    [InlineData("""{"input":["\ud800"]}""")]
    [InlineData("""{"input":[{"\udfff":1}]}""")]
    [InlineData("""{"signalName":"a"} x""")]
    [InlineData("""{"signalName":"a"}{}""")]
    [InlineData("""{"signalName":1e999}""")]
    [InlineData("""{"unknown":{"deep":1}}""")]
    [InlineData("{\"input\":[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]")]
    public void Body_OfASignal_IsRefused(string body) => Assert.True(Refuses(Signal(), body));

    [Theory]
    [InlineData("1e999")]
    [InlineData("123456789012345678901234567890")]
    [InlineData("\"a\\u0000b\"")]
    public void Body_APayloadOfAnyJson_IsKeptAsItIs(string value)
    {
        var request = (Temporalio.Api.WorkflowService.V1.SignalWorkflowExecutionRequest)Read(Signal(), $$"""{"input":[{{value}}]}""", shorthand: true);

        Assert.Equal(value, request.Input.Payloads_[0].Data.ToStringUtf8());
        Assert.Equal($"[{value}]", ProtoJson.Format(request, shorthand: true)["input"]!.ToJsonString());
    }

    /// <summary>Workers write payloads, and nobody holds them to be what they say: the full form shows what there is.</summary>
    [Theory]
    [InlineData("json/plain", "\"\\ud800\"")]
    [InlineData("json/plain", "{\"a\":1,\"a\":2}")]
    [InlineData("json/plain", "{")]
    [InlineData("json/plain", "\u00ff\u00fe")]
    [InlineData("json/protobuf", "{\"a\":1,\"a\":2}")]
    [InlineData("json/protobuf", "5")]
    public void Format_APayloadThatIsNotWhatItSays_ShowsItInFull(string encoding, string data)
    {
        var bytes = ByteString.CopyFrom(data, System.Text.Encoding.Latin1);
        var payload = new Temporalio.Api.Common.V1.Payload { Data = bytes, Metadata = { ["encoding"] = ByteString.CopyFromUtf8(encoding) } };
        if (encoding == "json/protobuf")
        {
            payload.Metadata["messageType"] = ByteString.CopyFromUtf8("x");
        }

        var json = ProtoJson.Format(new Temporalio.Api.WorkflowService.V1.SignalWorkflowExecutionRequest { Input = new() { Payloads_ = { payload } } }, shorthand: true);

        Assert.Contains(bytes.ToBase64(), json.ToJsonString(), StringComparison.Ordinal);
    }

    /// <summary>Read as infinity, it would be another number than was sent.</summary>
    [Theory]
    [InlineData("1e999")]
    [InlineData("-1e999")]
    [InlineData("1e39")]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    public void Field_ANumberThatItCannotHold_IsRefused(string text) => Assert.Throws<InvalidHttpRequestException>(
        () => FieldBinder.TrySet(new Temporalio.Api.WorkflowService.V1.StartWorkflowExecutionRequest(), "priority.fairnessWeight", text));

    [Theory]
    [InlineData("a%2Fb", "a/b")]
    [InlineData("%2e%2e", "..")]
    [InlineData("%C3%BC", "ü")]
    [InlineData("a%00b", "a\0b")]
    [InlineData("a+b", "a+b")]
    public void Percent_EscapesOfText_AreDecoded(string text, string decoded) => Assert.Equal(decoded, PercentText.Decode(text));

    [Theory]
    [InlineData("%")]
    [InlineData("a%2")]
    [InlineData("%zz")]
    [InlineData("%FF")]
    [InlineData("%C0%AE")]
    [InlineData("%ED%A0%80")]
    [InlineData("%C3x")]
    public void Percent_EscapesOfNoText_AreRefused(string text) => Assert.Throws<InvalidHttpRequestException>(() => PercentText.Decode(text));

    private static HttpBinding Signal() => Bindings.First(binding => binding.Method.Name == "SignalWorkflowExecution");

    private static bool Refuses(HttpBinding binding, string body, (string Name, string Value)? query = null, bool shorthand = true)
    {
        try
        {
            _ = Read(binding, body, shorthand, query);
            return false;
        }
        catch (InvalidHttpRequestException refusal)
        {
            Assert.InRange(refusal.Message.Length, 10, 10_000);
            return true;
        }
        catch (Exception other)
        {
            throw new InvalidOperationException($"{binding.Method.Name} {query} {body}: {other.GetType().Name}", other);
        }
    }

    private static IMessage Read(HttpBinding binding, string body, bool shorthand, (string Name, string Value)? query = null)
    {
        var parameters = query is var (name, value) ? new[] { KeyValuePair.Create(name, value) } : [];
        return HttpRequestReader.Read(new HttpRoute(HttpRouteKind.Call, binding, []), parameters, body, shorthand);
    }

    private static IEnumerable<string> Paths(MessageDescriptor type, string prefix, int depth)
    {
        foreach (var field in type.Fields.InDeclarationOrder())
        {
            yield return prefix + field.JsonName;
            if (depth > 0 && field is { FieldType: FieldType.Message, IsRepeated: false, IsMap: false })
            {
                foreach (var inner in Paths(field.MessageType, $"{prefix}{field.JsonName}.", depth - 1))
                {
                    yield return inner;
                }
            }
        }
    }
}
