namespace Mdlc.Engine.Tests.Simulation;

/// <summary>One step of a script. It has its own luck, so that others may be left out and it stays what it is.</summary>
internal readonly record struct Step(StepKind Kind, int Luck)
{
    public bool IsFault => Kind >= StepKind.FailedCommit;

    public override string ToString() => $"{Kind}({Luck})";
}
