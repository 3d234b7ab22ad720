using Mdlc.Engine.Storage;
using Mdlc.Engine.Visibility.Attributes;
using Temporalio.Api.Workflow.V1;

namespace Mdlc.Engine.Histories.Closed;

/// <summary>What a closed run is found by, as its summary has it.</summary>
internal static class ClosedRows
{
    private static readonly (IndexedValueType Type, ClosedAttributeKind Kind)[] Readings =
    [
        (IndexedValueType.Keyword, ClosedAttributeKind.Text),
        (IndexedValueType.Int, ClosedAttributeKind.Int),
        (IndexedValueType.Double, ClosedAttributeKind.Double),
        (IndexedValueType.Bool, ClosedAttributeKind.Bool),
        (IndexedValueType.Datetime, ClosedAttributeKind.Time),
        (IndexedValueType.KeywordList, ClosedAttributeKind.Item),
    ];

    /// <param name="ahead">By how much the run's time was ahead of the engine's.</param>
    public static ClosedRow Of(long key, string ns, WorkflowExecutionInfo info, TimeSpan ahead = default)
    {
        var (execution, root, parent) = (info.Execution, info.RootExecution, info.ParentExecution);
        var closed = Ticks(info.CloseTime);
        return new ClosedRow
        {
            Key = key,
            Namespace = ns,
            WorkflowId = execution.WorkflowId,
            RunId = execution.RunId,
            WorkflowType = info.Type.Name,
            TaskQueue = info.TaskQueue,
            Status = (int)info.Status,
            StartTime = Ticks(info.StartTime),
            ExecutionTime = Ticks(info.ExecutionTime),
            CloseTime = closed,
            HistoryLength = info.HistoryLength,
            HistorySize = info.HistorySizeBytes,
            Transitions = info.StateTransitionCount,
            ParentWorkflowId = parent?.WorkflowId,
            ParentRunId = parent?.RunId,
            RootWorkflowId = root.WorkflowId == execution.WorkflowId ? null : root.WorkflowId,
            RootRunId = root.RunId == execution.RunId ? null : root.RunId,
            FirstRunId = info.FirstRunId == execution.RunId ? null : info.FirstRunId,
            Division = info.SearchAttributes.IndexedFields.TryGetValue(SystemSearchAttributes.NamespaceDivision, out var division)
                && SearchAttributeCodec.TryDecode(division, IndexedValueType.Keyword, out var name) ? (string?)name : null,
            ClosedAt = ahead == TimeSpan.Zero ? null : closed - ahead.Ticks,
            Attributes = [.. info.SearchAttributes.IndexedFields.SelectMany(static field => Read(field.Key, field.Value))],
        };
    }

    /// <summary>What type the attribute has is known only when somebody asks: it may be removed and added anew. So it is kept as all that it can be.</summary>
    private static IEnumerable<ClosedAttribute> Read(string name, Payload payload)
    {
        foreach (var (type, kind) in Readings)
        {
            if (!SearchAttributeCodec.TryDecode(payload, type, out var value) || value is null)
            {
                continue;
            }

            if (value is string[] items)
            {
                foreach (var item in items)
                {
                    yield return new ClosedAttribute(name, kind, item);
                }
            }
            else
            {
                yield return new ClosedAttribute(name, kind, value switch
                {
                    bool flag => flag ? 1L : 0L,
                    DateTimeOffset time => time.UtcTicks,
                    _ => value,
                });
            }
        }
    }

    private static long Ticks(Timestamp? time) => time is null ? 0 : time.ToDateTime().Ticks;
}
