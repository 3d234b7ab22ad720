namespace Mdlc.Conformance.Tests.Scenarios;

/// <summary>What the engine is compared with.</summary>
public enum Reference
{
    /// <summary>The committed documents of the real server; everywhere.</summary>
    Golden,

    /// <summary>The real server itself; where one is at hand.</summary>
    RealServer,
}
