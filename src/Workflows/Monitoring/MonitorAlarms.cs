using Mdlc.Workflows.Alarms;

namespace Mdlc.Workflows.Monitoring;

/// <summary>What a comparison says of a model's alarms. One that cannot tell neither raises nor clears.</summary>
public static class MonitorAlarms
{
    private const string Drift = "drift";
    private const string Stable = "stable";
    private const string Worse = "worse";
    private const string Ok = "ok";

    /// <param name="look">Names this one comparison.</param>
    /// <returns>Null: it says nothing.</returns>
    public static AlarmNews? Of(MonitorResult result, string look)
    {
        var raised = new List<Alarm>();
        var cleared = new List<AlarmClearance>();
        if (result.Drift == Drift || result.PredictionDrift == Drift)
        {
            raised.Add(new Alarm($"{look}/{AlarmKind.Drift}", AlarmKind.Drift, result.Version, result.Summary, result.Report));
        }
        else if (result.Drift == Stable && result.PredictionDrift is Stable or "")
        {
            cleared.Add(new AlarmClearance($"{look}/{AlarmKind.Drift}", AlarmKind.Drift, result.Version, result.Summary));
        }

        if (result.Quality == Worse)
        {
            raised.Add(new Alarm($"{look}/{AlarmKind.Quality}", AlarmKind.Quality, result.Version, result.QualityReason, result.Report));
        }
        else if (result.Quality == Ok)
        {
            cleared.Add(new AlarmClearance($"{look}/{AlarmKind.Quality}", AlarmKind.Quality, result.Version, result.QualityReason));
        }

        return raised.Count + cleared.Count == 0 ? null : new AlarmNews(result.Project, result.Model, raised, cleared);
    }
}
