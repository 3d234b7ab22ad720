namespace Mdlc.Workflows.Studies;

/// <summary>What a study does next.</summary>
/// <param name="Through">Begin: the last trial whose result the next one may know.</param>
/// <param name="Reason">End: why.</param>
public sealed record StudyStep(StudyStepKind Kind, int Through = -1, string? Reason = null)
{
    public static StudyStep Wait { get; } = new(StudyStepKind.Wait);

    public static StudyStep Renew { get; } = new(StudyStepKind.Renew);
}
