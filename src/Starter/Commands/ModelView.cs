using Mdlc.Contracts.Models;
using Mdlc.Starter.Schedules;
using Mdlc.Starter.Steering;

namespace Mdlc.Starter.Commands;

/// <summary>The document of <c>mdlc model show --json</c>.</summary>
/// <param name="Versions">Newest first.</param>
/// <param name="History">Oldest first.</param>
/// <param name="Schedule">When it is trained by itself; null without a schedule, where no server runs that would know of one, and where a time is asked about.</param>
internal sealed record ModelView(
    string Project,
    string Model,
    IReadOnlyDictionary<string, int> Aliases,
    IReadOnlyList<ModelPackage> Versions,
    IReadOnlyList<AliasChange> History,
    ScheduleView? Schedule)
{
    /// <summary>The time that is asked about, where one is: versions, aliases and moves are those of then. Null: now.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>What its lifecycle says of its triggers; null where nobody answers for it, and where a time is asked about.</summary>
    public TriggersView? Triggers { get; init; }

    /// <summary>Newest version first.</summary>
    public IReadOnlyList<VersionMetric> Metrics { get; init; } = [];
}
