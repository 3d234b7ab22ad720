using System.Text.Json.Nodes;
using Mdlc.Engine.Storage;
using Temporalio.Api.WorkflowService.V1;

namespace Mdlc.Engine.Batches;

/// <summary>
/// All that is kept of a batch operation, as it stands in the database: JSON, with protobuf messages as base64. Properties are added,
/// never renamed.
/// </summary>
internal sealed record StoredBatch
{
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

    public static StoredBatch Read(byte[] data)
    {
        var json = StoredJson.Parse(data);
        return new StoredBatch
        {
            Request = json.GetMessage<StartBatchOperationRequest>(nameof(Request)),
            Type = (BatchOperationType)json.Get<int>(nameof(Type)),
            RunId = json.Get<string>(nameof(RunId)),
            RequestId = json.Get<string>(nameof(RequestId)),
            StartTime = json.Get<DateTime>(nameof(StartTime)),
            CloseTime = json.GetOrNull<DateTime>(nameof(CloseTime)),
            State = (BatchOperationState)json.Get<int>(nameof(State)),
            Expected = json.GetOrNull<long>(nameof(Expected)),
            Succeeded = json.Get<long>(nameof(Succeeded)),
            Failed = json.Get<long>(nameof(Failed)),
            NextPage = json.GetBytes(nameof(NextPage)),
        };
    }

    public byte[] ToBytes() => StoredJson.ToUtf8Bytes(new JsonObject
    {
        [nameof(Request)] = StoredJson.Of(Request),
        [nameof(Type)] = (int)Type,
        [nameof(RunId)] = RunId,
        [nameof(RequestId)] = RequestId,
        [nameof(StartTime)] = StartTime,
        [nameof(CloseTime)] = CloseTime,
        [nameof(State)] = (int)State,
        [nameof(Expected)] = Expected,
        [nameof(Succeeded)] = Succeeded,
        [nameof(Failed)] = Failed,
        [nameof(NextPage)] = StoredJson.Of(NextPage),
    });
}
