namespace Mdlc.Contracts.Decisions;

/// <summary>What a person decides.</summary>
public enum DecisionKind
{
    /// <summary>A run's version may become champion.</summary>
    Approve,

    /// <summary>It may not.</summary>
    Reject,

    /// <summary>It may, although its gate did not pass.</summary>
    Override,

    /// <summary>A version that is named becomes champion.</summary>
    Promote,

    /// <summary>An earlier champion becomes champion again.</summary>
    Rollback,
}
