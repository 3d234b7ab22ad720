using System.Text.Json;
using Mdlc.Web.Problems;
using Mdlc.Workflows.Lifecycle;

namespace Mdlc.Web.Events;

/// <summary>An event as an arrival: which model it is for, and where the new data are.</summary>
internal sealed record ArrivalEvent(string Project, string Model, DataArrival Arrival)
{
    public const string Type = "mdlc.data.arrived";

    private const string DefaultProject = "default";
    private const int MostUriCharacters = 2_048;

    /// <summary>The model is <c>data.model</c> or else the subject, the object is <c>data.uri</c> or else the extension <c>dataref</c>.</summary>
    /// <exception cref="WebhookProblem">The event is of another type, or says too little.</exception>
    public static ArrivalEvent From(CloudEvent cloudEvent)
    {
        if (cloudEvent.Type != Type)
        {
            throw WebhookProblem.BadEvent($"Found an event of type {cloudEvent.Type}, expected {Type}: no other starts anything here.");
        }

        var (project, model) = ReadModel(Member(cloudEvent.Data, "model") ?? cloudEvent.Subject
            ?? throw WebhookProblem.BadEvent("The event names no model: expected data.model or the subject to be project/model."));
        var uri = Member(cloudEvent.Data, "uri") ?? cloudEvent.DataRef
            ?? throw WebhookProblem.BadEvent("The event names no object: expected data.uri or dataref to be an absolute path or an http(s) URI.");
        return new ArrivalEvent(project, model, new DataArrival(cloudEvent.Source, cloudEvent.Id, ReadObject(uri)));
    }

    private static string? Member(JsonElement? data, string name) =>
        data is not { ValueKind: JsonValueKind.Object } content || !content.TryGetProperty(name, out var value) ? null
        : value.ValueKind == JsonValueKind.String ? value.GetString()
        : throw WebhookProblem.BadEvent($"Found data.{name} that is JSON {value.ValueKind.ToString().ToLowerInvariant()}, expected a string.");

    private static (string Project, string Model) ReadModel(string name) => name.Split('/') switch
    {
        [{ Length: > 0 } model] => (DefaultProject, model),
        [{ Length: > 0 } project, { Length: > 0 } model] => (project, model),
        _ => throw WebhookProblem.BadEvent($"Found model '{name}', expected project/model, or model for one of project {DefaultProject}."),
    };

    /// <summary>
    /// One object, named in one way only: a path or URI that would be read as another (dot segments, escapes, a glob) is refused, so that
    /// what is compared with the spec's pattern is what will be opened. So is a query, which may hold credentials: the name goes into histories.
    /// </summary>
    private static string ReadObject(string uri)
    {
        var name = uri.StartsWith("file:///", StringComparison.OrdinalIgnoreCase) && Uri.TryCreate(uri, UriKind.Absolute, out var file) ? file.LocalPath : uri;
        if (name.Length > MostUriCharacters || name.Any(char.IsControl) || name.AsSpan().IndexOfAny("*?[]") >= 0)
        {
            throw WebhookProblem.BadEvent($"Found an object of {name.Length} characters, expected one path or URI of at most {MostUriCharacters}, without wildcards, query and control characters.");
        }

        var isPlain = IsHttp(name) ? IsCanonical(name) : Path.IsPathFullyQualified(name) && Path.GetFullPath(name) == name;
        return isPlain
            ? name
            : throw WebhookProblem.BadEvent($"Found object '{name}', expected an absolute path, or an http(s) URI, in its shortest form.");
    }

    private static bool IsHttp(string name) =>
        name.StartsWith("http://", StringComparison.OrdinalIgnoreCase) || name.StartsWith("https://", StringComparison.OrdinalIgnoreCase);

    private static bool IsCanonical(string name) =>
        Uri.TryCreate(name, UriKind.Absolute, out var parsed) && parsed.AbsoluteUri == name && parsed is { UserInfo: "", Fragment: "" };
}
