using System.Diagnostics;

namespace Mdlc.EndToEnd.Tests;

/// <summary>
/// kill -9 at random moments: the run ends all the same, with the model that an undisturbed run gives, one version, one change of
/// champion, and no process left over. <c>MDLC_KILLS</c> says how many times each kind is tried.
/// </summary>
public sealed class KillTests
{
    private const int Seed = 20261125;

    private static readonly int Kills = int.Parse(Environment.GetEnvironmentVariable("MDLC_KILLS") ?? "2", System.Globalization.CultureInfo.InvariantCulture);

    [Theory]
    [InlineData(Victim.Everything)]
    [InlineData(Victim.Child)]
    [InlineData(Victim.Parent)]
    public async Task Kill_AtARandomMoment_ChangesNothingOfTheResult(Victim victim)
    {
        var random = new Random(Seed + (int)victim);
        var (undisturbed, seconds) = await UndisturbedAsync();
        for (var kill = 0; kill < Kills; kill++)
        {
            using var place = Prepare();
            await using (var run = MdlcProcess.Start(place.Folder, null, "run", "model.yaml", "--json"))
            {
                await Task.Delay(TimeSpan.FromSeconds(seconds * (0.15 + (0.8 * random.NextDouble()))));
                await KillAsync(run.Process, victim);
                await run.Process.WaitForExitAsync(new CancellationTokenSource(TimeSpan.FromMinutes(3)).Token);
            }

            var ended = await EndAsync(place);

            Assert.True(ended.ExitCode == 0, $"kill {kill}: {ended}");
            Assert.Equal(undisturbed, (string?)ended.Json["modelDigest"]);
            await AssertOneSuccessionAsync(place);
            Assert.Empty(ProcessesOf(place));
        }
    }

    public enum Victim
    {
        /// <summary>The process and its training child.</summary>
        Everything,

        /// <summary>The training child alone.</summary>
        Child,

        /// <summary>The process alone: its child must end by itself.</summary>
        Parent,
    }

    private static Workplace Prepare()
    {
        var place = new Workplace();
        place.WriteRows("rows.csv", 20_000);
        place.WriteSpec(more: "tune: {trials: 2}\ngate: {limits: {auc: {min: 0.7}}}");
        return place;
    }

    private static async Task<(string Digest, double Seconds)> UndisturbedAsync()
    {
        using var place = Prepare();
        var clock = Stopwatch.StartNew();
        var run = await place.MdlcAsync("run", "model.yaml", "--json");
        Assert.True(run.ExitCode == 0, run.ToString());
        return ((string)run.Json["modelDigest"]!, clock.Elapsed.TotalSeconds);
    }

    /// <summary>The run's end, as the next command on the same home sees it; asked for anew where the kill came before it was submitted.</summary>
    private static async Task<MdlcResult> EndAsync(Workplace place)
    {
        var shown = await place.MdlcAsync("run", "show", "e2e/income/1", "--wait", "--json");
        return shown.Error.Contains("There is no run", StringComparison.Ordinal)
            ? await place.MdlcAsync("run", "model.yaml", "--json")
            : shown;
    }

    private static async Task AssertOneSuccessionAsync(Workplace place)
    {
        var model = (await place.MdlcAsync("model", "show", "income", "--json")).Json;
        Assert.Single(model["versions"]!.AsArray());
        Assert.Equal(1, model["history"]!.AsArray().Count(h => (string?)h!["alias"] == "champion"));
    }

    private static async Task KillAsync(Process process, Victim victim)
    {
        var children = Children(process.Id);
        if (victim != Victim.Child)
        {
            process.Kill();
        }

        if (victim != Victim.Parent)
        {
            foreach (var child in children)
            {
                child.Kill();
            }
        }

        await Task.Yield();
    }

    private static List<Process> Children(int parent) =>
        [.. Directory.EnumerateDirectories("/proc")
            .Select(d => int.TryParse(Path.GetFileName(d), out var pid) ? pid : 0)
            .Where(pid => pid > 0 && ParentOf(pid) == parent)
            .Select(pid => Process.GetProcessById(pid))];

    private static int ParentOf(int pid)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{pid}/stat");
            return int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return 0;
        }
    }

    /// <summary>Processes that work in the place's folder; a child gets a moment to see that its parent is gone.</summary>
    private static List<string> ProcessesOf(Workplace place)
    {
        List<string> left = [];
        for (var attempt = 0; attempt < 50; attempt++)
        {
            left = [.. Directory.EnumerateDirectories("/proc")
                .Where(d => int.TryParse(Path.GetFileName(d), out _))
                .Select(CommandLine)
                .Where(line => line.Contains(place.Folder, StringComparison.Ordinal))];
            if (left.Count == 0)
            {
                break;
            }

            Thread.Sleep(100);
        }

        return left;
    }

    private static string CommandLine(string folder)
    {
        try
        {
            return File.ReadAllText(Path.Combine(folder, "cmdline"));
        }
        catch (IOException)
        {
            return "";
        }
    }
}
