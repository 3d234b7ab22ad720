using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Mdlc.Engine.Tests.Hosting;

/// <summary>The engine as a person starts it by hand, with something wrong: an exit code and a line, and no trace of where it was thrown.</summary>
public sealed class EngineProgramTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    [Theory]
    [InlineData(2, "found 'serve'", "serve")]
    [InlineData(2, "--port", "server", "start-dev", "--port", "99999")]
    [InlineData(2, "--db-filename", "server", "start-dev", "--headless", "--port", "0", "--db-filename", "/")]
    [InlineData(1, "/proc/none/here.db", "server", "start-dev", "--headless", "--port", "0", "--db-filename", "/proc/none/here.db")]
    [InlineData(1, "none.db", "server", "check", "--db-filename", "none.db")]
    [InlineData(1, "none.db", "server", "backup", "--db-filename", "none.db", "--to", "copy.db")]
    public async Task ALineThatCannotBeDone_EndsWithASentence(int exitCode, string said, params string[] args)
    {
        var (exit, output, error) = await RunAsync(args);

        Assert.Equal((exitCode, ""), (exit, output));
        Assert.Contains(said, error, StringComparison.Ordinal);
        RequirePlain(error);
    }

    [Fact]
    public async Task APortThatIsTaken_IsALine()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();

        var (exit, _, error) = await RunAsync("server", "start-dev", "--headless", "--port", $"{((IPEndPoint)taken.LocalEndpoint).Port}");

        Assert.Equal(1, exit);
        Assert.Contains("already in use", Assert.Single(error.Trim().Split('\n')), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("  server  Run a server")]
    [InlineData("  server  Run a server", "--help")]
    [InlineData("start-dev", "server", "--help")]
    [InlineData("server start-dev [options]", "server", "start-dev", "--help")]
    public async Task Help_IsOnStandardOutput(string shown, params string[] args)
    {
        var (exit, output, error) = await RunAsync(args);

        Assert.Equal((0, ""), (exit, error));
        Assert.Contains(shown, output, StringComparison.Ordinal);
    }

    private static void RequirePlain(string error)
    {
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
        Assert.DoesNotContain("Unhandled", error, StringComparison.Ordinal);
    }

    private static async Task<(int Exit, string Output, string Error)> RunAsync(params string[] args)
    {
        using var process = Process.Start(new ProcessStartInfo(EngineExecutable.Path, args) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        using var limit = new CancellationTokenSource(Patience);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        finally
        {
            process.Kill();
        }

        return (process.ExitCode, await output, await error);
    }
}
