using System.Globalization;

namespace Mdlc.Quality.Bench;

/// <summary>What is measured, and how long it may search.</summary>
internal sealed record QualityOptions
{
    public const string Usage = """
        Quality: the default model and tuned ones on real data sets, judged on test rows that no search sees.
          --data FOLDER    the data sets, a folder each (required)
          --program FILE   the mdlc to measure (required)
          --budget TIME    of a search (60s)
          --seeds N        runs of each, with seeds 1 to N (3)
          --sets A,B       of the sets only these
          --ways A,B       only these of plain, default, random, tuned
        """;

    public string Data { get; init; } = "";

    public string Program { get; init; } = "";

    public string Budget { get; init; } = "60s";

    public int Seeds { get; init; } = 3;

    public IReadOnlyList<string> Sets { get; init; } = [];

    public IReadOnlyList<string> Ways { get; init; } = [];

    /// <exception cref="ArgumentException">An argument is unknown, lacks its value or is missing.</exception>
    public static QualityOptions Parse(string[] args)
    {
        var options = new QualityOptions();
        for (var i = 0; i < args.Length; i++)
        {
            var name = args[i];
            string Value() => ++i < args.Length ? args[i] : throw new ArgumentException($"{name} needs a value");
            options = name switch
            {
                "--data" => options with { Data = Path.GetFullPath(Value()) },
                "--program" => options with { Program = Path.GetFullPath(Value()) },
                "--budget" => options with { Budget = Value() },
                "--seeds" => options with { Seeds = int.Parse(Value(), CultureInfo.InvariantCulture) },
                "--sets" => options with { Sets = Value().Split(',') },
                "--ways" => options with { Ways = Value().Split(',') },
                _ => throw new ArgumentException($"found '{name}', which is no option"),
            };
        }

        return Directory.Exists(options.Data) && File.Exists(options.Program)
            ? options
            : throw new ArgumentException("--data and --program name what is there");
    }
}
