namespace Mdlc.Contracts.Spec;

/// <summary>What people declare of a model, for its card: nothing is decided by it.</summary>
public sealed record AboutSpec
{
    /// <summary>Who answers for the model: a person or a team; null: not declared.</summary>
    public string? Owner { get; init; }

    /// <summary>Who may use it for what; may have several lines; null: not declared.</summary>
    public string? IntendedUse { get; init; }

    /// <summary>What it must not be used for, and where it is known to be wrong.</summary>
    public IReadOnlyList<string> Limits { get; init; } = [];

    public IReadOnlyList<string> Tags { get; init; } = [];
}
