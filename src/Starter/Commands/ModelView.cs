using Mdlc.Contracts.Models;
using Mdlc.Starter.Schedules;

namespace Mdlc.Starter.Commands;

/// <summary>The document of <c>mdlc model show --json</c>.</summary>
/// <param name="Versions">Newest first.</param>
/// <param name="History">Oldest first.</param>
/// <param name="Schedule">When it is trained by itself; null without a schedule, and where no server runs that would know of one.</param>
internal sealed record ModelView(
    string Project,
    string Model,
    IReadOnlyDictionary<string, int> Aliases,
    IReadOnlyList<ModelPackage> Versions,
    IReadOnlyList<AliasChange> History,
    ScheduleView? Schedule)
{
    /// <summary>Newest version first.</summary>
    public IReadOnlyList<VersionMetric> Metrics { get; init; } = [];
}
