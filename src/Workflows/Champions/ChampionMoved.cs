namespace Mdlc.Workflows.Champions;

/// <summary>What a move came to.</summary>
/// <param name="From">The champion before; null: there was none.</param>
/// <param name="To">The champion now.</param>
/// <param name="Pending">True: no server runs that could have loaded it; the next one does.</param>
/// <param name="Endpoint">Where it answers; null while pending.</param>
public sealed record ChampionMoved(
    string Project, string Model, MoveKind Kind, int? From, int To, string By, string Reason, bool Pending, string? Endpoint, string Summary);
