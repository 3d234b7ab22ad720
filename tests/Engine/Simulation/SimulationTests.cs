using System.Diagnostics;
using System.Globalization;

namespace Mdlc.Engine.Tests.Simulation;

/// <summary>
/// The engine's parts in a simulated world, by seeds: whatever befalls them, what was promised is so and all work comes to its end.
/// <c>MDLC_SEEDS</c> says how many seeds, <c>MDLC_SEED</c> names the first of them (or the only one).
/// </summary>
public sealed class SimulationTests(ITestOutputHelper output)
{
    private const int Default = 100;

    private static readonly TimeSpan PatienceToMinimise = TimeSpan.FromSeconds(60);

    [Fact]
    public void AnySeed_KeepsWhatWasPromisedAndComesToItsEnd()
    {
        var first = Number("MDLC_SEED");
        var count = Number("MDLC_SEEDS") ?? (first is null ? Default : 1);
        var coverage = new Coverage();
        var watch = Stopwatch.StartNew();
        for (var seed = first ?? 1; seed < (first ?? 1) + count; seed++)
        {
            var steps = Script.Of(seed);
            if (Simulation.Run(seed, steps, coverage) is { } failure)
            {
                if (Number("MDLC_SURVEY") == 1)
                {
                    output.WriteLine($"SURVEY {seed}: {failure}");
                    continue;
                }

                Assert.Fail(Report(seed, steps, failure));
            }
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{count} seeds in {watch.Elapsed.TotalSeconds:F0} s"));
        output.WriteLine(coverage.ToString());
        output.WriteLine($"never met: {string.Join(", ", coverage.Missing)}");
    }

    private static string Report(int seed, IReadOnlyList<Step> steps, Exception failure)
    {
        var patience = Number("MDLC_MINIMISE") == 0 ? TimeSpan.Zero : PatienceToMinimise;
        var fewest = Simulation.Minimise(seed, steps, patience);
        return $"""
            Seed {seed} fails {failure}
            Again: MDLC_SEED={seed} dotnet exec tests/Engine/bin/Debug/net10.0/Mdlc.Engine.Tests.dll -class '*SimulationTests'
            The fewest of its steps that fail ({fewest.Count} of {steps.Count}): {string.Join(' ', fewest)}
            {Simulation.Run(seed, fewest)?.Message}
            """;
    }

    private static int? Number(string name) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
