using System.Globalization;
using System.Text.Json;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Mdlc.Engine.Http;

/// <summary>Fills fields of a message from text, by paths such as <c>execution.run_id</c> or <c>execution.runId</c>.</summary>
internal static class FieldBinder
{
    /// <summary>Sets the field, or adds to it when it is repeated.</summary>
    /// <returns>False when the message has no such field.</returns>
    /// <exception cref="InvalidHttpRequestException">The text is no value of the field's type.</exception>
    public static bool TrySet(IMessage message, string path, string text)
    {
        var names = path.Split('.');
        foreach (var name in names[..^1])
        {
            if (Find(message, name) is not { FieldType: FieldType.Message, IsRepeated: false } inner)
            {
                return false;
            }

            message = Child(message, inner);
        }

        if (Find(message, names[^1]) is not { IsMap: false } field)
        {
            return false;
        }

        Set(message, field, Value(field, text));
        return true;
    }

    private static FieldDescriptor? Find(IMessage message, string name) =>
        message.Descriptor.FindFieldByName(name) ?? message.Descriptor.Fields.InDeclarationOrder().FirstOrDefault(field => field.JsonName == name);

    private static IMessage Child(IMessage message, FieldDescriptor field)
    {
        if (field.Accessor.GetValue(message) is not IMessage child)
        {
            child = field.MessageType.Parser.ParseFrom([]);
            field.Accessor.SetValue(message, child);
        }

        return child;
    }

    private static void Set(IMessage message, FieldDescriptor field, object value)
    {
        if (field.IsRepeated)
        {
            ((System.Collections.IList)field.Accessor.GetValue(message)).Add(value);
        }
        else
        {
            field.Accessor.SetValue(message, value);
        }
    }

    private static object Value(FieldDescriptor field, string text)
    {
        try
        {
            return field.FieldType switch
            {
                FieldType.String => text,
                FieldType.Bytes => ByteString.FromBase64(text.Replace('-', '+').Replace('_', '/')),
                FieldType.Bool => text is "1" || (text is not "0" && bool.Parse(text)),
                FieldType.Int32 or FieldType.SInt32 or FieldType.SFixed32 => int.Parse(text, CultureInfo.InvariantCulture),
                FieldType.UInt32 or FieldType.Fixed32 => uint.Parse(text, CultureInfo.InvariantCulture),
                FieldType.Int64 or FieldType.SInt64 or FieldType.SFixed64 => long.Parse(text, CultureInfo.InvariantCulture),
                FieldType.UInt64 or FieldType.Fixed64 => ulong.Parse(text, CultureInfo.InvariantCulture),
                FieldType.Float => Finite((float)Finite(double.Parse(text, CultureInfo.InvariantCulture))),
                FieldType.Double => Finite(double.Parse(text, CultureInfo.InvariantCulture)),
                FieldType.Enum => Number(field.EnumType, text),
                FieldType.Message when IsText(field.MessageType) => JsonParser.Default.Parse($"\"{JsonEncodedText.Encode(text)}\"", field.MessageType),
                _ => throw new FormatException("a message is no value of a parameter"),
            };
        }
        catch (Exception e) when (e is FormatException or OverflowException or ArgumentException or InvalidProtocolBufferException or InvalidJsonException)
        {
            throw new InvalidHttpRequestException($"parsing field \"{field.Name}\": found \"{Shown(text)}\", expected {Expected(field)}");
        }
    }

    /// <summary>1e999 is read as infinity: another number than was sent.</summary>
    private static T Finite<T>(T number)
        where T : struct, System.Numerics.IFloatingPointIeee754<T> => T.IsFinite(number) ? number : throw new OverflowException();

    private static string Shown(string text) => text.Length <= 100 ? text : $"{text[..100]}…";

    /// <summary>Messages that JSON writes as one text.</summary>
    private static bool IsText(MessageDescriptor type) => type == Timestamp.Descriptor || type == Duration.Descriptor;

    private static int Number(EnumDescriptor type, string text) =>
        type.FindValueByName(text)?.Number
        ?? (int.TryParse(text, CultureInfo.InvariantCulture, out var number) && type.FindValueByNumber(number) is not null
            ? number
            : throw new FormatException("no value of the enum"));

    private static string Expected(FieldDescriptor field) => field.FieldType switch
    {
        FieldType.Enum => $"one of {string.Join(", ", field.EnumType.Values.Select(value => value.Name))}",
        FieldType.Message => IsText(field.MessageType) ? field.MessageType.Name : "the fields of " + field.MessageType.Name,
        var type => type.ToString(),
    };
}
