namespace Mdlc.Catalog.Metadata;

public enum ServedState
{
    Loading,

    /// <summary>Verified, scored a row, and answers requests.</summary>
    Ready,

    /// <summary>Could not be loaded; what was served before still is.</summary>
    Failed,
}
