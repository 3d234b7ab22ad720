using System.Text;
using System.Text.Json.Nodes;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Mdlc.Engine.Http;

/// <summary>Makes a call's message from what an HTTP request carries: the body first, then the query, and the path has the last word.</summary>
internal static class HttpRequestReader
{
    /// <param name="query">Parameters that name no field are left alone, as Temporal does.</param>
    /// <param name="shorthand">Whether payloads may stand as plain JSON.</param>
    /// <exception cref="InvalidHttpRequestException">Something does not fit the message.</exception>
    public static IMessage Read(HttpRoute route, IEnumerable<KeyValuePair<string, string>> query, string body, bool shorthand)
    {
        var binding = route.Binding!;
        var message = ReadBody(binding.Method.InputType, binding.Body, body, shorthand);
        if (binding.Body != "*")
        {
            foreach (var (name, value) in query)
            {
                FieldBinder.TrySet(message, name, value);
            }
        }

        foreach (var (name, value) in route.PathFields)
        {
            FieldBinder.TrySet(message, name, value);
        }

        return message;
    }

    private static IMessage ReadBody(MessageDescriptor type, string field, string body, bool shorthand)
    {
        if (field.Length == 0 || string.IsNullOrWhiteSpace(body))
        {
            return type.Parser.ParseFrom([]);
        }

        var json = Parse(body);
        if (field != "*")
        {
            json = new JsonObject { [type.FindFieldByName(field).JsonName] = json };
        }

        return ProtoJson.Parse(json, type, shorthand);
    }

    private static JsonNode Parse(string body)
    {
        try
        {
            return JsonText.Parse(Encoding.UTF8.GetBytes(body)) as JsonObject ?? throw new InvalidHttpRequestException("the body is no JSON object");
        }
        catch (System.Text.Json.JsonException e)
        {
            throw new InvalidHttpRequestException($"the body is no JSON: {e.Message}");
        }
    }
}
