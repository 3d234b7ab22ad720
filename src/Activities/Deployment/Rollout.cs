using System.Globalization;
using Mdlc.Catalog.Metadata;
using Mdlc.Contracts.Models;
using Mdlc.Workflows.Deployment;

namespace Mdlc.Activities.Deployment;

/// <summary>Brings a version to the servers that live, and takes it back.</summary>
internal sealed class Rollout(ICatalog catalog, TimeProvider time)
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(200);

    /// <summary>How long a live server may take to load a version.</summary>
    private static readonly TimeSpan ReadyWithin = TimeSpan.FromSeconds(90);

    /// <summary>Writes the version that servers shall load, and waits until each live server reports it ready and verified.</summary>
    /// <param name="by">The run or the move that asks for it: asked for again by the same, nothing changes.</param>
    /// <param name="progress">Told what is waited for.</param>
    /// <exception cref="TimeoutException">A live server was not ready in time.</exception>
    /// <exception cref="InvalidOperationException">A server could not load the version, or another version was asked for meanwhile.</exception>
    public async Task<DeployResult> ToAsync(string project, string model, int version, string by, Action<string> progress, CancellationToken cancellationToken)
    {
        var desired = await catalog.Servers.SetDesiredAsync(project, model, version, by, time.GetUtcNow(), cancellationToken);
        var deadline = time.GetUtcNow() + ReadyWithin;
        while (true)
        {
            var rollout = await ObserveAsync(desired, cancellationToken);
            switch (rollout.Decide())
            {
                case RolloutState.NoServer:
                    return new DeployResult(true, null, "no server runs; the next one serves it");
                case RolloutState.Ready:
                    return Deployed(project, model, rollout.Servers);
                case RolloutState.Failed:
                    throw new InvalidOperationException(rollout.Failure);
                case RolloutState.Superseded:
                    throw new InvalidOperationException(
                        $"Version {version} of {project}/{model} was not served: {rollout.Current!.By} asked for {Name(rollout.Current.Version)} meanwhile.");
                default:
                    break;
            }

            var missing = string.Join(", ", rollout.Waiting.Select(server => server.Endpoint));
            if (time.GetUtcNow() >= deadline)
            {
                throw new TimeoutException(
                    $"Version {version} of {project}/{model} was not ready within {ReadyWithin.TotalSeconds:0} s at {missing}; look at that server's log.");
            }

            progress($"waiting for {missing}");
            await Task.Delay(LookEvery, time, cancellationToken);
        }
    }

    /// <summary>Servers go back to the champion, unless somebody else has asked for a version since.</summary>
    public async Task BackAsync(string project, string model, string by)
    {
        if (await catalog.Servers.GetDesiredAsync(project, model) is not { } desired || desired.By != by)
        {
            return;
        }

        var aliases = await catalog.Models.AliasesAsync(project, model);
        await catalog.Servers.SetDesiredAsync(project, model, aliases.Find(AliasName.Champion), $"{by} (withdrawn)", time.GetUtcNow());
    }

    public static string Name(int? version) => version is { } number ? $"version {number}" : "no version";

    private async Task<RolloutObservation> ObserveAsync(DesiredVersion desired, CancellationToken cancellationToken)
    {
        var live = await catalog.Servers.LiveAsync(time.GetUtcNow(), cancellationToken);
        return new RolloutObservation(
            desired,
            await catalog.Servers.GetDesiredAsync(desired.Project, desired.Model, cancellationToken),
            [.. live.Where(server => server.Serves(desired.Project))],
            await catalog.Servers.ServedAsync(desired.Project, desired.Model, cancellationToken));
    }

    private static DeployResult Deployed(string project, string model, IReadOnlyList<ServerLease> servers) => new(
        false,
        $"{servers[0].Endpoint}/v2/models/{project}.{model}",
        string.Create(CultureInfo.InvariantCulture, $"served by {servers.Count} server{(servers.Count == 1 ? "" : "s")}"));
}
