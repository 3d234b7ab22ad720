using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;

namespace Mdlc.Quality.Bench;

/// <summary>Runs <c>mdlc run</c> on every set in every way, each time in a new home, and sets the test scores beside one another and beside the peers'.</summary>
internal sealed class QualityBench(QualityOptions options, string folder)
{
    public async Task RunAsync(TextWriter output)
    {
        var sets = DataSet.All.Where(set => options.Sets.Count == 0 || options.Sets.Contains(set.Name)).ToList();
        var ways = Way.All.Where(way => options.Ways.Count == 0 || options.Ways.Contains(way.Name)).ToList();
        await output.WriteLineAsync($"searches of {options.Budget}, seeds 1 to {options.Seeds}, test rows of one split by the hash of the line; mean, and deviation over the seeds");
        foreach (var set in sets)
        {
            var place = Directory.CreateDirectory(Path.Combine(folder, set.Name)).FullName;
            await RowSplit.WriteAsync(Path.Combine(options.Data, set.File), set.HasHeader, place);
            var means = new Dictionary<string, double>();
            foreach (var way in ways)
            {
                var runs = new List<(double Metric, double Loss, double Seconds)>();
                for (var seed = 1; seed <= options.Seeds; seed++)
                {
                    runs.Add(await RunAsync(set, way, seed, place));
                }

                means[way.Name] = runs.Average(run => run.Metric);
                await output.WriteLineAsync(Line(
                    $"{set.Name,-19}{way.Name,-9}{set.Metric} {means[way.Name]:G6} ± {Deviation(runs.Select(run => run.Metric)):G2}, {set.Loss} {runs.Average(run => run.Loss):G5}, {runs.Average(run => run.Seconds):0} s"));
            }

            await output.WriteLineAsync(Verdict(set, means));
        }
    }

    private static string Verdict(DataSet set, Dictionary<string, double> means)
    {
        var best = means.Last();
        var told = means.SkipLast(1).Select(other => Against(other.Key, other.Value)).Append(Against("the better peer", set.BestPeer));
        return $"{set.Name,-19}{best.Key} {string.Join(", ", told)} (FLAML {Line($"{set.Flaml}")}, Optuna {Line($"{set.Optuna}")})";

        string Against(string name, double value)
        {
            var gain = set.Gain(best.Value, value);
            var word = Math.Abs(gain) <= set.Noise ? "ties with" : gain > 0 ? "beats" : "loses to";
            return set.IsRelative ? Line($"{word} {name} ({gain * 100:+0.0;-0.0} %)") : Line($"{word} {name} ({gain:+0.0000;-0.0000})");
        }
    }

    private async Task<(double Metric, double Loss, double Seconds)> RunAsync(DataSet set, Way way, int seed, string place)
    {
        var spec = Path.Combine(place, "model.yaml");
        var source = set.Source.Length == 0 ? "" : $", {set.Source}";
        await File.WriteAllTextAsync(spec, $$"""
            apiVersion: mdlc/v1
            model: quality
            task: {{set.Task}}
            label: "{{set.Label}}"
            positive: {{(set.Positive.Length == 0 ? "null" : $"\"{set.Positive}\"")}}
            source: {csv: train.csv{{source}} }
            split:
              by: file
              file: {csv: test.csv{{source}} }
            evaluate: {metric: {{set.Metric}}}
            {{way.Spec(options, seed)}}
            """);
        var home = Path.Combine(place, $"{way.Name}-{seed}");
        var clock = Stopwatch.StartNew();
        var document = JsonNode.Parse(await OutputAsync(place, "run", spec, "--home", home, "--json"))!;
        var seconds = clock.Elapsed.TotalSeconds;
        Directory.Delete(home, recursive: true);
        return ((double)document["metrics"]![set.Metric]!, (double)document["metrics"]![set.Loss]!, seconds);
    }

    private async Task<string> OutputAsync(string place, params string[] arguments)
    {
        var start = new ProcessStartInfo(options.Program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = place };
        start.Environment.Remove("TEMPORAL_ADDRESS");
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var text = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? text : throw new InvalidOperationException($"mdlc {string.Join(' ', arguments)} ended with {process.ExitCode}: {(string?)JsonNode.Parse(text)?["error"]} {await error}");
    }

    private static double Deviation(IEnumerable<double> values)
    {
        double[] all = [.. values];
        var mean = all.Average();
        return all.Length < 2 ? 0 : Math.Sqrt(all.Sum(value => (value - mean) * (value - mean)) / (all.Length - 1));
    }

    private static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
