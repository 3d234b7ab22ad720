namespace Mdlc.Catalog.Trust;

/// <summary>The document of <c>trust.json</c>.</summary>
/// <param name="Admins">Names and public keys.</param>
public sealed record TrustAnchor(IReadOnlyDictionary<string, string> Admins);
