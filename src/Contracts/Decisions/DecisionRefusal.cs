namespace Mdlc.Contracts.Decisions;

/// <summary>Why a signed decision does not count.</summary>
public enum DecisionRefusal
{
    /// <summary>It counts.</summary>
    None,

    /// <summary>Keys are configured, and nobody signed.</summary>
    Unsigned,

    /// <summary>A form of statement that is not known, or a field that cannot be.</summary>
    Malformed,

    /// <summary>Nobody of the project has the key.</summary>
    UnknownSigner,

    /// <summary>The key was revoked.</summary>
    Revoked,

    /// <summary>The signature is not the key's over this statement.</summary>
    BadSignature,

    /// <summary>The person's role does not allow it.</summary>
    NotAllowed,

    /// <summary>It was signed for another project.</summary>
    OtherProject,

    /// <summary>It was signed for another model, version, decision, reason or champion.</summary>
    OtherMatter,

    /// <summary>Its time is over.</summary>
    Expired,

    /// <summary>Its time has not come.</summary>
    TooEarly,

    /// <summary>It was used before.</summary>
    Replayed,
}
