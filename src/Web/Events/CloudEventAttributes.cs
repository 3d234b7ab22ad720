using System.Text.Json;
using Mdlc.Web.Problems;

namespace Mdlc.Web.Events;

/// <summary>Makes an event of its attributes, from wherever they are looked up, and holds them to the rules of CloudEvents 1.0.</summary>
/// <param name="find">The attribute's text; null when it is not there.</param>
internal sealed class CloudEventAttributes(Func<string, string?> find)
{
    /// <summary>Names an event in a state that lives for years: long enough for any URI, short enough to be remembered.</summary>
    private const int MostCharacters = 512;

    /// <exception cref="WebhookProblem">An attribute is missing, or is not one.</exception>
    public CloudEvent Make(JsonElement? data)
    {
        if (Require("specversion") is var version && version != "1.0")
        {
            throw WebhookProblem.BadEvent($"Found specversion '{version}', expected 1.0.");
        }

        return new CloudEvent(Require("source"), Require("id"), Require("type"), Optional("subject"), Optional("dataref"), data);
    }

    private string Require(string name) =>
        Optional(name) ?? throw WebhookProblem.BadEvent($"Found no attribute {name}; a CloudEvent has specversion, id, source and type.");

    private string? Optional(string name)
    {
        var value = find(name);
        if (value is null)
        {
            return null;
        }

        return value.Length is > 0 and <= MostCharacters && !value.Any(char.IsControl)
            ? value
            : throw WebhookProblem.BadEvent($"Found an attribute {name} of {value.Length} characters, expected 1 to {MostCharacters} and no control characters.");
    }
}
