using System.Text.Json.Serialization;
using Mdlc.Contracts.Json;
using Mdlc.Workflows.Notices;

namespace Mdlc.Activities.Notices;

/// <summary>A notice as a CloudEvent 1.0 in JSON.</summary>
internal sealed record NoticeEvent(
    [property: JsonPropertyName("specversion")] string SpecVersion,
    string Id,
    string Source,
    string Type,
    string Subject,
    DateTimeOffset Time,
    [property: JsonPropertyName("datacontenttype")] string DataContentType,
    IReadOnlyDictionary<string, string> Data)
{
    public const string MediaType = "application/cloudevents+json";

    /// <summary>One line of JSON.</summary>
    public static string Of(Notice notice) =>
        MdlcJson.Serialize(new NoticeEvent("1.0", notice.Id, "mdlc", notice.Type, notice.Subject, notice.Time, "application/json", notice.Data));
}
