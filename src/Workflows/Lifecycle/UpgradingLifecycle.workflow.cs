using Temporalio.Common;
using Temporalio.Workflows;

namespace Mdlc.Workflows.Lifecycle;

/// <summary>
/// A model's lifecycle on workers that say which build they are: it goes over to the build that is current. A class of its own, since a server refuses the
/// behaviour from workers that say none.
/// </summary>
[Workflow(nameof(ModelLifecycle), VersioningBehavior = VersioningBehavior.AutoUpgrade)]
public sealed class UpgradingLifecycle : ModelLifecycle
{
    [WorkflowInit]
    public UpgradingLifecycle(LifecycleState state)
        : base(state)
    {
    }

    [WorkflowRun]
    public override Task RunAsync(LifecycleState state) => base.RunAsync(state);
}
