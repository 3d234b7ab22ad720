namespace Mdlc.Contracts.Decisions;

/// <summary>What a person may do in a project; each may what those before it may.</summary>
public enum PersonRole
{
    /// <summary>Looks.</summary>
    Viewer,

    /// <summary>Begins and steers runs.</summary>
    Operator,

    /// <summary>Decides of champions.</summary>
    Approver,

    /// <summary>Says who has which role.</summary>
    Admin,
}
