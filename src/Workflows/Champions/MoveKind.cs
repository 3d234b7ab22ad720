namespace Mdlc.Workflows.Champions;

/// <summary>What a person wants of the champion.</summary>
public enum MoveKind
{
    /// <summary>A version that is named takes its place.</summary>
    Promote,

    /// <summary>It gives its place back to one that had it before.</summary>
    Rollback,
}
