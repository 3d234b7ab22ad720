using System.Text.Json.Nodes;
using Mdlc.Engine.Storage;
using Temporalio.Api.Schedule.V1;

namespace Mdlc.Engine.Schedules;

/// <summary>
/// All that is kept of a schedule, as it stands in the database: JSON, with protobuf messages as base64. Properties are added, never
/// renamed.
/// </summary>
internal sealed class StoredSchedule
{
    /// <summary>How many request ids are remembered; a client repeats a call at once or not at all.</summary>
    private const int RequestIdsKept = 100;

    public required string Namespace { get; init; }

    public required string ScheduleId { get; init; }

    /// <summary>The request that created it.</summary>
    public required string RequestId { get; init; }

    /// <summary>Spec in canonical form, action, policies and state; none of them null.</summary>
    public required Schedule Schedule { get; set; }

    /// <summary>The counters, and the recent and running actions. Future times and the buffer's size are filled in when asked for.</summary>
    public required ScheduleInfo Info { get; init; }

    public Memo? Memo { get; set; }

    public SearchAttributes? SearchAttributes { get; set; }

    /// <summary>Changes whenever somebody or something changed the schedule's definition.</summary>
    public long ConflictToken { get; set; } = 1;

    /// <summary>Every time of the spec up to here has been decided upon.</summary>
    public required DateTime DecidedUntil { get; set; }

    public List<BufferedStart> Buffer { get; init; } = [];

    /// <summary>Backfills that are not yet wholly in the buffer; each begins behind what is.</summary>
    public List<BackfillRequest> Backfills { get; init; } = [];

    public Payloads? LastCompletionResult { get; set; }

    public Failure? ContinuedFailure { get; set; }

    /// <summary>The latest updates and patches that were carried out.</summary>
    public List<string> RequestIds { get; init; } = [];

    public static StoredSchedule Read(byte[] data)
    {
        var json = StoredJson.Parse(data);
        return new StoredSchedule
        {
            Namespace = json.Get<string>(nameof(Namespace)),
            ScheduleId = json.Get<string>(nameof(ScheduleId)),
            RequestId = json.Get<string>(nameof(RequestId)),
            Schedule = json.GetMessage<Schedule>(nameof(Schedule)),
            Info = json.GetMessage<ScheduleInfo>(nameof(Info)),
            Memo = json.GetMessageOrNull<Memo>(nameof(Memo)),
            SearchAttributes = json.GetMessageOrNull<SearchAttributes>(nameof(SearchAttributes)),
            ConflictToken = json.Get<long>(nameof(ConflictToken)),
            DecidedUntil = json.Get<DateTime>(nameof(DecidedUntil)),
            Buffer = [.. json.GetArray(nameof(Buffer)).Select(start => BufferedStart.Read(start as JsonObject ?? []))],
            Backfills = json.GetMessages<BackfillRequest>(nameof(Backfills)),
            LastCompletionResult = json.GetMessageOrNull<Payloads>(nameof(LastCompletionResult)),
            ContinuedFailure = json.GetMessageOrNull<Failure>(nameof(ContinuedFailure)),
            RequestIds = [.. json.GetArray(nameof(RequestIds)).Select(id => id!.GetValue<string>())],
        };
    }

    public byte[] ToBytes() => StoredJson.ToUtf8Bytes(new JsonObject
    {
        [nameof(Namespace)] = Namespace,
        [nameof(ScheduleId)] = ScheduleId,
        [nameof(RequestId)] = RequestId,
        [nameof(Schedule)] = StoredJson.Of(Schedule),
        [nameof(Info)] = StoredJson.Of(Info),
        [nameof(Memo)] = StoredJson.Of(Memo),
        [nameof(SearchAttributes)] = StoredJson.Of(SearchAttributes),
        [nameof(ConflictToken)] = ConflictToken,
        [nameof(DecidedUntil)] = DecidedUntil,
        [nameof(Buffer)] = new JsonArray([.. Buffer.Select(start => start.ToJson())]),
        [nameof(Backfills)] = StoredJson.OfAll(Backfills),
        [nameof(LastCompletionResult)] = StoredJson.Of(LastCompletionResult),
        [nameof(ContinuedFailure)] = StoredJson.Of(ContinuedFailure),
        [nameof(RequestIds)] = new JsonArray([.. RequestIds.Select(id => (JsonNode)id)]),
    });

    /// <summary>Remembers a request; false when it was carried out before.</summary>
    public bool Serve(string requestId)
    {
        if (requestId.Length == 0)
        {
            return true;
        }

        if (RequestIds.Contains(requestId))
        {
            return false;
        }

        if (RequestIds.Count == RequestIdsKept)
        {
            RequestIds.RemoveAt(0);
        }

        RequestIds.Add(requestId);
        return true;
    }
}
