namespace Mdlc.Engine.Storage;

/// <summary>What a closed run is found by. Its summary has all of it again: rows can be made anew from that.</summary>
/// <remarks>Times are ticks, UTC.</remarks>
internal sealed record ClosedRow
{
    public required long Key { get; init; }

    public required string Namespace { get; init; }

    public required string WorkflowId { get; init; }

    public required string RunId { get; init; }

    public required string WorkflowType { get; init; }

    public required string TaskQueue { get; init; }

    public required int Status { get; init; }

    public required long StartTime { get; init; }

    public required long ExecutionTime { get; init; }

    public required long CloseTime { get; init; }

    public required long HistoryLength { get; init; }

    public required long HistorySize { get; init; }

    public required long Transitions { get; init; }

    public string? ParentWorkflowId { get; init; }

    public string? ParentRunId { get; init; }

    /// <summary>Null when it is the run itself.</summary>
    public string? RootWorkflowId { get; init; }

    /// <inheritdoc cref="RootWorkflowId"/>
    public string? RootRunId { get; init; }

    /// <summary>The first run of the chain; null when it is the run itself.</summary>
    public string? FirstRunId { get; init; }

    public string? Division { get; init; }

    /// <summary>When it closed by the engine's time; null when that is its own.</summary>
    public long? ClosedAt { get; init; }

    public IReadOnlyList<ClosedAttribute> Attributes { get; init; } = [];

    public ClosedGroup Group => new(Namespace, Status, Division);
}
