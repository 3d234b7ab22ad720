using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Mdlc.EndToEnd.Tests;

/// <summary>The <c>mdlc</c> executable as a user starts it, in a process of its own.</summary>
internal sealed class MdlcProcess : IAsyncDisposable
{
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _error = new();

    private MdlcProcess(Process process)
    {
        Process = process;
    }

    public static string Executable { get; } = FindExecutable();

    public Process Process { get; }

    public string Output
    {
        get
        {
            lock (_output)
            {
                return _output.ToString();
            }
        }
    }

    public string Error
    {
        get
        {
            lock (_error)
            {
                return _error.ToString();
            }
        }
    }

    public static MdlcProcess Start(string workingFolder, IReadOnlyDictionary<string, string?>? environment, params string[] arguments) =>
        Start(new ProcessStartInfo(Executable, arguments), workingFolder, environment);

    /// <summary>Takes a limit on the size of its files as the error that a full disk is, and not as the signal that would end it.</summary>
    public static MdlcProcess StartUnderQuota(string workingFolder, params string[] arguments) =>
        Start(new ProcessStartInfo("/bin/sh", ["-c", "trap '' XFSZ; exec \"$0\" \"$@\"", Executable, .. arguments]), workingFolder, null);

    private static MdlcProcess Start(ProcessStartInfo start, string workingFolder, IReadOnlyDictionary<string, string?>? environment)
    {
        start.WorkingDirectory = workingFolder;
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        start.RedirectStandardInput = true;
        start.Environment.Remove("TEMPORAL_ADDRESS");
        start.Environment.Remove("MDLC_HOME");
        foreach (var (name, value) in environment ?? new Dictionary<string, string?>())
        {
            start.Environment[name] = value;
        }

        var run = new MdlcProcess(new Process { StartInfo = start });
        run.Process.OutputDataReceived += (_, line) => Append(run._output, line.Data);
        run.Process.ErrorDataReceived += (_, line) => Append(run._error, line.Data);
        run.Process.Start();
        run.Process.StandardInput.Close();
        run.Process.BeginOutputReadLine();
        run.Process.BeginErrorReadLine();
        return run;
    }

    /// <summary>Runs a command to its end.</summary>
    public static async Task<MdlcResult> RunAsync(string workingFolder, params string[] arguments) =>
        await RunAsync(workingFolder, null, arguments);

    public static async Task<MdlcResult> RunAsync(string workingFolder, IReadOnlyDictionary<string, string?>? environment, params string[] arguments)
    {
        await using var run = Start(workingFolder, environment, arguments);
        return await run.WaitAsync(TimeSpan.FromMinutes(10));
    }

    /// <summary>Runs another program than the one beside the tests.</summary>
    public static async Task<MdlcResult> RunProgramAsync(string program, string workingFolder, IReadOnlyDictionary<string, string?> environment, params string[] arguments)
    {
        await using var run = Start(new ProcessStartInfo(program, arguments), workingFolder, environment);
        return await run.WaitAsync(TimeSpan.FromMinutes(10));
    }

    public async Task<MdlcResult> WaitAsync(TimeSpan patience)
    {
        using var limit = new CancellationTokenSource(patience);
        try
        {
            await Process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"mdlc {string.Join(' ', Process.StartInfo.ArgumentList)} has not ended after {patience}.\n{Output}\n{Error}");
        }

        return new MdlcResult(Process.ExitCode, Output, Error);
    }

    /// <summary>SIGKILL: no handler runs, no buffer is flushed.</summary>
    public void Kill() => Process.Kill();

    /// <summary>SIGTERM, as a service manager ends a server; it must end well.</summary>
    public async Task StopAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", Process.Id.ToString(CultureInfo.InvariantCulture)]);
        var result = await WaitAsync(TimeSpan.FromMinutes(1));
        Assert.True(result.ExitCode == 0, result.ToString());
    }

    /// <summary>The document that a server prints when it is ready.</summary>
    public async Task<JsonNode> DocumentAsync()
    {
        var watch = Stopwatch.StartNew();
        while (true)
        {
            if (TryParse(Output) is { } document)
            {
                return document;
            }

            Assert.False(Process.HasExited, Error);
            Assert.True(watch.Elapsed < TimeSpan.FromMinutes(1), $"Nothing was said for a minute.\n{Error}");
            await Task.Delay(50);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!Process.HasExited)
        {
            Process.Kill(entireProcessTree: true);
            await Process.WaitForExitAsync();
        }

        Process.Dispose();
    }

    private static void Append(StringBuilder text, string? line)
    {
        if (line is not null)
        {
            lock (text)
            {
                text.AppendLine(line);
            }
        }
    }

    /// <summary>The first document; what a server says after it is a document a line.</summary>
    private static JsonNode? TryParse(string output)
    {
        try
        {
            var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(output));
            return JsonNode.Parse(ref reader);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>What <c>MDLC_PROGRAM</c> names, such as an installed tool; otherwise what was built with the tests.</summary>
    private static string FindExecutable()
    {
        if (Environment.GetEnvironmentVariable("MDLC_PROGRAM") is { Length: > 0 } program)
        {
            return program;
        }

        var output = new DirectoryInfo(AppContext.BaseDirectory);
        var root = output;
        while (root is not null && !File.Exists(Path.Combine(root.FullName, "Workflows.sln")))
        {
            root = root.Parent;
        }

        var name = OperatingSystem.IsWindows() ? "mdlc.exe" : "mdlc";
        return Path.Combine(root!.FullName, "src", "Starter", "bin", output.Parent!.Name, output.Name, name);
    }
}
