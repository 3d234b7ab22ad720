using Mdlc.Engine.Visibility.Attributes;
using Mdlc.Engine.Visibility.Queries;
using Mdlc.Engine.Visibility.Records;

namespace Mdlc.Engine.Visibility.Closed;

/// <summary>Questions that the counts of closed runs answer, without a look at any of them.</summary>
internal static class ClosedKinds
{
    /// <summary>Whether all runs of a kind have the same value of the attribute.</summary>
    public static bool Has(SearchAttribute attribute) => attribute.Name is SystemSearchAttributes.ExecutionStatus or SystemSearchAttributes.NamespaceDivision;

    /// <summary>A row that stands for all of the kind, as far as <see cref="Has"/> says.</summary>
    public static VisibilityRow Row(ClosedKind kind) => new(new VisibilityRecord
    {
        Namespace = kind.Namespace,
        WorkflowId = "",
        RunId = "",
        WorkflowType = "",
        TaskQueue = "",
        Status = kind.Status,
        StartTime = DateTimeOffset.MinValue,
        ExecutionTime = DateTimeOffset.MinValue,
        CloseTime = DateTimeOffset.MinValue,
        RootWorkflowId = "",
        RootRunId = "",
        SearchAttributes = new Dictionary<string, Payload> { [SystemSearchAttributes.NamespaceDivision] = SearchAttributeCodec.EncodeKeyword(kind.Division) },
    });
}
