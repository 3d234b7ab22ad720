namespace Mdlc.Contracts.Runs;

/// <summary>Something that a run was begun for. A run may have several: what waits is one run.</summary>
/// <param name="Id">Of the request, the time that was due, the event, or the alarm.</param>
/// <param name="At">When it was heard of.</param>
/// <param name="What">For a person: who asked, which object arrived, what has drifted.</param>
public sealed record RunCause(RunTrigger Trigger, string Id, DateTimeOffset At, string What)
{
    /// <summary>More are told as one, which counts the rest.</summary>
    public const int Most = 20;

    /// <summary>How many this one stands for, itself counted.</summary>
    public long Count { get; init; } = 1;
}
