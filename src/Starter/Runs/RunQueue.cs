using Mdlc.Contracts.Runs;

namespace Mdlc.Starter.Runs;

/// <summary>What a queued run waits for, in words: a model has one run at a time.</summary>
internal static class RunQueue
{
    /// <param name="reports">Runs of its model at least; others and ended ones do not matter.</param>
    /// <returns>Null when it waits for no other run.</returns>
    public static string? WaitsFor(RunReport queued, IEnumerable<RunReport> reports)
    {
        if (!RunKey.TryParse(queued.Run, out var key))
        {
            return null;
        }

        var others = reports
            .Select(report => (Report: report, Key: RunKey.TryParse(report.Run, out var other) ? other : null))
            .Where(other => other.Key is { } k && k.Project == key.Project && k.Model == key.Model && k != key)
            .ToList();
        var begun = others.FirstOrDefault(other => other.Report.State is RunState.Running or RunState.Suspended or RunState.Interrupted);
        var before = others.Count(other => other.Report.State == RunState.Queued && other.Key!.Number < key.Number);
        var queue = before == 0 ? null : before == 1 ? "another that is queued before it" : $"{before} that are queued before it";
        return begun.Report is { } report ? $"run {report.Run}, {Describe(report)}{(queue is null ? "" : $", and {queue}")}" : queue;
    }

    private static string Describe(RunReport report) => report.State switch
    {
        RunState.Suspended => $"which is suspended ({report.Error}): mdlc run retry {report.Run} or mdlc run abort {report.Run}",
        _ => report.Stages.LastOrDefault(stage => stage.State == StageState.Running) is { } stage ? $"which is at {stage.Name}" : "which is running",
    };
}
