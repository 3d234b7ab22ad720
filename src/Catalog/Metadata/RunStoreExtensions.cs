using Mdlc.Contracts.Runs;
using Mdlc.Contracts.Spec;

namespace Mdlc.Catalog.Metadata;

public static class RunStoreExtensions
{
    /// <summary>
    /// The spec that a model's next run is to have where nobody names one: the one that was applied, else that of the newest run which a
    /// person asked for, else of the newest that no arrival set off (an arrival's run has the arrived file for its source). Null when the model
    /// was never run, and no spec applied.
    /// </summary>
    public static async Task<ModelSpec?> LatestSpecAsync(
        this IRunStore runs, string project, string model, CancellationToken cancellationToken = default)
    {
        if (await runs.AppliedAsync(project, model, cancellationToken) is { } applied)
        {
            return applied.Spec;
        }

        var reports = await runs.ListAsync(project, model, cancellationToken);
        var latest = reports.FirstOrDefault(r => r.Trigger == RunTrigger.Manual) ?? reports.FirstOrDefault(r => r.Trigger != RunTrigger.DataArrived);
        return latest is not null && RunKey.TryParse(latest.Run, out var run) ? await runs.GetSpecAsync(run, cancellationToken) : null;
    }
}
