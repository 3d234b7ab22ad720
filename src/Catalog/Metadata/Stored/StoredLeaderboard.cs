using System.Text.Json;
using Mdlc.Contracts.Tuning;

namespace Mdlc.Catalog.Metadata.Stored;

internal static class StoredLeaderboard
{
    public static Leaderboard Read(JsonElement value)
    {
        string? metric = null;
        bool? higherIsBetter = null;
        int? planned = null;
        List<TrialResult>? trials = null;
        foreach (var member in StoredValues.Members(value))
        {
            switch (member.Name)
            {
                case "metric": metric = StoredValues.Text(member.Value); break;
                case "higherIsBetter": higherIsBetter = StoredValues.Flag(member.Value); break;
                case "planned": planned = StoredValues.Number(member.Value); break;
                case "trials": trials = StoredValues.List(member.Value, Trial); break;
                default: throw new NotPlainException();
            }
        }

        return metric is null || higherIsBetter is null || planned is null || trials is null
            ? throw new NotPlainException()
            : new Leaderboard(metric, higherIsBetter.Value, planned.Value, trials);
    }

    private static TrialResult Trial(JsonElement value)
    {
        int? trial = null;
        Dictionary<string, double>? parameters = null;
        double? score = null, seconds = null;
        string? error = null;
        foreach (var member in StoredValues.Members(value))
        {
            switch (member.Name)
            {
                case "trial": trial = StoredValues.Number(member.Value); break;
                case "params": parameters = StoredValues.ByName(member.Value, StoredValues.Measure); break;
                case "score": score = StoredValues.MeasureOrNull(member.Value); break;
                case "error": error = StoredValues.TextOrNull(member.Value); break;
                case "seconds": seconds = StoredValues.Measure(member.Value); break;
                default: throw new NotPlainException();
            }
        }

        return trial is null || parameters is null || seconds is null
            ? throw new NotPlainException()
            : new TrialResult(trial.Value, parameters, score, error, seconds.Value);
    }
}
