namespace Mdlc.Catalog.Metadata;

/// <summary>What a server does about a model.</summary>
/// <param name="Sequence">The change of the desired version that this answers; 0: none, the champion was taken.</param>
/// <param name="Version">The version that the state is about; null: none shall be served.</param>
/// <param name="Serving">The version that answers requests; null: none yet. Differs from <paramref name="Version"/> while that loads or when it failed.</param>
/// <param name="Error">Why it failed.</param>
public sealed record ServedModel(
    string Server,
    string Project,
    string Model,
    long Sequence,
    int? Version,
    ServedState State,
    int? Serving,
    string? Error,
    DateTimeOffset At);
