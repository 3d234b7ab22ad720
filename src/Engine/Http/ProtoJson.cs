using System.Text.Json.Nodes;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using OperatorServiceReflection = Temporalio.Api.OperatorService.V1.ServiceReflection;
using WorkflowServiceReflection = Temporalio.Api.WorkflowService.V1.ServiceReflection;

namespace Mdlc.Engine.Http;

/// <summary>Messages of Temporal's protocol as JSON, and back.</summary>
internal static class ProtoJson
{
    /// <summary>The messages that an <c>Any</c> may hold.</summary>
    private static readonly TypeRegistry Types = TypeRegistry.FromFiles(
        WorkflowServiceReflection.Descriptor, OperatorServiceReflection.Descriptor, Temporalio.Api.ErrorDetails.V1.MessageReflection.Descriptor);

    private static readonly JsonFormatter Formatter = new(JsonFormatter.Settings.Default.WithTypeRegistry(Types));
    private static readonly JsonParser Parser = new(JsonParser.Settings.Default.WithTypeRegistry(Types));

    /// <param name="shorthand">Whether payloads of plain JSON are written as that JSON.</param>
    public static JsonNode Format(IMessage message, bool shorthand)
    {
        var json = JsonNode.Parse(Formatter.Format(message))!;
        return shorthand ? PayloadShorthand.Shorten(json, message.Descriptor) : json;
    }

    /// <exception cref="InvalidHttpRequestException">The JSON does not fit the message.</exception>
    public static IMessage Parse(JsonNode json, MessageDescriptor type, bool shorthand)
    {
        try
        {
            var plain = shorthand ? PayloadShorthand.Expand(json, type) : json;
            return Parser.Parse(plain.ToJsonString(), type);
        }
        catch (Exception e) when (e is InvalidProtocolBufferException or InvalidJsonException or FormatException or OverflowException or InvalidOperationException)
        {
            throw new InvalidHttpRequestException($"the body does not fit {type.FullName}: {e.Message}");
        }
    }
}
