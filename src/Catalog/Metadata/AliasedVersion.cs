namespace Mdlc.Catalog.Metadata;

/// <summary>Where an alias of a model stands.</summary>
public sealed record AliasedVersion(string Project, string Model, int Version);
