using System.Diagnostics;
using System.Text;

namespace Mdlc.EndToEnd.Tests;

/// <summary>What a reader types into bash, with mdlc on the path and a home of nobody's.</summary>
internal static class ReaderScript
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(6);

    /// <summary>The first lines of every script.</summary>
    public static string Head => $"set -eu -o pipefail\nexport PATH='{Path.GetDirectoryName(MdlcProcess.Executable)}':\"$PATH\"\n";

    public static bool IsThere(string tool) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, tool)));

    /// <summary>A server that the script has left in DEV ends with it, whatever fails.</summary>
    public static async Task<(int Exit, string Output)> RunAsync(string folder, string script)
    {
        await File.WriteAllTextAsync(
            Path.Combine(folder, "reader.sh"), $"DEV=\ntrap '[ -z \"$DEV\" ] || kill \"$DEV\" 2> /dev/null || true' EXIT\n{script}", TestContext.Current.CancellationToken);
        var start = new ProcessStartInfo("bash", ["-c", "exec bash reader.sh 2>&1"]) { WorkingDirectory = folder, RedirectStandardOutput = true };
        start.Environment.Remove("TEMPORAL_ADDRESS");
        start.Environment.Remove("MDLC_HOME");
        start.Environment["DOTNET_NOLOGO"] = "1";
        using var shell = Process.Start(start)!;
        var output = new StringBuilder();
        try
        {
            using var limit = new CancellationTokenSource(Patience);
            while (await shell.StandardOutput.ReadLineAsync(limit.Token) is { } line)
            {
                output.Append(line).Append('\n');
            }

            await shell.WaitForExitAsync(limit.Token);
            return (shell.ExitCode, output.ToString());
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"The script has not ended after {Patience}.\n{output}");
        }
        finally
        {
            if (!shell.HasExited)
            {
                shell.Kill(entireProcessTree: true);
            }
        }
    }
}
