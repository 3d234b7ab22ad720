using System.Collections;
using System.Globalization;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Mdlc.Conformance.Tests.BadRequests;

/// <summary>The single fields of a request, those of the messages directly in it included.</summary>
internal static class Fields
{
    /// <summary>How deep fields are looked for: what is deeper is checked by the same code as in its own requests.</summary>
    private const int Depth = 2;

    private static readonly string[] Opaque = ["google.protobuf.", "temporal.api.common.v1.Payload", "temporal.api.common.v1.Header", "temporal.api.common.v1.Memo", "temporal.api.failure."];

    /// <summary>The paths to all fields that <paramref name="wanted"/> wants.</summary>
    public static IEnumerable<IReadOnlyList<FieldDescriptor>> Paths(MessageDescriptor message, Func<FieldDescriptor, bool> wanted) =>
        Paths(message, [], wanted);

    public static string Name(IReadOnlyList<FieldDescriptor> path) => string.Join('.', path.Select(field => field.Name));

    /// <summary>A copy of a request in which one field has another value; null clears it.</summary>
    public static IMessage With(IMessage request, IReadOnlyList<FieldDescriptor> path, object? value)
    {
        var copy = request.Descriptor.Parser.ParseFrom(request.ToByteArray());
        var owner = path.SkipLast(1).Aggregate(copy, Child);
        if (value is null)
        {
            path[^1].Accessor.Clear(owner);
        }
        else
        {
            path[^1].Accessor.SetValue(owner, value);
        }

        return copy;
    }

    /// <summary>Whether the field has a value that clearing would change.</summary>
    public static bool IsSet(IMessage request, FieldDescriptor field) => field.Accessor.GetValue(request) switch
    {
        null or "" or ByteString { IsEmpty: true } or ICollection { Count: 0 } => false,
        ValueType value => Convert.ToDouble(value, CultureInfo.InvariantCulture) != 0,
        _ => true,
    };

    private static IMessage Child(IMessage owner, FieldDescriptor field)
    {
        if (field.Accessor.GetValue(owner) is not IMessage child)
        {
            child = field.MessageType.Parser.ParseFrom(ByteString.Empty);
            field.Accessor.SetValue(owner, child);
        }

        return child;
    }

    private static IEnumerable<IReadOnlyList<FieldDescriptor>> Paths(MessageDescriptor message, IReadOnlyList<FieldDescriptor> above, Func<FieldDescriptor, bool> wanted)
    {
        foreach (var field in message.Fields.InDeclarationOrder().Where(field => !field.IsRepeated && field.GetOptions()?.Deprecated != true))
        {
            IReadOnlyList<FieldDescriptor> path = [.. above, field];
            if (wanted(field))
            {
                yield return path;
            }
            else if (field.FieldType == FieldType.Message && path.Count < Depth && !Opaque.Any(name => field.MessageType.FullName.StartsWith(name, StringComparison.Ordinal)))
            {
                foreach (var deeper in Paths(field.MessageType, path, wanted))
                {
                    yield return deeper;
                }
            }
        }
    }
}
