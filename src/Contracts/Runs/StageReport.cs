namespace Mdlc.Contracts.Runs;

/// <summary>How a stage of a run went.</summary>
/// <param name="Attempts">How often its activity was started; 0 while it waits.</param>
/// <param name="Seconds">From its first start to its end, in seconds; null while it has not ended.</param>
/// <param name="Summary">One line for a person, e.g. "32 561 rows, 0 rejected".</param>
public sealed record StageReport(string Name, StageState State, int Attempts, double? Seconds, string? Summary)
{
    /// <summary>Sentences about what the stage guessed, dropped or doubts.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>How often it was begun again by itself because its process was killed.</summary>
    public int Interruptions { get; init; }

    /// <summary>How often that is done before a person is asked; null while there was none. Where trials are interrupted: for each of them.</summary>
    public int? MostInterruptions { get; init; }

    /// <summary>What cut it off, the last time; null while nothing did.</summary>
    public string? InterruptedBy { get; init; }

    /// <summary>What the stage found, in a word, where that it ended well does not say it: the gate's verdict.</summary>
    public string? Outcome { get; init; }
}
