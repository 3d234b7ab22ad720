namespace Mdlc.Contracts.Spec;

/// <summary>Where a promoted version is served.</summary>
public enum DeployTarget
{
    /// <summary>By the home's own server.</summary>
    Local,

    /// <summary>Nowhere: it is registered, and no alias moves.</summary>
    None,
}
