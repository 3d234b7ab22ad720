namespace Mdlc.Catalog.Metadata;

/// <summary>Reads what <see cref="IModelStore.AliasesAsync"/> returns.</summary>
public static class AliasExtensions
{
    /// <summary>The version that an alias stands on; null when it stands nowhere.</summary>
    public static int? Find(this IReadOnlyDictionary<string, int> aliases, string alias) =>
        aliases.TryGetValue(alias, out var version) ? version : null;
}
