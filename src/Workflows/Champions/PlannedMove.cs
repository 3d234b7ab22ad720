namespace Mdlc.Workflows.Champions;

/// <summary>A move that can be made as things stand.</summary>
/// <param name="Version">The version that shall be champion.</param>
/// <param name="Champion">The one that is; null: none.</param>
public sealed record PlannedMove(string Project, string Model, ChampionMove Move, int Version, int? Champion)
{
    /// <summary>This very move was made before, and only its answer is wanted.</summary>
    public bool IsMade { get; init; }
}
