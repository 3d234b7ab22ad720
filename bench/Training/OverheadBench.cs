using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Mdlc.Catalog;
using Mdlc.Catalog.DuckDb;

namespace Mdlc.Training.Bench;

/// <summary>What a run costs beside its stages: <c>mdlc run</c> as a process, from its start to its end, less what the stages say they took.</summary>
internal sealed class OverheadBench(BenchOptions options, Home home, string folder)
{
    private const double AllowedSeconds = 2;
    private const double AllowedShare = 0.03;

    public async Task RunAsync(TextWriter output)
    {
        var spec = Path.Combine(folder, "model.yaml");
        await File.WriteAllTextAsync(spec, SpecText(await SourceAsync()));
        for (var run = 1; run <= options.Pairs; run++)
        {
            var (total, stages) = await RunAsync(spec);
            var sum = stages.Sum(stage => stage.Seconds);
            var allowed = AllowedSeconds + (AllowedShare * total);
            await output.WriteLineAsync(Line(
                $"run {run}: total {total:0.00} s, stages {sum:0.00} s, difference {total - sum:0.00} s, allowed {allowed:0.00} s: {(total - sum <= allowed ? "within" : "over")}"));
            await output.WriteLineAsync("  " + string.Join(", ", stages.Select(stage => Line($"{stage.Name} {stage.Seconds:0.00}"))));
        }
    }

    private async Task<(double Total, IReadOnlyList<(string Name, double Seconds)> Stages)> RunAsync(string spec)
    {
        var place = Path.Combine(folder, Guid.NewGuid().ToString("n"));
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "mdlc.exe" : "mdlc"), ["run", spec, "--home", place, "--json"])
        {
            RedirectStandardOutput = true,
        };
        start.Environment.Remove("TEMPORAL_ADDRESS");
        var clock = Stopwatch.StartNew();
        using var process = Process.Start(start)!;
        var text = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        var total = clock.Elapsed.TotalSeconds;
        Directory.Delete(place, recursive: true);
        var document = process.ExitCode == 0
            ? JsonNode.Parse(text)!
            : throw new InvalidOperationException($"mdlc run ended with {process.ExitCode}: {text}");
        return (total, [.. document["stages"]!.AsArray().Select(stage => ((string)stage!["name"]!, (double?)stage["seconds"] ?? 0))]);
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
