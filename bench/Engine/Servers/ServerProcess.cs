using System.Diagnostics;
using System.Globalization;

namespace Mdlc.Engine.Bench.Servers;

/// <summary>A server's process, ended by disposal.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private readonly Process _started;
    private readonly Func<Task<int>> _pid;
    private readonly Func<Task> _stop;

    private ServerProcess(Process started, Func<Task<int>> pid, Func<Task> stop) => (_started, _pid, _stop) = (started, pid, stop);

    /// <summary>Starts a server that is the started process itself.</summary>
    public static ServerProcess Start(string executable, params string[] arguments)
    {
        var process = Run(executable, arguments);
        return new ServerProcess(process, () => Task.FromResult(process.Id), () =>
        {
            process.Kill();
            return process.WaitForExitAsync();
        });
    }

    /// <summary>Starts the production server by its script, which leaves it running and its process id in a file.</summary>
    public static ServerProcess StartCluster(string folder, int port, string store)
    {
        var script = Run(
            "/bin/sh", "-c", "exec \"$0\" \"$1\" \"$2\" \"$3\" > \"$1/up.log\" 2>&1",
            Executables.OnPath("temporal-cluster-up")!, folder, port.ToString(CultureInfo.InvariantCulture), store);
        return new ServerProcess(
            script,
            async () =>
            {
                await script.WaitForExitAsync();
                return int.Parse(await File.ReadAllTextAsync(Path.Combine(folder, "pid")), CultureInfo.InvariantCulture);
            },
            async () =>
            {
                using var down = Run(Executables.OnPath("temporal-cluster-down")!, folder);
                await down.WaitForExitAsync();
            });
    }

    /// <summary>The process that serves, once it can be told.</summary>
    public Task<int> PidAsync() => _pid();

    /// <exception cref="InvalidOperationException">The server has ended by itself.</exception>
    public void ThrowIfFailed()
    {
        if (_started.HasExited && _started.ExitCode != 0)
        {
            throw new InvalidOperationException($"{_started.StartInfo.FileName} ended with exit code {_started.ExitCode} before it served.");
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop();
        _started.Dispose();
    }

    private static Process Run(string executable, params string[] arguments)
    {
        var process = Process.Start(new ProcessStartInfo(executable, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })
            ?? throw new InvalidOperationException($"{executable} did not start.");

        // A pipe that nobody reads would fill and stop the server.
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }
}
