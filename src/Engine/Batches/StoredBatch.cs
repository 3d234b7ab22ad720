using System.Text.Json;
using Mdlc.Engine.Storage;
using Temporalio.Api.WorkflowService.V1;

namespace Mdlc.Engine.Batches;

/// <summary>
/// All that is kept of a batch operation, as it stands in the database: JSON, with protobuf messages as base64. Properties are added,
/// never renamed.
/// </summary>
internal sealed record StoredBatch
{
    private static readonly JsonSerializerOptions Format = new() { Converters = { new MessageConverterFactory() } };

    public required StartBatchOperationRequest Request { get; init; }

    public required BatchOperationType Type { get; init; }

    /// <summary>On Temporal a batch is a workflow, and this its run.</summary>
    public required string RunId { get; init; }

    /// <summary>And this what started that run.</summary>
    public required string RequestId { get; init; }

    public required DateTime StartTime { get; init; }

    /// <summary>Null while the batch runs.</summary>
    public DateTime? CloseTime { get; init; }

    public BatchOperationState State { get; init; } = BatchOperationState.Running;

    /// <summary>How many executions there were when it began; null until they are counted.</summary>
    public long? Expected { get; init; }

    public long Succeeded { get; init; }

    public long Failed { get; init; }

    /// <summary>Where the next page of the query begins; empty for the first.</summary>
    public byte[] NextPage { get; init; } = [];

    public static StoredBatch Read(byte[] data) =>
        JsonSerializer.Deserialize<StoredBatch>(data, Format) ?? throw new InvalidDataException("a stored batch operation is null");

    public byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(this, Format);
}
