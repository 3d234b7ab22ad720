using System.Globalization;
using Mdlc.Catalog.Metadata;
using Mdlc.Contracts.Models;
using Mdlc.Workflows.Deployment;
using Temporalio.Activities;

namespace Mdlc.Activities.Deployment;

/// <summary>The deploy stage: see <see cref="IDeploymentActivities"/>.</summary>
public sealed class DeploymentActivities(ICatalog catalog, TimeProvider time) : IDeploymentActivities
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(200);

    /// <summary>How long a live server may take to load a version.</summary>
    public static readonly TimeSpan ReadyWithin = TimeSpan.FromSeconds(90);

    [Activity]
    public async Task<DeployResult> DeployAsync(DeployInput input)
    {
        var waitingFor = "servers";
        await using var beat = Heartbeat.Start(time, () => waitingFor);
        return await DeployAsync(input, text => waitingFor = text, ActivityExecutionContext.Current.CancellationToken);
    }

    /// <summary>The work itself, apart from Temporal.</summary>
    /// <param name="progress">Told what is waited for.</param>
    /// <exception cref="TimeoutException">A live server was not ready in time.</exception>
    /// <exception cref="InvalidOperationException">A server could not load the version, or another version was asked for meanwhile.</exception>
    public async Task<DeployResult> DeployAsync(DeployInput input, Action<string> progress, CancellationToken cancellationToken)
    {
        var (project, model, _) = input.Run;
        var desired = await catalog.Servers.SetDesiredAsync(
            project, model, input.Version, input.Run.ToString(), time.GetUtcNow(), cancellationToken);
        var deadline = time.GetUtcNow() + ReadyWithin;
        while (true)
        {
            var rollout = await ObserveAsync(desired, cancellationToken);
            switch (rollout.Decide())
            {
                case RolloutState.NoServer:
                    return new DeployResult(true, null, "no server runs; the next one serves it");
                case RolloutState.Ready:
                    return Deployed(input, rollout.Servers);
                case RolloutState.Failed:
                    throw new InvalidOperationException(rollout.Failure);
                case RolloutState.Superseded:
                    throw new InvalidOperationException(
                        $"Version {input.Version} of {project}/{model} was not served: {rollout.Current!.By} asked for {Name(rollout.Current.Version)} meanwhile.");
                default:
                    break;
            }

            var missing = string.Join(", ", rollout.Waiting.Select(server => server.Endpoint));
            if (time.GetUtcNow() >= deadline)
            {
                throw new TimeoutException(
                    $"Version {input.Version} of {project}/{model} was not ready within {ReadyWithin.TotalSeconds:0} s at {missing}; look at that server's log.");
            }

            progress($"waiting for {missing}");
            await Task.Delay(LookEvery, time, cancellationToken);
        }
    }

    [Activity]
    public async Task<PromoteResult> PromoteAsync(PromoteInput input)
    {
        var run = input.Run.ToString();
        var promotion = await catalog.Models.PromoteAsync(
            new PromotionRequest(input.Run.Project, input.Run.Model, input.Version, input.Expected, run, input.Reason ?? "gate passed", run, time.GetUtcNow()));
        var summary = promotion.Moved
            ? $"version {input.Version} is champion"
            : $"not promoted: champion was {Name(input.Expected)} when the gate decided and is {Name(promotion.Champion)} now";
        return new PromoteResult(promotion.Moved, promotion.Champion, promotion.Previous, summary);
    }

    [Activity]
    public async Task WithdrawAsync(DeployInput input)
    {
        var (project, model, _) = input.Run;
        var run = input.Run.ToString();
        if (await catalog.Servers.GetDesiredAsync(project, model) is not { } desired || desired.By != run)
        {
            return;
        }

        var aliases = await catalog.Models.AliasesAsync(project, model);
        var champion = aliases.Find(AliasName.Champion);
        await catalog.Servers.SetDesiredAsync(project, model, champion, $"{run} (withdrawn)", time.GetUtcNow());
    }

    private async Task<RolloutObservation> ObserveAsync(DesiredVersion desired, CancellationToken cancellationToken)
    {
        var live = await catalog.Servers.LiveAsync(time.GetUtcNow(), cancellationToken);
        return new RolloutObservation(
            desired,
            await catalog.Servers.GetDesiredAsync(desired.Project, desired.Model, cancellationToken),
            [.. live.Where(server => server.Serves(desired.Project))],
            await catalog.Servers.ServedAsync(desired.Project, desired.Model, cancellationToken));
    }

    private static DeployResult Deployed(DeployInput input, IReadOnlyList<ServerLease> servers)
    {
        var endpoint = $"{servers[0].Endpoint}/v2/models/{input.Run.Project}.{input.Run.Model}";
        return new DeployResult(
            false, endpoint, string.Create(CultureInfo.InvariantCulture, $"served by {servers.Count} server{(servers.Count == 1 ? "" : "s")}"));
    }

    private static string Name(int? version) => version is { } number ? $"version {number}" : "no version";
}
