using Mdlc.Catalog.Metadata;
using Mdlc.Catalog.Sources;
using Mdlc.Contracts.Spec;
using Mdlc.Web.Events;
using Mdlc.Web.Problems;
using Mdlc.Workflows.Lifecycle;

namespace Mdlc.Web;

/// <summary>Tells a sender at once what its model's lifecycle would refuse later: an unknown model, an object that the spec does not allow, or that is not there.</summary>
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

        if (Problem(spec.Source, arrival.Arrival.File) is { } problem)
        {
            throw WebhookProblem.NotThere($"{arrival.Arrival.File} {problem}; expected a file. Send the event once it is there.");
        }
    }

    /// <summary>Only where this process sees the folder of the arrivals: the work may be done on another machine, which then says it.</summary>
    private static string? Problem(SourceSpec source, string file) =>
        Path.IsPathFullyQualified(file) && Directory.Exists(ArrivalPattern.FolderOf(ArrivalPattern.Of(source))) ? ArrivedFile.Problem(file) : null;
}
