namespace Mdlc.Contracts.Decisions;

/// <summary>What an admin signs of a person: the role that a key has in a project, or that it has none any more.</summary>
public sealed record PeopleStatement
{
    /// <summary>The only form that is known.</summary>
    public const string FormOne = "mdlc.people/1";

    /// <inheritdoc cref="DecisionStatement.Form"/>
    public string Form { get; init; } = FormOne;

    public required string Project { get; init; }

    /// <summary>The person's name, for records.</summary>
    public required string Person { get; init; }

    /// <summary>The person's public key: SubjectPublicKeyInfo in base64.</summary>
    public required string PublicKey { get; init; }

    /// <summary>Null: the key is revoked, whatever was said of it before.</summary>
    public PersonRole? Role { get; init; }

    public required DateTimeOffset Time { get; init; }

    /// <summary>SHA-256 of the statement before this one in the list, hexadecimal; null: this is the first. So none can be left out unseen.</summary>
    public string? Previous { get; init; }

    /// <summary>Id of the admin's key.</summary>
    public required string Signer { get; init; }
}
