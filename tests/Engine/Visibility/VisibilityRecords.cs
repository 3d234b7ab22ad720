using System.Text.Json;
using Google.Protobuf;
using Mdlc.Engine.Visibility.Attributes;
using Mdlc.Engine.Visibility.Records;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;

namespace Mdlc.Engine.Tests.Visibility;

/// <summary>Builds records and payloads for tests.</summary>
internal static class VisibilityRecords
{
    public const string Namespace = "default";

    public static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public static VisibilityRecord Open(string workflowId, string type = "A", DateTimeOffset? start = null, params (string Name, object? Value)[] attributes) => new()
    {
        Namespace = Namespace,
        WorkflowId = workflowId,
        RunId = "run-" + workflowId,
        WorkflowType = type,
        TaskQueue = "queue",
        StartTime = start ?? Noon,
        ExecutionTime = start ?? Noon,
        RootWorkflowId = workflowId,
        RootRunId = "run-" + workflowId,
        SearchAttributes = attributes.ToDictionary(a => a.Name, a => Json(a.Value)),
    };

    public static VisibilityRecord Closed(this VisibilityRecord record, WorkflowExecutionStatus status, TimeSpan after) => record with
    {
        Status = status,
        CloseTime = record.StartTime + after,
        HistoryLength = 5,
        HistorySizeBytes = 500,
        StateTransitionCount = 3,
    };

    public static Payload Json(object? value) => new()
    {
        Metadata = { ["encoding"] = ByteString.CopyFromUtf8("json/plain") },
        Data = ByteString.CopyFrom(JsonSerializer.SerializeToUtf8Bytes(value)),
    };

    /// <summary>A registry with an attribute of each type.</summary>
    public static SearchAttributeRegistry Registry()
    {
        var registry = new SearchAttributeRegistry();
        registry.Add(Namespace, new Dictionary<string, IndexedValueType>
        {
            ["Kw"] = IndexedValueType.Keyword,
            ["Num"] = IndexedValueType.Int,
            ["Dbl"] = IndexedValueType.Double,
            ["Flag"] = IndexedValueType.Bool,
            ["At"] = IndexedValueType.Datetime,
            ["Words"] = IndexedValueType.Text,
            ["Tags"] = IndexedValueType.KeywordList,
            ["Custom-Field"] = IndexedValueType.Keyword,
        });
        return registry;
    }
}
