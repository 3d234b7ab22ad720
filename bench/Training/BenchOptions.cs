using System.Globalization;
using Mdlc.Contracts.Spec;

namespace Mdlc.Training.Bench;

/// <summary>What to measure: a generated set, or a real one from a CSV file.</summary>
internal sealed record BenchOptions
{
    public const string Usage = """
        Compares the train stage (fetched and split rows in, model out) with a plain ML.NET program on the same rows, options and threads.
          --rows N           a generated set of N rows x 20 columns (1 000 000 unless a CSV is named)
          --csv FILE --label COLUMN --task binary|multiclass|regression [--positive VALUE] [--names a,b,...] [--null VALUE]
                             (a header is looked for; without one and without --names the columns are column0, column1, ...)
          --overhead         instead: mdlc run as a process, and what its total is over its stages' own seconds; then how long commands that read take, and a rollback
          --program FILE     with --overhead: another build of mdlc, such as the tool that dotnet pack makes
          --pairs N          interleaved pairs (7); with --overhead: runs
          --threads N        of the trainer (2)
          --memory-limit MB  of the train stage alone
          --stage-only       no plain program
          --home FOLDER      keeps what was fetched and split from one call to the next
        """;

    public int Rows { get; init; } = 1_000_000;

    public string? Csv { get; init; }

    public string Label { get; init; } = GeneratedSet.Label;

    public ModelTask Task { get; init; } = ModelTask.Binary;

    public string? Positive { get; init; }

    public IReadOnlyList<string> Names { get; init; } = [];

    public IReadOnlyList<string> Nulls { get; init; } = [];

    public bool Overhead { get; init; }

    /// <summary>Null: as this program was built.</summary>
    public string? Program { get; init; }

    public int Pairs { get; init; } = 7;

    public int Threads { get; init; } = 2;

    public int? MemoryLimitMb { get; init; }

    public bool StageOnly { get; init; }

    public string? Home { get; init; }

    /// <exception cref="ArgumentException">An argument is unknown or lacks its value.</exception>
    public static BenchOptions Parse(string[] args)
    {
        var options = new BenchOptions();
        for (var i = 0; i < args.Length; i++)
        {
            var name = args[i];
            string Value() => ++i < args.Length ? args[i] : throw new ArgumentException($"{name} needs a value");
            int Number() => int.Parse(Value(), CultureInfo.InvariantCulture);
            options = name switch
            {
                "--rows" => options with { Rows = Number() },
                "--csv" => options with { Csv = Path.GetFullPath(Value()) },
                "--label" => options with { Label = Value() },
                "--task" => options with { Task = Enum.Parse<ModelTask>(Value(), ignoreCase: true) },
                "--positive" => options with { Positive = Value() },
                "--names" => options with { Names = Value().Split(',') },
                "--null" => options with { Nulls = [Value()] },
                "--overhead" => options with { Overhead = true },
                "--program" => options with { Program = Path.GetFullPath(Value()) },
                "--pairs" => options with { Pairs = Number() },
                "--threads" => options with { Threads = Number() },
                "--memory-limit" => options with { MemoryLimitMb = Number() },
                "--stage-only" => options with { StageOnly = true },
                "--home" => options with { Home = Value() },
                _ => throw new ArgumentException($"found '{name}', which is no option"),
            };
        }

        return options;
    }

    public ModelSpec ToSpec() => new()
    {
        Project = "bench",
        Model = "bench",
        Task = Task,
        Label = Label,
        Positive = Positive,
        Source = new SourceSpec { Path = Csv ?? "", Names = Names, NullValues = Nulls, Header = Names.Count == 0 ? null : false },
        Train = new TrainSpec { Threads = Threads, MemoryLimitMb = MemoryLimitMb },
    };
}
