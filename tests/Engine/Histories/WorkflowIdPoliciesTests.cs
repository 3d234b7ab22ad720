using Mdlc.Engine.Histories.Starting;
using Temporalio.Api.Enums.V1;

namespace Mdlc.Engine.Tests.Histories;

public sealed class WorkflowIdPoliciesTests
{
    [Theory]
    [InlineData(WorkflowExecutionStatus.Running, WorkflowIdReusePolicy.Unspecified, WorkflowIdConflictPolicy.Unspecified, WorkflowIdAction.Refuse)]
    [InlineData(WorkflowExecutionStatus.Running, WorkflowIdReusePolicy.AllowDuplicate, WorkflowIdConflictPolicy.UseExisting, WorkflowIdAction.UseExisting)]
    [InlineData(WorkflowExecutionStatus.Running, WorkflowIdReusePolicy.AllowDuplicate, WorkflowIdConflictPolicy.TerminateExisting, WorkflowIdAction.TerminateAndStart)]
    [InlineData(WorkflowExecutionStatus.Completed, WorkflowIdReusePolicy.AllowDuplicate, WorkflowIdConflictPolicy.Fail, WorkflowIdAction.Start)]
    [InlineData(WorkflowExecutionStatus.Completed, WorkflowIdReusePolicy.AllowDuplicateFailedOnly, WorkflowIdConflictPolicy.Fail, WorkflowIdAction.Refuse)]
    [InlineData(WorkflowExecutionStatus.Terminated, WorkflowIdReusePolicy.AllowDuplicateFailedOnly, WorkflowIdConflictPolicy.Fail, WorkflowIdAction.Start)]
    [InlineData(WorkflowExecutionStatus.Failed, WorkflowIdReusePolicy.RejectDuplicate, WorkflowIdConflictPolicy.Fail, WorkflowIdAction.Refuse)]
    public void Decide_ByStatusAndPolicies(
        WorkflowExecutionStatus status, WorkflowIdReusePolicy reuse, WorkflowIdConflictPolicy conflict, object expected) => Assert.Equal(
        expected, WorkflowIdPolicies.Decide(status, sameRequest: false, reuse, conflict, TimeSpan.FromHours(1), TimeSpan.FromSeconds(1)));

    [Fact]
    public void Decide_SameRequest_ReturnsItsRunWhateverThePolicy() => Assert.Equal(
        WorkflowIdAction.ReturnDuplicate,
        WorkflowIdPolicies.Decide(
            WorkflowExecutionStatus.Completed, sameRequest: true, WorkflowIdReusePolicy.RejectDuplicate, WorkflowIdConflictPolicy.Fail, TimeSpan.Zero, TimeSpan.FromSeconds(1)));

    [Fact]
    public void Decide_RestartWithinTheInterval_IsTooFast() => Assert.Equal(
        WorkflowIdAction.RefuseTooFast,
        WorkflowIdPolicies.Decide(
            WorkflowExecutionStatus.Completed, sameRequest: false, WorkflowIdReusePolicy.AllowDuplicate, WorkflowIdConflictPolicy.Fail,
            TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(1)));
}
