using System.Globalization;

namespace Mdlc.EndToEnd.Tests.Kills;

/// <summary>
/// Runs that are killed, one after the other, each held to this: it ends by itself with the model that an undisturbed run gives, one
/// version and one change of champion; no activity whose completion stood in the history began again, and no completion was lost; no
/// process is left over.
/// </summary>
internal sealed class KillSeries(UndisturbedRun undisturbed, string? server, ITestOutputHelper output)
{
    private const int Seed = 20261125;
    private const int MostAttempts = 4;

    private static readonly string[] OncePerRun = ["Fetch", "Validate", "Transform", "Train", "Evaluate", "Gate", "Register", "Deploy", "Promote"];

    /// <summary>How often each victim is killed: what <c>MDLC_KILLS</c> says, or a few times.</summary>
    public static int Wanted(int few) => Environment.GetEnvironmentVariable("MDLC_KILLS") is { Length: > 0 } wanted
        ? int.Parse(wanted, CultureInfo.InvariantCulture)
        : few;

    public async Task KillAsync(Victim victim, int kills)
    {
        var random = new Random(Seed + (int)victim);
        var (hits, completions) = (0, 0);
        var duration = undisturbed.Duration;
        for (var kill = 0; hits < kills; kill++)
        {
            Assert.True(kill < kills * MostAttempts, $"Of {kill} runs {hits} were killed before their end.");
            // No child works in a run's last stages, so one that shall meet a child comes earlier.
            var moment = duration * (0.15 + ((victim == Victim.Child ? 0.35 : 0.8) * random.NextDouble()));
            await using var run = await DisturbedRun.StartAsync(server);
            await Task.Delay(moment);
            var before = await run.CompletionsAsync();
            if (await run.KillAsync(victim))
            {
                hits++;
            }
            else
            {
                // The machine does not always work at one pace.
                duration *= 0.7;
            }

            var ended = await run.EndAsync();

            Assert.True(ended.ExitCode == 0, $"kill {kill} after {moment.TotalSeconds:0.00} s: {ended}");
            Assert.True((string?)ended.Json["modelDigest"] == undisturbed.ModelDigest, $"kill {kill} after {moment.TotalSeconds:0.00} s, expected model {undisturbed.ModelDigest}: {ended}");
            var after = await run.FinalCompletionsAsync();
            AssertNoneWasLost(before, after);
            AssertNoneRanAgain(after, run.Executions());
            await AssertOneSuccessionAsync(run);
            Assert.Empty(await run.ProcessesLeftAsync());
            completions += before.Count;
        }

        output.WriteLine($"{victim}: {hits} runs killed before their end, with {completions} completions in their histories at that moment");
    }

    private static void AssertNoneWasLost(IReadOnlyList<ActivityCompletion> before, IReadOnlyList<ActivityCompletion> after) =>
        Assert.Empty(before.Except(after));

    private static void AssertNoneRanAgain(IReadOnlyList<ActivityCompletion> completions, IReadOnlyList<ActivityExecution> executions)
    {
        Assert.Equal(OncePerRun, completions.Select(c => c.ActivityType).Where(OncePerRun.Contains));
        foreach (var completion in completions)
        {
            var began = executions
                .Where(e => (e.WorkflowId, e.RunId, e.ActivityId) == (completion.WorkflowId, completion.RunId, completion.ActivityId))
                .ToList();
            Assert.NotEmpty(began);
            Assert.All(began, e => Assert.True(e.At < completion.At, $"{completion} began again at {e.At:O}."));
        }
    }

    private static async Task AssertOneSuccessionAsync(DisturbedRun run)
    {
        var model = await run.ModelAsync();
        Assert.Single(model["versions"]!.AsArray());
        Assert.Equal(1, model["history"]!.AsArray().Count(h => (string?)h!["alias"] == "champion"));
    }
}
