namespace Mdlc.Catalog.Metadata;

/// <param name="Version">Where the alias shall stand; null: nowhere.</param>
/// <param name="By">The run or the person, for the history.</param>
/// <param name="Key">Names this one move: done once, however often it is asked for. Null: done each time.</param>
public sealed record AliasMove(
    string Project, string Model, string Alias, int? Version, string By, string Reason, string? Key, DateTimeOffset At);
