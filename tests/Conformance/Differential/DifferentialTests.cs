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
        var differences = new List<string>();
        await Parallel.ForEachAsync(
            Enumerable.Range(FirstSeed, Programs),
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce },
            async (seed, _) =>
            {
                if (await new DifferentialTrial(servers).DifferenceAsync(ProgramGenerator.Create(seed), Runs) is { } difference)
                {
                    lock (differences)
                    {
                        differences.Add($"seed {seed}: {difference}");
                    }
                }
            });

        if (differences.Count > 0)
        {
            Assert.Fail($"{differences.Count} of {Programs} programs differ.\n{await SmallestAsync(differences)}");
        }
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

    private async Task<string> SmallestAsync(List<string> differences)
    {
        var text = new StringBuilder();
        foreach (var difference in differences)
        {
            text.AppendLine(difference);
        }

        if (Environment.GetEnvironmentVariable("MDLC_DIFFERENTIAL_WHOLE") == "1")
        {
            return text.ToString();
        }

        var seed = int.Parse(differences[0].Split(' ', ':')[1], CultureInfo.InvariantCulture);
        var smallest = await new ProgramMinimizer(program => new DifferentialTrial(servers).DifferenceAsync(program, Runs)).MinimizeAsync(ProgramGenerator.Create(seed));
        return text.AppendLine("The first, as small as it still differs:").AppendLine(smallest.Program.ToString()).AppendLine(smallest.Difference).ToString();
    }

    private static IEnumerable<Step> All(IEnumerable<Step> steps) => steps.SelectMany(step => All(step.Branches.SelectMany(branch => branch)).Prepend(step));

    private static int Number(string variable, int otherwise) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;
}
