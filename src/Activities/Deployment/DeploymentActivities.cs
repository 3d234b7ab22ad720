using Mdlc.Catalog.Metadata;
using Mdlc.Contracts.Models;
using Mdlc.Workflows.Deployment;
using Temporalio.Activities;

namespace Mdlc.Activities.Deployment;

/// <summary>The deploy stage: see <see cref="IDeploymentActivities"/>.</summary>
public sealed class DeploymentActivities(ICatalog catalog, DecisionGuard guard, TimeProvider time) : IDeploymentActivities
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
    public async Task<DeployResult> DeployAsync(DeployInput input, Action<string> progress, CancellationToken cancellationToken)
    {
        if (await guard.WantsSignatureAsync(cancellationToken))
        {
            return new DeployResult(true, null, "not deployed");
        }

        var (project, model, _) = input.Run;
        return await _rollout.ToAsync(project, model, input.Version, input.Run.ToString(), progress, cancellationToken);
    }

    [Activity]
    public async Task<PromoteResult> PromoteAsync(PromoteInput input)
    {
        var run = input.Run.ToString();
        if (await guard.WantsSignatureAsync())
        {
            // Whoever reaches Temporal can start a run, or this activity, with any spec and any gate: a run's word alone moves nothing.
            var aliases = await catalog.Models.AliasesAsync(input.Run.Project, input.Run.Model);
            var (project, model, _) = input.Run;
            return new PromoteResult(
                false,
                aliases.Find(AliasName.Champion),
                aliases.Find(AliasName.Previous),
                $"keys are configured, so version {input.Version} waits for a person's signature: mdlc promote {project}/{model} {input.Version} --reason \"why\" --key FILE");
        }

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
