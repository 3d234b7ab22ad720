namespace Mdlc.Contracts.Faults;

/// <summary>Who has to act on a fault. Each ends a run as failed: trying again without a change would give the same answer.</summary>
public enum FaultKind
{
    /// <summary>The model's spec asks for something that cannot be.</summary>
    Spec,

    /// <summary>The data are not what the spec says they are.</summary>
    Data,

    /// <summary>The work does not fit into a stated limit, such as memory.</summary>
    Resource,

    /// <summary>This machine lacks a part, such as a native library.</summary>
    Environment,
}
