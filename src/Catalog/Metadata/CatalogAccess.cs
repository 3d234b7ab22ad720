namespace Mdlc.Catalog.Metadata;

public enum CatalogAccess
{
    /// <summary>The catalog is made on first use.</summary>
    ReadWrite,

    /// <summary>Nothing is written or made, so a read-only mount will do; a home without a catalog reads as an empty one.</summary>
    ReadOnly,
}
