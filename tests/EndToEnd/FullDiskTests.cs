using System.Diagnostics;

namespace Mdlc.EndToEnd.Tests;

/// <summary>A run whose disk is full for a while: engine, catalog and stages alike.</summary>
public sealed class FullDiskTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task Run_OnADiskThatIsFullForAWhile_WaitsWithASentence_AndGoesOnByItself()
    {
        Assert.SkipUnless(FileQuota.IsAtHand, "needs prlimit(2), which Linux has");
        using var place = new Workplace();
        place.WriteRows("rows.csv", 1_000);
        place.WriteSpec();
        await using var run = MdlcProcess.StartUnderQuota(place.Folder, "run", "model.yaml");
        await UntilAsync(run, () => run.Output.Contains("  fetch ", StringComparison.Ordinal));

        FileQuota.Set(run.Process.Id, 4_096);
        await UntilAsync(run, () => run.Error.Contains("The database refused a commit", StringComparison.Ordinal));
        Assert.False(run.Process.HasExited, run.Error);
        FileQuota.Lift(run.Process.Id);
        var ended = await run.WaitAsync(Patience);

        Assert.True(ended.ExitCode == 0, ended.ToString());
        Assert.Contains("Nothing is lost", ended.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", ended.Error, StringComparison.Ordinal);
        Assert.Contains("succeeded", ended.Output, StringComparison.Ordinal);
    }

    private static async Task UntilAsync(MdlcProcess run, Func<bool> isSo)
    {
        var watch = Stopwatch.StartNew();
        while (!isSo())
        {
            Assert.False(run.Process.HasExited, run.Error);
            Assert.True(watch.Elapsed < Patience, $"{run.Output}\n{run.Error}");
            await Task.Delay(20);
        }
    }
}
