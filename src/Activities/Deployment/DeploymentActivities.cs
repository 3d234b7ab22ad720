using Mdlc.Catalog.Metadata;
using Mdlc.Workflows.Deployment;
using Temporalio.Activities;

namespace Mdlc.Activities.Deployment;

/// <summary>The deploy stage: see <see cref="IDeploymentActivities"/>.</summary>
public sealed class DeploymentActivities(ICatalog catalog, TimeProvider time) : IDeploymentActivities
{
    private readonly Rollout _rollout = new(catalog, time);

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
    public Task<DeployResult> DeployAsync(DeployInput input, Action<string> progress, CancellationToken cancellationToken)
    {
        var (project, model, _) = input.Run;
        return _rollout.ToAsync(project, model, input.Version, input.Run.ToString(), progress, cancellationToken);
    }

    [Activity]
    public async Task<PromoteResult> PromoteAsync(PromoteInput input)
    {
        var run = input.Run.ToString();
        var promotion = await catalog.Models.PromoteAsync(
            new PromotionRequest(input.Run.Project, input.Run.Model, input.Version, input.Expected, run, input.Reason ?? "gate passed", run, time.GetUtcNow()));
        var summary = promotion.Moved
            ? $"version {input.Version} is champion"
            : $"not promoted: champion was {Rollout.Name(input.Expected)} when the gate decided and is {Rollout.Name(promotion.Champion)} now";
        return new PromoteResult(promotion.Moved, promotion.Champion, promotion.Previous, summary);
    }

    [Activity]
    public Task WithdrawAsync(DeployInput input)
    {
        var (project, model, _) = input.Run;
        return _rollout.BackAsync(project, model, input.Run.ToString());
    }
}
