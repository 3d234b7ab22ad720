using Mdlc.Engine.Matching;
using Temporalio.Api.Enums.V1;

namespace Mdlc.Engine.Tests.Deployments;

public sealed class QueueRoutingTests
{
    private static readonly DeploymentVersion First = new("deployment", "1");
    private static readonly DeploymentVersion Second = new("deployment", "2");

    private readonly QueueRouting _routing = new()
    {
        Members = new HashSet<DeploymentVersion> { First, Second },
        Current = new(Second, 3),
    };

    [Fact]
    public void Unversioned_WithoutDeployment_StaysUnversioned() => Assert.Null(QueueRouting.None.Lane(Task(VersioningBehavior.Unspecified, null)));

    [Fact]
    public void Unversioned_GoesToTheCurrentVersion() => Assert.Equal(Second, _routing.Lane(Task(VersioningBehavior.Unspecified, null)));

    [Fact]
    public void Upgrading_GoesToTheCurrentVersion() => Assert.Equal(Second, _routing.Lane(Task(VersioningBehavior.AutoUpgrade, First)));

    [Fact]
    public void Upgrading_WithoutACurrentVersion_GoesToUnversionedWorkers() =>
        Assert.Null((_routing with { Current = default }).Lane(Task(VersioningBehavior.AutoUpgrade, First)));

    [Fact]
    public void Pinned_StaysWhereItIs() => Assert.Equal(First, _routing.Lane(Task(VersioningBehavior.Pinned, First)));

    [Fact]
    public void PinnedActivity_OnAQueueThatItsVersionDoesNotServe_GoesToTheCurrentVersion() =>
        Assert.Equal(Second, _routing.Lane(Task(VersioningBehavior.Pinned, new("deployment", "0")) with { IsActivity = true }));

    [Fact]
    public void PinnedActivity_OnAQueueThatItsVersionServes_StaysThere() =>
        Assert.Equal(First, _routing.Lane(Task(VersioningBehavior.Pinned, First) with { IsActivity = true }));

    [Fact]
    public void Ramp_SplitsByTheWorkflowId_AndOnlyAddsAsItGrows()
    {
        HashSet<string> before = [];
        foreach (var percentage in new[] { 0f, 10f, 35f, 80f, 100f })
        {
            var ramp = _routing with { Ramping = new(First, 3), RampPercentage = percentage };
            var ramped = Enumerable.Range(0, 1000).Select(i => $"workflow-{i}").Where(id => ramp.Target(id).Version == First).ToHashSet();
            Assert.Superset(before, ramped);
            Assert.InRange(ramped.Count, (percentage * 10) - 50, (percentage * 10) + 50);
            before = ramped;
        }

        Assert.Equal(1000, before.Count);
    }

    [Fact]
    public void Ramp_ToNoVersion_TakesWorkflowsAway() => Assert.Null((_routing with { RampPercentage = 100 }).Target("workflow").Version);

    [Fact]
    public void Sticky_IsKeptWhileTheVersionIsTheTarget()
    {
        Assert.True(_routing.KeepsSticky(Task(VersioningBehavior.AutoUpgrade, Second)));
        Assert.True(_routing.KeepsSticky(Task(VersioningBehavior.Pinned, First)));
        Assert.False(_routing.KeepsSticky(Task(VersioningBehavior.AutoUpgrade, First)));
        Assert.False(_routing.KeepsSticky(Task(VersioningBehavior.Unspecified, null)));
    }

    private static VersionDirective Task(VersioningBehavior behavior, DeploymentVersion? version) => new("workflow", behavior, version);
}
