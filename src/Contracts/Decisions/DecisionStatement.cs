namespace Mdlc.Contracts.Decisions;

/// <summary>What a person signs when deciding. Its canonical JSON is what the signature covers: a field that is added must be null where it is not meant.</summary>
public sealed record DecisionStatement
{
    /// <summary>The only form that is known.</summary>
    public const string FormOne = "mdlc.decision/1";

    /// <summary>What kind of document is signed, so that no other document's signature can stand for this one's.</summary>
    public string Form { get; init; } = FormOne;

    public required string Project { get; init; }

    public required string Model { get; init; }

    /// <summary>The run's number; null: the decision is of no run.</summary>
    public int? Run { get; init; }

    /// <summary>The version that shall be champion; null, of a rejection only.</summary>
    public int? Version { get; init; }

    public required DecisionKind Decision { get; init; }

    /// <summary>The champion that the person saw; null: none. If another is champion by then, nothing moves.</summary>
    public int? ExpectedChampion { get; init; }

    public required string Reason { get; init; }

    /// <summary>SHA-256 of what the person decided by, hexadecimal; null: not stated.</summary>
    public string? Evidence { get; init; }

    /// <summary>Makes this decision one of its kind: it moves a champion once at most.</summary>
    public required string Nonce { get; init; }

    public required DateTimeOffset Time { get; init; }

    /// <summary>From then on it moves nothing.</summary>
    public required DateTimeOffset Expiry { get; init; }

    /// <summary>Id of the key that signs.</summary>
    public required string Signer { get; init; }
}
