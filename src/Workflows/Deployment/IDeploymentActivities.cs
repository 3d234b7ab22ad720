using Temporalio.Activities;

namespace Mdlc.Workflows.Deployment;

/// <summary>The steps of a promotion; each is keyed by run and a compare-and-swap, so that doing it twice does nothing more.</summary>
public interface IDeploymentActivities
{
    /// <summary>Writes the version that servers shall load, and waits until each live server reports it ready and verified.</summary>
    [Activity]
    Task<DeployResult> DeployAsync(DeployInput input);

    /// <summary>Moves champion and previous, if champion still stands where it stood when the gate decided.</summary>
    [Activity]
    Task<PromoteResult> PromoteAsync(PromoteInput input);

    /// <summary>Compensation of <see cref="DeployAsync"/>: servers go back to the champion.</summary>
    [Activity]
    Task WithdrawAsync(DeployInput input);
}
