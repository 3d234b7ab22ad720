namespace Mdlc.Contracts.Tuning;

/// <summary>A trial whose result is awaited.</summary>
/// <param name="Trial">Its number, from 0.</param>
/// <param name="Params">Options of the trainer.</param>
/// <param name="Choices">What was chosen by name.</param>
/// <param name="Through">The last trial whose result its proposal knew; −1: none.</param>
public sealed record RunningTrial(int Trial, IReadOnlyDictionary<string, double> Params, IReadOnlyDictionary<string, string> Choices, int Through)
{
    /// <summary>What a reader should know of how it came to be; null: nothing.</summary>
    public string? Note { get; init; }
}
