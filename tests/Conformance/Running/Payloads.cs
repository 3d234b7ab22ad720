using System.Text.Json;
using Google.Protobuf;
using Temporalio.Api.Common.V1;

namespace Mdlc.Conformance.Tests.Running;

/// <summary>JSON payloads as the SDKs' default converters write them, for hand-driven workers and raw calls.</summary>
internal static class Payloads
{
    public static Payload Of(object? value) => new()
    {
        Metadata = { ["encoding"] = ByteString.CopyFromUtf8("json/plain") },
        Data = ByteString.CopyFromUtf8(JsonSerializer.Serialize(value)),
    };

    public static Temporalio.Api.Common.V1.Payloads List(params object?[] values) => new() { Payloads_ = { values.Select(Of) } };
}
