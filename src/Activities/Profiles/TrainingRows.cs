using Mdlc.Catalog;
using Mdlc.Catalog.Artifacts;
using Mdlc.Catalog.DuckDb;
using Mdlc.Contracts.Artifacts;
using Mdlc.Contracts.Models;
using Mdlc.Contracts.Monitoring;
using Mdlc.Contracts.Spec;

namespace Mdlc.Activities.Profiles;

/// <summary>The rows that a model is trained on.</summary>
internal static class TrainingRows
{
    /// <summary>The columns that windows are compared by, and the label.</summary>
    public static async Task<DataProfile> ProfileAsync(
        Home home, ArtifactStore artifacts, ArtifactRef train, ModelSpec spec, FeaturePlan plan, CancellationToken cancellationToken)
    {
        using var session = DuckDbSession.Open(home);
        using var rows = await artifacts.OpenAsync(train, cancellationToken);
        var profile = await DriftProfile.OfTrainingAsync(session, rows.Path, plan, spec.Time, cancellationToken);
        return profile with { Label = await LabelProfile.OfAsync(session, rows.Path, spec, cancellationToken) };
    }
}
