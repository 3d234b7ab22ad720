using Mdlc.Catalog.Metadata;
using Mdlc.Web.Events;
using Mdlc.Web.Problems;
using Mdlc.Workflows.Lifecycle;

namespace Mdlc.Web;

/// <summary>Tells a sender at once what its model's lifecycle would refuse later: an unknown model, an object that the spec does not allow.</summary>
internal sealed class ArrivalGate(ICatalog catalog)
{
    /// <exception cref="WebhookProblem">It would be refused.</exception>
    public async Task RequireAsync(ArrivalEvent arrival, CancellationToken cancellationToken)
    {
        var spec = await catalog.Runs.LatestSpecAsync(arrival.Project, arrival.Model, cancellationToken)
            ?? throw WebhookProblem.UnknownModel($"There is no model {arrival.Project}/{arrival.Model}: it has never been run. Run it once: mdlc run model.yaml");
        if (!ArrivalPattern.Allows(spec.Source, arrival.Arrival.File))
        {
            throw WebhookProblem.NotAllowed(
                $"Found {arrival.Arrival.File}, expected an object that matches {ArrivalPattern.Of(spec.Source)} (the spec's source.arrivals, or the source's folder and extension).");
        }
    }
}
