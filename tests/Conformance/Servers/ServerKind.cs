namespace Mdlc.Conformance.Tests.Servers;

/// <summary>The two servers that every scenario may run on.</summary>
public enum ServerKind
{
    /// <summary>Ours, in process (or at <c>MDLC_ENGINE_ADDRESS</c>).</summary>
    Engine,

    /// <summary>Temporal itself, where one is at hand.</summary>
    Real,
}
