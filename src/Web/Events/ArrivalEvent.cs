using System.Text.Json;
using Mdlc.Web.Problems;
using Mdlc.Workflows.Lifecycle;

namespace Mdlc.Web.Events;

/// <summary>An event as an arrival: which model it is for, and where the new data are.</summary>
internal sealed record ArrivalEvent(string Project, string Model, DataArrival Arrival)
{
    public const string Type = "mdlc.data.arrived";

    private const long MostRows = 1_000_000_000_000;

    private const string DefaultProject = "default";

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
        return new ArrivalEvent(project, model, new DataArrival(cloudEvent.Source, cloudEvent.Id, ObjectName.Read(uri)) { Rows = Rows(cloudEvent.Data) });
    }

    /// <summary>How many rows are new, where the event says so.</summary>
    private static long? Rows(JsonElement? data) =>
        data is not { ValueKind: JsonValueKind.Object } content || !content.TryGetProperty("rows", out var value) || value.ValueKind == JsonValueKind.Null ? null
        : value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var rows) && rows is >= 0 and <= MostRows ? rows
        : throw WebhookProblem.BadEvent($"Found a data.rows that is no whole number from 0 to {MostRows}; expected how many rows are new.");

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
}
