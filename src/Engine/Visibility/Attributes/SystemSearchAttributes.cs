using System.Collections.Frozen;
using Mdlc.Engine.Visibility.Records;

namespace Mdlc.Engine.Visibility.Attributes;

/// <summary>The search attributes that exist without being added: those of the record itself, and those that SDKs and the server set.</summary>
public static class SystemSearchAttributes
{
    public const string WorkflowId = "WorkflowId";
    public const string ExecutionStatus = "ExecutionStatus";
    public const string ExecutionDuration = "ExecutionDuration";
    public const string WorkflowType = "WorkflowType";
    public const string SchedulePaused = "TemporalSchedulePaused";
    public const string NamespaceDivision = "TemporalNamespaceDivision";

    /// <summary>Names with it belong to Temporal; queries may leave it away, or add it.</summary>
    public const string ReservedPrefix = "Temporal";

    /// <summary>Fields of the record. Nobody can set them through search attributes.</summary>
    public static readonly FrozenDictionary<string, IndexedValueType> System = new Dictionary<string, IndexedValueType>
    {
        [WorkflowId] = IndexedValueType.Keyword,
        ["RunId"] = IndexedValueType.Keyword,
        [WorkflowType] = IndexedValueType.Keyword,
        ["StartTime"] = IndexedValueType.Datetime,
        ["ExecutionTime"] = IndexedValueType.Datetime,
        ["CloseTime"] = IndexedValueType.Datetime,
        [ExecutionStatus] = IndexedValueType.Keyword,
        ["TaskQueue"] = IndexedValueType.Keyword,
        ["HistoryLength"] = IndexedValueType.Int,
        [ExecutionDuration] = IndexedValueType.Int,
        ["StateTransitionCount"] = IndexedValueType.Int,
        ["HistorySizeBytes"] = IndexedValueType.Int,
        ["ParentWorkflowId"] = IndexedValueType.Keyword,
        ["ParentRunId"] = IndexedValueType.Keyword,
        ["RootWorkflowId"] = IndexedValueType.Keyword,
        ["RootRunId"] = IndexedValueType.Keyword,
    }.ToFrozenDictionary();

    /// <summary>Kept with the custom attributes. Those that <see cref="Settable"/> lacks only the server sets.</summary>
    public static readonly FrozenDictionary<string, IndexedValueType> Predefined = new Dictionary<string, IndexedValueType>
    {
        ["TemporalChangeVersion"] = IndexedValueType.KeywordList,
        ["BinaryChecksums"] = IndexedValueType.KeywordList,
        ["BuildIds"] = IndexedValueType.KeywordList,
        ["BatcherNamespace"] = IndexedValueType.Keyword,
        ["BatcherUser"] = IndexedValueType.Keyword,
        ["TemporalScheduledStartTime"] = IndexedValueType.Datetime,
        ["TemporalScheduledById"] = IndexedValueType.Keyword,
        [SchedulePaused] = IndexedValueType.Bool,
        [NamespaceDivision] = IndexedValueType.Keyword,
        ["TemporalPauseInfo"] = IndexedValueType.KeywordList,
        ["TemporalReportedProblems"] = IndexedValueType.KeywordList,
        ["TemporalWorkerDeploymentVersion"] = IndexedValueType.Keyword,
        ["TemporalWorkflowVersioningBehavior"] = IndexedValueType.Keyword,
        ["TemporalWorkerDeployment"] = IndexedValueType.Keyword,
        ["TemporalUsedWorkerDeploymentVersions"] = IndexedValueType.KeywordList,
        ["TemporalExternalPayloadCount"] = IndexedValueType.Int,
        ["TemporalExternalPayloadSizeBytes"] = IndexedValueType.Int,
    }.ToFrozenDictionary();

    private static readonly FrozenSet<string> ServerOnly = new[]
    {
        "TemporalWorkerDeploymentVersion", "TemporalWorkflowVersioningBehavior", "TemporalWorkerDeployment",
        "TemporalUsedWorkerDeploymentVersions", "TemporalExternalPayloadCount", "TemporalExternalPayloadSizeBytes",
    }.ToFrozenSet();

    private static readonly FrozenSet<string> OtherReserved =
        new[] { "NamespaceId", "MemoEncoding", "Memo", "VisibilityTaskKey" }.ToFrozenSet();

    /// <summary>How each field is read for a query: status as its number, durations in nanoseconds, counts only of closed runs.</summary>
    internal static readonly FrozenDictionary<string, Func<VisibilityRecord, object?>> Readers = new Dictionary<string, Func<VisibilityRecord, object?>>
    {
        [WorkflowId] = r => r.WorkflowId,
        ["RunId"] = r => r.RunId,
        [WorkflowType] = r => r.WorkflowType,
        ["StartTime"] = r => r.StartTime,
        ["ExecutionTime"] = r => r.ExecutionTime,
        ["CloseTime"] = r => r.CloseTime,
        [ExecutionStatus] = r => (long)r.Status,
        ["TaskQueue"] = r => r.TaskQueue,
        ["HistoryLength"] = r => r.IsOpen ? null : r.HistoryLength,
        [ExecutionDuration] = r => r.ExecutionDuration is { } duration ? duration.Ticks * TimeSpan.NanosecondsPerTick : null,
        ["StateTransitionCount"] = r => r.IsOpen ? null : r.StateTransitionCount,
        ["HistorySizeBytes"] = r => r.IsOpen ? null : r.HistorySizeBytes,
        ["ParentWorkflowId"] = r => r.ParentWorkflowId,
        ["ParentRunId"] = r => r.ParentRunId,
        ["RootWorkflowId"] = r => r.RootWorkflowId,
        ["RootRunId"] = r => r.RootRunId,
    }.ToFrozenDictionary();

    public static bool IsSystemOrPredefined(string name) => System.ContainsKey(name) || Predefined.ContainsKey(name);

    /// <summary>True when no custom attribute may have this name.</summary>
    public static bool IsReserved(string name) =>
        IsSystemOrPredefined(name) || OtherReserved.Contains(name) || name.StartsWith(ReservedPrefix, StringComparison.Ordinal);

    /// <summary>True when a predefined attribute may be set by clients and workflows.</summary>
    public static bool Settable(string predefined) => !ServerOnly.Contains(predefined);

    public static bool TryGetType(string name, out IndexedValueType type) =>
        System.TryGetValue(name, out type) || Predefined.TryGetValue(name, out type);
}
