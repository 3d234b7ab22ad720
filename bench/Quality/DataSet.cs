namespace Mdlc.Quality.Bench;

/// <summary>A data set, what it is asked, and what others reach on the same rows in 60 s on two cores.</summary>
/// <param name="File">Within the folder of all data sets.</param>
/// <param name="Source">What the source's mapping in the spec has beside the file.</param>
/// <param name="Metric">The one that decides; see also <paramref name="Loss"/>.</param>
/// <param name="Loss">The proper score that is told beside it.</param>
/// <param name="Flaml">FLAML 2.7.0, estimators by itself, seed 1.</param>
/// <param name="Optuna">Optuna 5.0 with LightGBM 4.7: multivariate TPE over eleven parameters, early stopping after 50, up to 2 000 rounds, seed 1.</param>
/// <param name="Positive">Binary: the label's value that counts as positive; empty: 1.</param>
/// <param name="Noise">Differences below it say nothing on one split: of the metric, or, with <paramref name="IsRelative"/>, of its value.</param>
internal sealed record DataSet(
    string Name, string File, string Source, string Task, string Label, string Metric, string Loss, double Flaml, double Optuna, double Noise, bool IsRelative = false, string Positive = "")
{
    private static readonly string Covertype = string.Join(", ", Enumerable.Range(0, 55).Select(i => $"c{i}"));

    /// <summary>The peers' figures were measured on 2026-11-24.</summary>
    public static IReadOnlyList<DataSet> All { get; } =
    [
        new("adult", "adult/adult_mlnet.txt", "nullValues: [\"?\"]", "binary", "label(IsOver50K)", "auc", "logloss", 0.93052, 0.93094, 0.003),
        new("bank-marketing", "bank-marketing/bank.csv", "", "binary", "deposit", "auc", "logloss", 0.93884, 0.94048, 0.003, Positive: "yes"),
        new("german-credit", "german-credit/credit-g-openml.csv", "quote: \"'\"", "binary", "class", "auc", "logloss", 0.78182, 0.76296, 0.02, Positive: "good"),
        new("electricity", "electricity/electricity.csv", "", "binary", "class", "auc", "logloss", 0.98856, 0.98224, 0.003, Positive: "UP"),
        new("covertype-20k", "covertype-20k/covtype.20k.csv", $"header: false, names: [{Covertype}]", "multiclass", "c54", "logloss", "microAccuracy", 0.31347, 0.28334, 0.01, IsRelative: true),
        new("california-housing", "california-housing/housing.csv", "", "regression", "median_house_value", "rmse", "mae", 45460.6, 43867.6, 0.01, IsRelative: true),
        new("bike-sharing", "bike-sharing/hour_full.csv", "", "regression", "cnt", "rmse", "mae", 34.07, 33.65, 0.01, IsRelative: true),
        new("taxi-fare", "taxi-fare/taxi-fare-train.csv", "", "regression", "fare_amount", "rmse", "mae", 1.842, 1.953, 0.01, IsRelative: true),
    ];

    public bool HasHeader => !Source.Contains("header: false", StringComparison.Ordinal);

    public bool HigherIsBetter => Metric == "auc";

    /// <summary>The better of the two peers.</summary>
    public double BestPeer => HigherIsBetter ? Math.Max(Flaml, Optuna) : Math.Min(Flaml, Optuna);

    /// <summary>How much better a value is than another: above 0 when it is; a share of it where the noise is one.</summary>
    public double Gain(double value, double over) => (HigherIsBetter ? value - over : over - value) / (IsRelative ? Math.Abs(over) : 1);
}
