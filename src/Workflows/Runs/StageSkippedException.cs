namespace Mdlc.Workflows.Runs;

/// <summary>A person has left out the stage that the run was suspended at.</summary>
internal sealed class StageSkippedException : Exception;
