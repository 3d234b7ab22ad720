using Mdlc.Contracts.Decisions;

namespace Mdlc.Workflows.Champions;

/// <summary>A move of the champion that a person asks for.</summary>
public sealed record ChampionMove
{
    /// <summary>Names this one move: done once, however often it is asked for.</summary>
    public required string Id { get; init; }

    public required MoveKind Kind { get; init; }

    /// <summary>The version that shall be champion; null, of a rollback only: the one that was before the present.</summary>
    public int? Version { get; init; }

    /// <summary>Who asks, for the record.</summary>
    public required string By { get; init; }

    /// <summary>Why, for the record.</summary>
    public required string Reason { get; init; }

    /// <summary>Who asks, proven; null: nobody signed, which is enough where no keys are configured. Its nonce is the move's <see cref="Id"/>.</summary>
    public SignedDecision? Signed { get; init; }

    /// <summary>What the record of moves and of deployments knows it by.</summary>
    public string Key => $"{Word}/{Id}";

    /// <summary>Its kind as people write it.</summary>
    public string Word => Kind.ToString().ToLowerInvariant();

    /// <summary>Whether another asks for the same, so that one of them is enough.</summary>
    public bool IsLike(ChampionMove other) => Kind == other.Kind && Version == other.Version;
}
