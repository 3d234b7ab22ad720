namespace Mdlc.Contracts.Decisions;

/// <param name="Key">Id of the person's key.</param>
/// <param name="Project">Where the role holds; null: everywhere, as an admin's of the trust anchor does.</param>
/// <param name="Role">Null: the key was revoked.</param>
/// <param name="Since">When this was said; null: by the trust anchor.</param>
public sealed record KnownPerson(string Name, string Key, string PublicKey, string? Project, PersonRole? Role, DateTimeOffset? Since);
