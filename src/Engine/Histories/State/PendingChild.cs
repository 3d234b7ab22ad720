namespace Mdlc.Engine.Histories.State;

/// <summary>A child workflow that was asked for and has not closed.</summary>
internal sealed class PendingChild
{
    public required long InitiatedEventId { get; init; }

    public required StartChildWorkflowExecutionInitiatedEventAttributes Initiated { get; init; }

    public Temporalio.Api.Sdk.V1.UserMetadata? UserMetadata { get; init; }

    /// <summary>0 until the start is recorded (or while that record is buffered).</summary>
    public long StartedEventId { get; set; }

    /// <summary>The first run of the child; empty until started.</summary>
    public string RunId { get; set; } = "";
}
