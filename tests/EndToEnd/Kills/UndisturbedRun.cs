using System.Diagnostics;

namespace Mdlc.EndToEnd.Tests.Kills;

/// <summary>What a run gives that nobody kills, on the embedded engine: the model's digest, and how long it takes.</summary>
public sealed class UndisturbedRun : IAsyncLifetime
{
    public string ModelDigest { get; private set; } = "";

    public TimeSpan Duration { get; private set; }

    public async ValueTask InitializeAsync()
    {
        var clock = Stopwatch.StartNew();
        await using var run = await DisturbedRun.StartAsync(server: null);
        var ended = await run.EndAsync();
        Assert.True(ended.ExitCode == 0, ended.ToString());
        (ModelDigest, Duration) = ((string)ended.Json["modelDigest"]!, clock.Elapsed);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
