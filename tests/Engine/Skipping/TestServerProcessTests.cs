using System.Diagnostics;
using Mdlc.Engine.Tests.Hosting;
using Temporalio.Client;
using static Mdlc.Engine.Tests.Skipping.SleepyWorkflow;

namespace Mdlc.Engine.Tests.Skipping;

public sealed class TestServerProcessTests
{
    private static readonly TimeSpan Watched = TimeSpan.FromSeconds(2);

    [Fact]
    public async Task WaitingForAWorker_CostsNoProcessorTime()
    {
        using var server = Start("0", "--enable-time-skipping");
        try
        {
            var client = await TemporalClient.ConnectAsync(new(await AddressAsync(server)));
            await client.StartWorkflowAsync((SleepyWorkflow w) => w.RunAsync(Wait.Timer, TimeSpan.FromDays(365)), new("waits", "nobody's"));
            await Task.Delay(TimeSpan.FromSeconds(2), TestContext.Current.CancellationToken);
            server.Refresh();
            var before = server.TotalProcessorTime;

            // A workflow without a worker keeps the time; nobody may look again and again whether it still does.
            await Task.Delay(Watched, TestContext.Current.CancellationToken);

            server.Refresh();
            Assert.True(server.TotalProcessorTime - before < Watched / 3, $"waiting took {server.TotalProcessorTime - before} of the processor");
        }
        finally
        {
            server.Kill();
        }
    }

    [Theory]
    [InlineData("70000", "found '70000', expected a port from 0 to 65535")]
    [InlineData("0 --faster", "unknown flag --faster")]
    public async Task BadCommandLine_IsRefusedWithWhatWasExpected(string arguments, string expected)
    {
        using var server = Start(arguments.Split(' '));

        var error = await server.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await server.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(2, server.ExitCode);
        Assert.Contains(expected, error, StringComparison.Ordinal);
    }

    private static Process Start(params string[] arguments) => Process.Start(new ProcessStartInfo(EngineExecutable.Path, arguments)
    {
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    })!;

    private static async Task<string> AddressAsync(Process server) =>
        (await server.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken))!.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^1];
}
