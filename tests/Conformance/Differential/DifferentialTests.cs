using System.Globalization;
using System.Text;
using Mdlc.Conformance.Tests.Comparison;
using Mdlc.Conformance.Tests.Servers;
using Mdlc.Tests.Shared.Servers;

namespace Mdlc.Conformance.Tests.Differential;

/// <summary>
/// Programs from seeds on the real server and on the engine, whose histories are to be equal. A few everywhere;
/// <c>MDLC_DIFFERENTIAL=500</c> runs that many, from the seed <c>MDLC_DIFFERENTIAL_FROM</c> on.
/// </summary>
public sealed class DifferentialTests(ConformanceServers servers)
{
    private const int Few = 6;
    private const int AtOnce = 4;

    /// <summary>How often a program must differ before it is believed: a loaded machine loses tasks to their deadlines.</summary>
    private static readonly int Runs = Number("MDLC_DIFFERENTIAL_RUNS", 3);

    private static int Programs => Number("MDLC_DIFFERENTIAL", Few);

    private static int FirstSeed => Number("MDLC_DIFFERENTIAL_FROM", 1);

    [Fact]
    public async Task Programs_OnBothServers_LeaveTheSameHistories()
    {
        Assert.SkipUnless(RealServer.IsAtHand, RealServer.Needed);
        Assert.SkipUnless(await servers.RealVersionAsync() == GoldenStore.ServerVersion, $"needs a server of {GoldenStore.ServerVersion}");
        var differing = new List<int>();
        await Parallel.ForEachAsync(
            Enumerable.Range(FirstSeed, Programs),
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce },
            async (seed, _) =>
            {
                if (await new DifferentialTrial(servers).DifferenceAsync(ProgramGenerator.Create(seed), Runs) is not null)
                {
                    lock (differing)
                    {
                        differing.Add(seed);
                    }
                }
            });

        // Alone once more: programs that run side by side make one another late.
        var (differences, undecided) = (new List<(int Seed, string Text)>(), new List<string>());
        foreach (var seed in differing.Order())
        {
            if (await new DifferentialTrial(servers).DifferenceAsync(ProgramGenerator.Create(seed), Runs) is { } difference)
            {
                if (difference.IsOfTheRealServer)
                {
                    undecided.Add($"seed {seed}: {difference.Text}");
                }
                else
                {
                    differences.Add((seed, difference.Text));
                }
            }
        }

        if (differences.Count > 0)
        {
            Assert.Fail($"{differences.Count} of {Programs} programs differ.\n{await SmallestAsync(differences)}");
        }

        Assert.SkipWhen(undecided.Count > 0, $"on {undecided.Count} of {Programs} programs the real server was too slow; the others are equal. {string.Join('\n', undecided)}");
    }

    [Fact]
    public void Generator_SameSeed_GivesTheSameProgram() =>
        Assert.All(Enumerable.Range(1, 50), seed => Assert.Equal(ProgramGenerator.Create(seed).ToString(), ProgramGenerator.Create(seed).ToString()));

    [Fact]
    public void Generator_ManySeeds_GiveEveryKind()
    {
        var programs = Enumerable.Range(1, 300).Select(ProgramGenerator.Create).ToList();

        Assert.Equal(Enum.GetValues<StepKind>().Order(), programs.SelectMany(p => All(p.Steps)).Select(s => s.Kind).Distinct().Order());
        Assert.Equal(Enum.GetValues<OutsideKind>().Order(), programs.SelectMany(p => p.Outside).Select(a => a.Kind).Distinct().Order());
        Assert.Equal(Enum.GetValues<StartKind>().Order(), programs.Select(p => p.Start).Distinct().Order());
    }

    private async Task<string> SmallestAsync(List<(int Seed, string Text)> differences)
    {
        var text = new StringBuilder();
        foreach (var (seed, difference) in differences)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"seed {seed}: {difference}");
        }

        if (Environment.GetEnvironmentVariable("MDLC_DIFFERENTIAL_WHOLE") == "1")
        {
            return text.ToString();
        }

        var smallest = await new ProgramMinimizer(async program => await new DifferentialTrial(servers).DifferenceAsync(program, Runs) is { IsOfTheRealServer: false } difference ? difference.Text : null)
            .MinimizeAsync(ProgramGenerator.Create(differences[0].Seed));
        return text.AppendLine("The first, as small as it still differs:").AppendLine(smallest.Program.ToString()).AppendLine(smallest.Difference).ToString();
    }

    private static IEnumerable<Step> All(IEnumerable<Step> steps) => steps.SelectMany(step => All(step.Branches.SelectMany(branch => branch)).Prepend(step));

    private static int Number(string variable, int otherwise) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;
}
