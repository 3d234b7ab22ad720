using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Mdlc.Catalog;
using Mdlc.Catalog.DuckDb;

namespace Mdlc.Training.Bench;

/// <summary>
/// What a run costs beside its stages (<c>mdlc run</c> as a process, from its start to its end, less what the stages say they took), and how
/// long a command takes that only reads, beside one that reads nothing; and how long it is from <c>mdlc rollback</c> to the answer of the version before.
/// </summary>
internal sealed class OverheadBench(BenchOptions options, Home home, string folder)
{
    private const double AllowedSeconds = 1;
    private const double AllowedShare = 0.02;
    private const double AllowedReadingSeconds = 0.15;
    private const double AllowedRollbackSeconds = 5;
    private const int Readings = 11;

    private readonly string _program = options.Program ?? Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "mdlc.exe" : "mdlc");

    public async Task RunAsync(TextWriter output)
    {
        var spec = Path.Combine(folder, "model.yaml");
        await File.WriteAllTextAsync(spec, SpecText(await SourceAsync()));
        for (var run = 1; run <= options.Pairs; run++)
        {
            var place = Path.Combine(folder, Guid.NewGuid().ToString("n"));
            var (total, stages) = await RunAsync(spec, place);
            var sum = stages.Sum(stage => stage.Seconds);
            var allowed = AllowedSeconds + (AllowedShare * total);
            await output.WriteLineAsync(Line(
                $"run {run}: total {total:0.00} s, stages {sum:0.00} s, difference {total - sum:0.00} s, allowed {allowed:0.00} s: {(total - sum <= allowed ? "within" : "over")}"));
            await output.WriteLineAsync("  " + string.Join(", ", stages.Select(stage => Line($"{stage.Name} {stage.Seconds:0.00}"))));
            if (run == options.Pairs)
            {
                await ReadAsync(place, output);
                await RollBackAsync(spec, place, output);
            }

            Directory.Delete(place, recursive: true);
        }
    }

    private async Task ReadAsync(string place, TextWriter output)
    {
        var floor = await MedianAsync("--version");
        await output.WriteLineAsync(Line($"--version: {floor:0.000} s (median of {Readings}), which reads nothing"));
        foreach (var command in (string[][])[["runs"], ["models"], ["model", "show", "bench/bench"], ["run", "show", "bench/bench/1"]])
        {
            var seconds = await MedianAsync([.. command, "--home", place]);
            await output.WriteLineAsync(Line(
                $"{string.Join(' ', command)}: {seconds:0.000} s, {seconds / floor:0.0} x --version, allowed {AllowedReadingSeconds:0.00} s: {(seconds <= AllowedReadingSeconds ? "within" : "over")}"));
        }
    }

    /// <summary>On a server that runs: from the command's start until that answers with the version before, and until the command has ended.</summary>
    private async Task RollBackAsync(string spec, string place, TextWriter output)
    {
        var other = Path.Combine(folder, "other.yaml");
        await File.WriteAllTextAsync(other, (await File.ReadAllTextAsync(spec)).Replace("train: {", "train: {params: {numberOfIterations: 50}, ", StringComparison.Ordinal));
        await RunAsync(other, place);
        using var dev = Start("dev", "--home", place, "--json", "--serve", "http://127.0.0.1:0", "--webhook", "http://127.0.0.1:0", "--web-port", "0", "--pages-port", "0");
        try
        {
            using var http = new HttpClient();
            var address = new Uri($"{(string)(await ReadyAsync(dev))["serving"]!}/v2/models/bench.bench");
            await AnsweredAsync(http, address, "2");
            var clock = Stopwatch.StartNew();
            var command = OutputAsync("rollback", "bench/bench", "--reason", "bench", "--home", place);
            await AnsweredAsync(http, address, "1");
            var answered = clock.Elapsed.TotalSeconds;
            await command;
            await output.WriteLineAsync(Line(
                $"rollback: version 1 answers after {answered:0.00} s, the command ends after {clock.Elapsed.TotalSeconds:0.00} s, allowed {AllowedRollbackSeconds:0} s: {(clock.Elapsed.TotalSeconds <= AllowedRollbackSeconds ? "within" : "over")}"));
        }
        finally
        {
            dev.Kill(entireProcessTree: true);
            await dev.WaitForExitAsync();
        }
    }

    /// <summary>The document that <c>mdlc dev</c> begins with; what follows it is read so that it does not stand still.</summary>
    private static async Task<JsonNode> ReadyAsync(Process dev)
    {
        var document = new StringBuilder();
        while (await dev.StandardOutput.ReadLineAsync() is { } line)
        {
            document.AppendLine(line);
            if (line == "}")
            {
                _ = dev.StandardOutput.ReadToEndAsync();
                return JsonNode.Parse(document.ToString())!;
            }
        }

        throw new InvalidOperationException($"mdlc dev ended: {document}");
    }

    private static async Task AnsweredAsync(HttpClient http, Uri address, string version)
    {
        while (true)
        {
            using var answer = await http.GetAsync(address);
            if (answer.IsSuccessStatusCode && (string?)JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["versions"]![0] == version)
            {
                return;
            }

            await Task.Delay(10);
        }
    }

    private async Task<double> MedianAsync(params string[] arguments)
    {
        var seconds = new List<double>();
        for (var i = 0; i < Readings; i++)
        {
            var clock = Stopwatch.StartNew();
            await OutputAsync(arguments);
            seconds.Add(clock.Elapsed.TotalSeconds);
        }

        return seconds.Order().ElementAt(Readings / 2);
    }

    private async Task<(double Total, IReadOnlyList<(string Name, double Seconds)> Stages)> RunAsync(string spec, string place)
    {
        var clock = Stopwatch.StartNew();
        var text = await OutputAsync("run", spec, "--home", place, "--json");
        var total = clock.Elapsed.TotalSeconds;
        return (total, [.. JsonNode.Parse(text)!["stages"]!.AsArray().Select(stage => ((string)stage!["name"]!, (double?)stage["seconds"] ?? 0))]);
    }

    private async Task<string> OutputAsync(params string[] arguments)
    {
        using var process = Start(arguments);
        var text = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? text : throw new InvalidOperationException($"mdlc {string.Join(' ', arguments)} ended with {process.ExitCode}: {text}");
    }

    private Process Start(params string[] arguments)
    {
        var start = new ProcessStartInfo(_program, arguments) { RedirectStandardOutput = true };
        start.Environment.Remove("TEMPORAL_ADDRESS");
        return Process.Start(start)!;
    }

    /// <summary>The generated set is written once, as a CSV: its reading is a stage like any other.</summary>
    private async Task<string> SourceAsync()
    {
        if (options.Csv is { } csv)
        {
            return csv;
        }

        var file = Path.Combine(folder, "generated.csv");
        Directory.CreateDirectory(home.Root);
        using var session = DuckDbSession.Open(home);
        await Task.Run(() => session.Execute($"COPY ({GeneratedSet.Query(options.Rows)}) TO {Sql.Text(file)} (FORMAT csv, HEADER)"));
        return file;
    }

    private string SpecText(string csv) => string.Create(CultureInfo.InvariantCulture, $$"""
        apiVersion: mdlc/v1
        project: bench
        model: bench
        task: {{options.Task.ToString().ToLowerInvariant()}}
        label: {{options.Label}}
        {{(options.Positive is { } positive ? $"positive: \"{positive}\"" : "")}}
        source:
          csv: {{csv}}
          {{(options.Names.Count > 0 ? $"header: false\n  names: [{string.Join(", ", options.Names)}]" : "")}}
          {{(options.Nulls.Count > 0 ? $"nullValues: [\"{string.Join("\", \"", options.Nulls)}\"]" : "")}}
        train: {threads: {{options.Threads}}{{(options.MemoryLimitMb is { } limit ? $", memoryLimitMb: {limit}" : "")}}}
        """);

    private static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
