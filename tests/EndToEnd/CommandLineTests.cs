using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Mdlc.EndToEnd.Tests;

/// <summary>The command line as a process has it: every command once, signals, ports that are taken, outputs that are closed.</summary>
public sealed class CommandLineTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    [Theory]
    [InlineData("demo", "--keep=maybe")]
    [InlineData("init", "none.csv")]
    [InlineData("run", "")]
    [InlineData("run show", "what")]
    [InlineData("run retry", "what")]
    [InlineData("run abort", "what")]
    [InlineData("runs", "--frob")]
    [InlineData("models", "x")]
    [InlineData("model show", "")]
    [InlineData("compare", "one")]
    [InlineData("promote", "income", "x", "--reason", "why")]
    [InlineData("rollback", "income", "--reason", " ")]
    [InlineData("predict", "--version", "x")]
    [InlineData("monitor", "income", "--file", "")]
    [InlineData("dev", "--web-port", "65536")]
    [InlineData("worker", "--project", "A B")]
    [InlineData("serve", "--port", "-1")]
    [InlineData("webhook", "--url", "ftp://x")]
    [InlineData("schedule", "m", "--cron", "0 0 31 2 *")]
    [InlineData("doctor", "x")]
    [InlineData("schema", "--output", "")]
    [InlineData("completion", "fish")]
    public async Task Command_WithHelpAndWithAWrongValue_EndsWithWords(string command, params string[] wrong)
    {
        using var place = new Workplace();

        var help = await place.MdlcAsync([.. command.Split(' '), "--help"]);
        var refused = await place.MdlcAsync([.. command.Split(' '), .. wrong]);

        Assert.True(help is { ExitCode: 0, Error: "" } && help.Output.Contains($"mdlc {command}", StringComparison.Ordinal), help.ToString());
        Assert.True(refused is { ExitCode: 1 or 2, Output: "" } && refused.Error.StartsWith("mdlc: ", StringComparison.Ordinal), refused.ToString());
        Assert.Single(refused.Error.Trim().Split('\n'));
        Assert.Empty(Directory.EnumerateFiles(place.Folder, "*", SearchOption.AllDirectories));
    }

    [Theory]
    [InlineData("serve", "--port", "PORT")]
    [InlineData("webhook", "--url", "http://127.0.0.1:PORT")]
    [InlineData("dev", "--web-port", "PORT", "--serve", "http://127.0.0.1:0", "--webhook", "http://127.0.0.1:0")]
    [InlineData("dev", "--web-port", "0", "--serve", "http://127.0.0.1:PORT", "--webhook", "http://127.0.0.1:0")]
    [InlineData("dev", "--port", "PORT", "--web-port", "0", "--serve", "http://127.0.0.1:0", "--webhook", "http://127.0.0.1:0")]
    [InlineData("dev", "--pages-port", "PORT", "--web-port", "0", "--serve", "http://127.0.0.1:0", "--webhook", "http://127.0.0.1:0")]
    [InlineData("dev", "--web-port", "0", "--serve", "http://127.0.0.1:0", "--webhook", "http://127.0.0.1:PORT")]
    public async Task PortThatIsTaken_IsOneLine(params string[] arguments)
    {
        using var place = new Workplace();
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);

        var result = await place.MdlcAsync([.. arguments.Select(a => a.Replace("PORT", port, StringComparison.Ordinal))]);

        Assert.True(result is { ExitCode: 1, Output: "" }, result.ToString());
        Assert.Contains(port, Assert.Single(result.Error.Trim().Split('\n')), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public async Task ASecondSignal_DuringAStop_EndsTheProcessWithoutAWordTooMany(string signal)
    {
        using var place = new Workplace();
        await using var dev = MdlcProcess.Start(place.Folder, null, "dev", "--serve", "http://127.0.0.1:0", "--pages-port", "0", "--webhook", "http://127.0.0.1:0", "--web-port", "0", "--json");
        await dev.DocumentAsync();

        await SignalAsync(dev, signal);
        await SignalAsync(dev, "INT");
        await SignalAsync(dev, "TERM");
        var result = await dev.WaitAsync(Patience);

        // It may have ended in order before the second came.
        Assert.True(result is { ExitCode: 0 or 130, Error: "" }, result.ToString());
    }

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public async Task Signal_ToAServer_EndsItWell(string signal)
    {
        using var place = new Workplace();
        await using var serve = MdlcProcess.Start(place.Folder, null, "serve", "--port", "0", "--json");
        await serve.DocumentAsync();

        await SignalAsync(serve, signal);

        Assert.Equal(0, (await serve.WaitAsync(Patience)).ExitCode);
    }

    [Theory]
    [InlineData(1, "mdlc runs >&-")]
    [InlineData(1, "mdlc runs >&- 2>&-")]
    [InlineData(1, "mdlc --help >&-")]
    [InlineData(1, "mdlc runs >/dev/full")]
    [InlineData(0, "mdlc runs <&-")]
    [InlineData(0, "mdlc runs | head -0")]
    [InlineData(0, "mdlc --help | head -1")]
    [InlineData(2, "mdlc frob 2>&-")]
    [InlineData(1, "mdlc runs --home file")]
    [InlineData(1, "mdlc runs --home file/beneath")]
    [InlineData(1, "mdlc run model.yaml --home file/beneath")]
    [InlineData(0, "COLUMNS=20 TERM=dumb NO_COLOR=1 LANG=C LC_ALL=C mdlc doctor")]
    public async Task WhereNothingCanBeSaidOrKept_ItEndsByItsExitCode(int exitCode, string line)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "needs a POSIX shell");
        using var place = new Workplace();
        place.WriteRows("rows.csv", 10);
        place.WriteSpec();
        await File.WriteAllTextAsync(place.PathOf("file"), "not a folder", TestContext.Current.CancellationToken);

        var (exit, error) = await ShellAsync(place.Folder, $"set -o pipefail; mdlc() {{ '{MdlcProcess.Executable}' \"$@\"; }}; {line}");

        Assert.True(exit == exitCode, $"exit {exit}\n{error}");
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
        Assert.DoesNotContain("Unhandled", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_Piped_IsALineAStageAndThenWhatCameOfIt()
    {
        using var place = new Workplace();
        place.WriteRows("rows.csv", 300);
        place.WriteSpec();

        var run = await place.MdlcAsync("run", "model.yaml");
        var lines = run.Output.TrimEnd('\n').Split('\n');

        Assert.True(run.ExitCode == 0, run.ToString());
        Assert.All(["fetch", "validate", "transform", "train", "evaluate", "gate", "register", "deploy"], stage => Assert.Single(lines, line => line.TrimStart().StartsWith($"{stage} ", StringComparison.Ordinal)));
        Assert.Single(lines, line => line.StartsWith("state ", StringComparison.Ordinal));
        Assert.DoesNotContain(run.Output, c => c is >= '─' and <= '╿' or '\u001b');
        Assert.All(lines, line => Assert.Equal(line.TrimEnd(), line));
    }

    [Fact]
    public async Task File_ThatBeginsWithAnAt_IsThatFile()
    {
        using var place = new Workplace();
        place.WriteRows("@rows.csv", 300);

        var result = await place.MdlcAsync("init", "@rows.csv", "--label", "income", "--json");

        Assert.True(result.ExitCode == 0, result.ToString());
        Assert.Equal(300, (int)result.Json["rows"]!);
    }

    private static async Task SignalAsync(MdlcProcess process, string signal)
    {
        using var kill = Process.Start(new ProcessStartInfo("kill", [$"-{signal}", $"{process.Process.Id}"]) { RedirectStandardError = true })!;
        await kill.WaitForExitAsync();
    }

    private static async Task<(int Exit, string Error)> ShellAsync(string folder, string line)
    {
        var start = new ProcessStartInfo("bash", ["-c", line]) { WorkingDirectory = folder, RedirectStandardError = true, RedirectStandardOutput = true };
        start.Environment.Remove("TEMPORAL_ADDRESS");
        start.Environment.Remove("MDLC_HOME");
        using var shell = Process.Start(start)!;
        var output = shell.StandardOutput.ReadToEndAsync();
        var error = await shell.StandardError.ReadToEndAsync().WaitAsync(Patience);
        await output.WaitAsync(Patience);
        await shell.WaitForExitAsync();
        return (shell.ExitCode, error);
    }
}
