namespace Mdlc.Contracts.Runs;

/// <summary>What a run takes over from an earlier one of its model: the results of the stages before one.</summary>
/// <param name="Run">The earlier run.</param>
/// <param name="From">The first stage that is worked on anew, see <see cref="StageName"/>.</param>
public sealed record TakeOver(RunKey Run, string From)
{
    /// <summary>Whether a stage's result is the earlier run's.</summary>
    public bool Takes(string stage) => StageName.IndexOf(stage) < StageName.IndexOf(From);
}
