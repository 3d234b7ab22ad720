using System.Globalization;

namespace Mdlc.Engine.Bench;

/// <summary>What to measure, from the command line.</summary>
internal sealed record BenchOptions
{
    public const string Usage = """
        usage: Mdlc.Engine.Bench [growth|long-life] [--servers NAME,…] [--workflows N] [--steps N] [--fan-out N] [--updates N] [--concurrency N] [--warmup N]
          growth         how one server grows: [--closed N,…] [--open N] (default 1000,10000,100000 and 10000; the engine alone unless --servers)
          long-life      what many closed workflows cost: [--closed N] [--open N] [--folder FOLDER, to keep the file and take it again]
          --engine       another build of the engine's executable, such as the native one
          --servers      any of: engine, engine-memory, dev, dev-file, cluster, cluster-postgres (default: all that are found)
          --workflows    one-activity workflows to time (default 2000)
          --steps        sequential activities of one workflow (default 40)
          --fan-out      activities at once of one workflow (default 400)
          --updates      updates of one workflow, one after the other (default 100)
          --concurrency  workflows at once (default 50)
          --warmup       workflows before the clock starts (default 1000)
        """;

    /// <summary>Measure how a server grows, instead of comparing servers.</summary>
    public bool Growth { get; init; }

    /// <summary>Measure what very many closed workflows cost.</summary>
    public bool LongLife { get; init; }

    /// <summary>The executable of the engine; the one beside the bench unless another build is named.</summary>
    public string Engine { get; init; } = Path.Combine(AppContext.BaseDirectory, "Mdlc.Engine");

    /// <summary>Empty for all that are found.</summary>
    public IReadOnlyList<string> Servers { get; init; } = [];

    public int Workflows { get; init; } = 2000;

    public int Steps { get; init; } = 40;

    public int FanOut { get; init; } = 400;

    public int Updates { get; init; } = 100;

    public int Concurrency { get; init; } = 50;

    public int Warmup { get; init; } = 1000;

    /// <summary>How many closed workflows there are when figures are taken, ascending.</summary>
    public IReadOnlyList<int> Closed { get; init; } = [1_000, 10_000, 100_000];

    /// <summary>How many open workflows there are at the end.</summary>
    public int Open { get; init; } = 10_000;

    /// <summary>Where the file of many closed workflows is kept; null for a folder that is removed.</summary>
    public string? Folder { get; init; }

    /// <exception cref="ArgumentException">An option is unknown, or its value is missing or not a number above zero.</exception>
    public static BenchOptions Parse(IReadOnlyList<string> args)
    {
        var options = new BenchOptions();
        if (args is ["growth", ..])
        {
            options = options with { Growth = true, Servers = ["engine"] };
            args = [.. args.Skip(1)];
        }

        if (args is ["long-life", ..])
        {
            options = options with { LongLife = true, Servers = ["engine"], Closed = [1_000_000], Open = 100_000 };
            args = [.. args.Skip(1)];
        }

        for (var i = 0; i < args.Count; i += 2)
        {
            var value = i + 1 < args.Count ? args[i + 1] : throw new ArgumentException($"{args[i]} needs a value");
            options = args[i] switch
            {
                "--engine" => options with { Engine = File.Exists(value) ? value : throw new ArgumentException($"--engine: found no file '{value}'") },
                "--servers" => options with { Servers = value.Split(',', StringSplitOptions.RemoveEmptyEntries) },
                "--workflows" => options with { Workflows = Number(args[i], value) },
                "--steps" => options with { Steps = Number(args[i], value) },
                "--fan-out" => options with { FanOut = Number(args[i], value) },
                "--updates" => options with { Updates = Number(args[i], value) },
                "--concurrency" => options with { Concurrency = Number(args[i], value) },
                "--warmup" => options with { Warmup = Number(args[i], value) },
                "--closed" => options with { Closed = [.. value.Split(',').Select(v => Number("--closed", v))] },
                "--folder" => options with { Folder = value },
                "--open" => options with { Open = Number(args[i], value) },
                _ => throw new ArgumentException($"found '{args[i]}', which is no option"),
            };
        }

        return options;
    }

    private static int Number(string option, string value) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0
            ? number
            : throw new ArgumentException($"{option}: found '{value}', expected a number above zero");
}
