namespace Mdlc.Contracts.Spec;

/// <summary>When data that have arrived set a run off. All that wait are one run.</summary>
public sealed record DataTriggerSpec
{
    /// <summary>Rows that must have arrived together. An event that does not say its rows has enough of them.</summary>
    public long MinRows { get; init; }

    /// <summary>How long nothing more must have arrived; zero: a run begins at once.</summary>
    public TimeSpan Debounce { get; init; }

    /// <summary>How long the first of those that wait waits at most, for rows and for quiet; null: for ever.</summary>
    public TimeSpan? MaxWait { get; init; }
}
