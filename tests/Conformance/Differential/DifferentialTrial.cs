using Mdlc.Conformance.Tests.Comparison;
using Mdlc.Conformance.Tests.Servers;

namespace Mdlc.Conformance.Tests.Differential;

/// <summary>One program on both servers.</summary>
internal sealed class DifferentialTrial(ConformanceServers servers)
{
    /// <returns>How the histories differ in each of so many runs, or null.</returns>
    public async Task<TrialDifference?> DifferenceAsync(TrialProgram program, int runs)
    {
        TrialDifference? difference = null;
        for (var n = 0; n < runs; n++)
        {
            difference = await DifferenceAsync(program);
            if (difference is null)
            {
                return null;
            }
        }

        return difference;
    }

    private async Task<TrialDifference?> DifferenceAsync(TrialProgram program)
    {
        var (ours, theirs) = (RunAsync(program, ServerKind.Engine), RunAsync(program, ServerKind.Real));
        return (await ours, await theirs) switch
        {
            ({ Document: { } our }, { Document: { } their }) => DocumentDiff.Describe(our, their) is { } text
                ? new TrialDifference(text, IsOfTheRealServer: LostTasks.Count(their) > LostTasks.Count(our))
                : null,
            var (our, their) => new TrialDifference(
                $"engine: {our.Failure ?? "ran"}; real server: {their.Failure ?? "ran"}", IsOfTheRealServer: our.Failure is null),
        };
    }

    private async Task<(ScenarioDocument? Document, string? Failure)> RunAsync(TrialProgram program, ServerKind kind)
    {
        try
        {
            return (await servers.DriveAsync($"Differential.{program.Seed}", kind, run => new TrialDriver(run, program).DriveAsync()), null);
        }
        catch (Exception e)
        {
            return (null, e is TimeoutException ? e.Message : e.ToString());
        }
    }
}
