namespace Mdlc.Contracts.Models;

/// <summary>One move of an alias.</summary>
/// <param name="From">The version it left; null when it stood nowhere.</param>
/// <param name="To">The version it came to; null when it was taken away.</param>
/// <param name="By">The run (or person) that moved it.</param>
public sealed record AliasChange(string Alias, int? From, int? To, string By, string Reason, DateTimeOffset At)
{
    /// <summary>What names the one move: the run, or the move that a person asked for. Null: nothing does.</summary>
    public string? Key { get; init; }
}
