using System.Diagnostics;

namespace Mdlc.Conformance.Tests.Differential;

/// <summary>Takes steps and actions away from a program for as long as it still differs.</summary>
internal sealed class ProgramMinimizer(Func<TrialProgram, Task<string?>> differenceAsync)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    public async Task<(TrialProgram Program, string Difference)> MinimizeAsync(TrialProgram program)
    {
        var begin = Stopwatch.GetTimestamp();
        var difference = "it does not differ when it runs alone";
        var smaller = true;
        while (smaller)
        {
            smaller = false;
            foreach (var candidate in Smaller(program))
            {
                if (Stopwatch.GetElapsedTime(begin) > Patience)
                {
                    return (program, difference);
                }

                if (await differenceAsync(candidate) is { } still)
                {
                    (program, difference, smaller) = (candidate, still, true);
                    break;
                }
            }
        }

        return (program, difference);
    }

    /// <summary>The program without one of its parts, the larger parts first.</summary>
    internal static IEnumerable<TrialProgram> Smaller(TrialProgram program)
    {
        foreach (var steps in Smaller(program.Steps))
        {
            yield return program with { Steps = steps };
        }

        for (var i = 0; i < program.Outside.Count; i++)
        {
            yield return program with { Outside = [.. program.Outside.Where((_, n) => n != i)] };
        }

        if (program.Start != StartKind.Start)
        {
            yield return program with { Start = StartKind.Start };
        }
    }

    private static IEnumerable<IReadOnlyList<Step>> Smaller(IReadOnlyList<Step> steps)
    {
        for (var i = 0; i < steps.Count; i++)
        {
            yield return [.. steps.Take(i), .. steps.Skip(i + 1)];
        }

        for (var i = 0; i < steps.Count; i++)
        {
            for (var b = 0; b < steps[i].Branches.Count; b++)
            {
                foreach (var branch in Smaller(steps[i].Branches[b]))
                {
                    var (step, place) = (steps[i], b);
                    yield return [.. steps.Take(i), step with { Branches = [.. step.Branches.Select((old, n) => n == place ? branch : old)] }, .. steps.Skip(i + 1)];
                }
            }
        }
    }
}
