using System.Text.Json;
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

    private static readonly JsonSerializerOptions Format = new() { Converters = { new MessageConverterFactory() } };

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

    public static StoredSchedule Read(byte[] data) =>
        JsonSerializer.Deserialize<StoredSchedule>(data, Format) ?? throw new InvalidDataException("a stored schedule is null");

    public byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(this, Format);

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
