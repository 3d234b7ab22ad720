namespace Mdlc.Catalog.Sources.Csv;

/// <summary>How much speaks for a record being the header.</summary>
internal enum HeaderEvidence
{
    None,

    /// <summary>Nothing but that its cells are found nowhere below them.</summary>
    Likely,

    /// <summary>Its cells are of another kind than those below them, or are the names that the source gives.</summary>
    Evident,
}
