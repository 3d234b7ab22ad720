using Mdlc.Catalog;
using Mdlc.Catalog.Artifacts;
using Mdlc.Catalog.DuckDb;
using Mdlc.Contracts.Artifacts;
using Mdlc.Contracts.Models;
using Mdlc.Contracts.Monitoring;

namespace Mdlc.Activities.Profiles;

/// <summary>The rows that a model is trained on.</summary>
internal static class TrainingRows
{
    /// <param name="time">The column of the event time; null: none.</param>
    public static async Task<DataProfile> ProfileAsync(
        Home home, ArtifactStore artifacts, ArtifactRef train, FeaturePlan plan, string? time, CancellationToken cancellationToken)
    {
        using var session = DuckDbSession.Open(home);
        using var rows = await artifacts.OpenAsync(train, cancellationToken);
        return await DriftProfile.OfTrainingAsync(session, rows.Path, plan, time, cancellationToken);
    }
}
