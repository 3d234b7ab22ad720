using System.Text;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;
using Mdlc.Conformance.Tests.Running;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Failure.V1;

namespace Mdlc.Conformance.Tests.BadRequests;

/// <summary>One thing that can be wrong with a request of a call, and how to make it so.</summary>
/// <param name="Name">What is wrong.</param>
/// <param name="Apply">Makes the bytes of the bad request from a valid one.</param>
internal sealed record Fault(string Name, Func<IMessage, Fixture, byte[]> Apply)
{
    public static Fault Of(IReadOnlyList<FieldDescriptor> path, string name, Func<Fixture, object?> value) =>
        new($"{Fields.Name(path)} {name}".TrimEnd(), (request, fixture) => Fields.With(request, path, value(fixture)).ToByteArray());
}

/// <summary>Derives from a call's descriptor what can be wrong with its requests.</summary>
internal static class Faults
{
    private const int TooLongLength = 1001;
    private const int TooLargeBytes = 3 << 20;
    private const int NoSuchNumber = 99;
    private const string Placeholder = "to be broken";

    private static readonly string TooLongText = new('x', TooLongLength);
    private static readonly string TooLargeText = new('x', TooLargeBytes);

    /// <summary>Names of fields that hold ids of runs.</summary>
    private static readonly string[] RunIds = ["run_id", "first_execution_run_id"];

    public static IEnumerable<Fault> Nothing(MethodDescriptor method) => [new("empty", static (_, _) => [])];

    /// <summary>Each field that a valid request has set is cleared in turn.</summary>
    public static IEnumerable<Fault> Cleared(MethodDescriptor method, IMessage valid) =>
        method.InputType.Fields.InDeclarationOrder().Where(field => Fields.IsSet(valid, field)).Select(field => Fault.Of([field], "", _ => null));

    public static IEnumerable<Fault> UnknownNames(MethodDescriptor method) =>
    [
        .. Strings(method, ["namespace"]).Where(path => path.Count == 1).Select(path => Fault.Of(path, "unknown", fixture => fixture.Run.Id($"nowhere for {fixture.Name}"))),
        .. Strings(method, ["workflow_id", "schedule_id", "activity_id"]).Select(path => Fault.Of(path, "unknown", fixture => fixture.Run.Id($"nobody for {fixture.Name}"))),
    ];

    public static IEnumerable<Fault> UnknownRuns(MethodDescriptor method) =>
    [
        .. Strings(method, RunIds).Select(path => Fault.Of(path, "unknown", _ => Guid.NewGuid().ToString())),
        .. Strings(method, RunIds).Select(path => Fault.Of(path, "malformed", _ => "no-uuid")),
    ];

    public static IEnumerable<Fault> Tokens(MethodDescriptor method) =>
        Fields.Paths(method.InputType, field => field.FieldType == FieldType.Bytes).SelectMany(path => (Fault[])
        [
            Fault.Of(path, "garbage", _ => ByteString.CopyFromUtf8("garbage")),
            Fault.Of(path, "zeros", _ => ByteString.CopyFrom(new byte[64])),
            Fault.Of(path, "truncated", fixture => fixture.TaskToken.IsEmpty ? ByteString.CopyFrom(8, 1) : ByteString.CopyFrom(fixture.TaskToken.Span[..^1])),
            Fault.Of(path, "foreign", fixture => fixture.ForeignToken),
        ]);

    public static IEnumerable<Fault> TooLong(MethodDescriptor method) =>
        Fields.Paths(method.InputType, field => field.FieldType == FieldType.String).Select(path => Fault.Of(path, "", _ => TooLongText));

    public static IEnumerable<Fault> TooLarge(MethodDescriptor method) =>
        from path in Fields.Paths(method.InputType, field => LargeValue(field) is not null)
        select Fault.Of(path, "", _ => LargeValue(path[^1]));

    public static IEnumerable<Fault> UnknownEnums(MethodDescriptor method) =>
        Fields.Paths(method.InputType, field => field.FieldType == FieldType.Enum)
            .Select(path => Fault.Of(path, "", _ => System.Enum.ToObject(path[^1].EnumType.ClrType, NoSuchNumber)));

    public static IEnumerable<Fault> NegativeDurations(MethodDescriptor method) =>
        Fields.Paths(method.InputType, field => field.FieldType == FieldType.Message && field.MessageType == Duration.Descriptor)
            .Select(path => Fault.Of(path, "", _ => HandDrivenWorker.Seconds(-1)));

    /// <summary>Bytes that are no UTF-8 in the first string: whoever parses one parses all.</summary>
    public static IEnumerable<Fault> InvalidUtf8(MethodDescriptor method) =>
        from path in Fields.Paths(method.InputType, field => field.FieldType == FieldType.String).Take(1)
        select new Fault(Fields.Name(path), (request, _) => Broken(Fields.With(request, path, Placeholder).ToByteArray()));

    private static byte[] Broken(byte[] request)
    {
        request.AsSpan(request.AsSpan().IndexOf(Encoding.UTF8.GetBytes(Placeholder)), Placeholder.Length).Fill(0xff);
        return request;
    }

    private static IEnumerable<IReadOnlyList<FieldDescriptor>> Strings(MethodDescriptor method, string[] names) =>
        Fields.Paths(method.InputType, field => field.FieldType == FieldType.String && names.Contains(field.Name));

    private static IMessage? LargeValue(FieldDescriptor field) => field.FieldType != FieldType.Message ? null : field.MessageType.Name switch
    {
        nameof(Temporalio.Api.Common.V1.Payloads) => Running.Payloads.List(TooLargeText),
        nameof(Payload) => Running.Payloads.Of(TooLargeText),
        nameof(Memo) => new Memo { Fields = { ["memo"] = Running.Payloads.Of(TooLargeText) } },
        nameof(Header) => new Header { Fields = { ["header"] = Running.Payloads.Of(TooLargeText) } },
        nameof(Failure) => new Failure { ApplicationFailureInfo = new() { Details = Running.Payloads.List(TooLargeText) } },
        _ => null,
    };
}
