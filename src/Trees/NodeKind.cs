namespace Mdlc.Trees;

internal enum NodeKind
{
    /// <summary>What is at most the threshold goes left; a missing value goes right.</summary>
    MissingRight,

    /// <summary>What is at most the threshold, or is missing, goes left.</summary>
    MissingLeft,

    /// <summary>The tree itself is asked.</summary>
    Other,
}
