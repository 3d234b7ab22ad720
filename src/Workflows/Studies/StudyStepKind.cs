namespace Mdlc.Workflows.Studies;

public enum StudyStepKind
{
    /// <summary>Something must happen first.</summary>
    Wait,

    /// <summary>The next trial is begun.</summary>
    Begin,

    /// <summary>The study goes on in a new history.</summary>
    Renew,

    End,
}
