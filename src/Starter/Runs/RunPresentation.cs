using Mdlc.Catalog.Metadata;
using Mdlc.Contracts.Runs;
using Mdlc.Starter.Execution;

namespace Mdlc.Starter.Runs;

/// <summary>A run as it is shown: what its report says, and what is true at this moment.</summary>
internal static class RunPresentation
{
    public static async Task<RunReport> OfAsync(CommandContext context, RunReport report, CancellationToken cancellationToken)
    {
        if (!RunKey.TryParse(report.Run, out var run))
        {
            return report;
        }

        var queued = report.State == RunState.Queued
            ? RunQueue.WaitsFor(report, await context.Catalog.Runs.ActiveAsync(run.Project, run.Model, cancellationToken))
            : null;
        var endpoint = report.Version is { } version
            ? Endpoint(
                run,
                version,
                await context.Catalog.Servers.LiveAsync(context.Time.GetUtcNow(), cancellationToken),
                await context.Catalog.Servers.ServedAsync(run.Project, run.Model, cancellationToken))
            : null;
        return RunView.Derive(report, context.Home) with { WaitsFor = queued, Endpoint = endpoint };
    }

    /// <summary>Where the run's version answers now: a server may have ended, or another have come, since the run did.</summary>
    /// <returns>Null when no living server answers with that version.</returns>
    public static string? Endpoint(RunKey run, int version, IReadOnlyList<ServerLease> live, IReadOnlyList<ServedModel> served) =>
        live.FirstOrDefault(server => server.Serves(run.Project) && served.Any(model => model.Server == server.Server && model.Serving == version)) is { } answering
            ? $"{answering.Endpoint}/v2/models/{run.Project}.{run.Model}"
            : null;
}
