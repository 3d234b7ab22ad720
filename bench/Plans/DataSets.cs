using System.Globalization;
using System.Text;
using Mdlc.Contracts.Artifacts;
using Mdlc.Contracts.Spec;

namespace Mdlc.Plans.Bench;

/// <summary>A set to learn from.</summary>
internal sealed record DataSet(string Name, ModelSpec Spec);

/// <summary>Public sets where they are there, and one that is made: ids of many values, times, and missing values that mean something.</summary>
internal static class DataSets
{
    private const int MadeRows = 20_000;
    private const int MadeIds = 1500;

    public static IEnumerable<DataSet> In(string data, string home)
    {
        DataSet?[] sets =
        [
            Of(data, "adult", "adult_mlnet.txt", ModelTask.Binary, "label(IsOver50K)", source => source with { NullValues = ["?"] }),
            Of(data, "bank-marketing", "bank.csv", ModelTask.Binary, "deposit", positive: "yes"),
            Of(data, "german-credit", "credit-g-openml.csv", ModelTask.Binary, "class", source => source with { Quote = "'", Escape = "'" }, positive: "good"),
            Of(data, "electricity", "electricity.csv", ModelTask.Binary, "class", positive: "UP"),
            Of(data, "covertype-20k", "covtype.20k.csv", ModelTask.Multiclass, "column54", source => source with { Header = false }),
            Of(data, "california-housing", "housing.csv", ModelTask.Regression, "median_house_value"),
            Of(data, "bike-sharing", "hour_full.csv", ModelTask.Regression, "cnt", source => source with
            {
                Types = new Dictionary<string, ColumnType> { ["dteday"] = ColumnType.Timestamp },
                Formats = new Dictionary<string, string> { ["dteday"] = "M/d/yyyy" },
            }),
            Of(data, "taxi-fare", "taxi-fare-train.csv", ModelTask.Regression, "fare_amount"),
        ];
        return [.. sets.OfType<DataSet>(), Made(home)];
    }

    private static DataSet? Of(
        string data, string folder, string file, ModelTask task, string label, Func<SourceSpec, SourceSpec>? reading = null, string? positive = null)
    {
        var path = Path.Combine(Path.GetFullPath(data), folder, file);
        var source = new SourceSpec { Path = path, Rules = ReadingRules.Current };
        return File.Exists(path) ? new DataSet(folder, SpecOf(task, label, reading is null ? source : reading(source), positive)) : null;
    }

    private static ModelSpec SpecOf(ModelTask task, string label, SourceSpec source, string? positive) => new()
    {
        Project = "bench",
        Model = "bench",
        Task = task,
        Label = label,
        Positive = positive,
        Source = source,
        Train = new TrainSpec { CheckpointEvery = TrainSpec.DefaultCheckpointEvery, Threads = 1 },
    };

    /// <summary>A label that depends on who it is, on the hour and the season, and on whether a value is there.</summary>
    private static DataSet Made(string home)
    {
        var file = Path.Combine(Path.GetFullPath(home), "made.csv");
        if (!File.Exists(file))
        {
            File.WriteAllText(file, MadeRowsText());
        }

        return new DataSet("made", SpecOf(ModelTask.Binary, "label", new SourceSpec { Path = file, Rules = ReadingRules.Current }, "yes"));
    }

    private static string MadeRowsText()
    {
        var random = new Random(17);
        var effects = Enumerable.Range(0, MadeIds).Select(_ => (random.NextDouble() * 4) - 2).ToArray();
        var groups = Enumerable.Range(0, 40).Select(_ => (random.NextDouble() * 2) - 1).ToArray();
        var text = new StringBuilder("who,team,at,x,y,label\n");
        for (var row = 0; row < MadeRows; row++)
        {
            // Some come often, most seldom.
            var (who, team) = ((int)(MadeIds * Math.Pow(random.NextDouble(), 3)), random.Next(groups.Length));
            var at = new DateTime(2024, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddMinutes(random.Next(2 * 365 * 24 * 60));
            var (x, y) = ((random.NextDouble() * 4) - 2, (random.NextDouble() * 4) - 2);
            var isMissing = random.NextDouble() < 0.3;
            var score = effects[who] + groups[team] + (x * 0.8) + (isMissing ? 0.7 : y * 0.5)
                + Math.Sin(2 * Math.PI * (at.Hour + (at.Minute / 60.0)) / 24) + (0.7 * Math.Cos(2 * Math.PI * at.DayOfYear / 365.25));
            var isYes = random.NextDouble() < 1 / (1 + Math.Exp(-score));
            text.Append(CultureInfo.InvariantCulture, $"u{who},t{team},{at:yyyy-MM-ddTHH:mm:ssZ},{x:0.####},{(isMissing ? "" : y.ToString("0.####", CultureInfo.InvariantCulture))},{(isYes ? "yes" : "no")}\n");
        }

        return text.ToString();
    }
}
