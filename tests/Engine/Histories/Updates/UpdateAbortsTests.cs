using Grpc.Core;
using Mdlc.Engine.Histories.State.Updates;

namespace Mdlc.Engine.Tests.Histories.Updates;

/// <summary>The table over reasons and states, cell by cell.</summary>
public sealed class UpdateAbortsTests
{
    private const string Outcome = "AcceptedUpdateCompletedWorkflow";

    [Theory]
    [InlineData("WorkflowCompleted", "Admitted", nameof(StatusCode.NotFound))]
    [InlineData("WorkflowCompleted", "Sent", nameof(StatusCode.NotFound))]
    [InlineData("WorkflowCompleted", "Accepted", Outcome)]
    [InlineData("WorkflowCompleted", "Completed", null)]
    [InlineData("WorkflowCompleted", "Aborted", null)]
    [InlineData("WorkflowContinuing", "Admitted", nameof(StatusCode.ResourceExhausted))]
    [InlineData("WorkflowContinuing", "Sent", nameof(StatusCode.ResourceExhausted))]
    [InlineData("WorkflowContinuing", "Accepted", Outcome)]
    [InlineData("WorkflowContinuing", "Completed", null)]
    [InlineData("WorkflowContinuing", "Aborted", null)]
    [InlineData("WorkflowTaskFailed", "Admitted", null)]
    [InlineData("WorkflowTaskFailed", "Sent", nameof(StatusCode.FailedPrecondition))]
    [InlineData("WorkflowTaskFailed", "Accepted", null)]
    [InlineData("WorkflowTaskFailed", "Completed", null)]
    [InlineData("WorkflowTaskFailed", "Aborted", null)]
    public void Decide_ReasonAndState_GiveOutcomeOrRefusal(string reason, string state, string? expected)
    {
        var (outcome, refusal) = UpdateAborts.Decide(Enum.Parse<UpdateAbortReason>(reason), Enum.Parse<UpdateState>(state));

        Assert.Equal(expected, outcome?.Failure.ApplicationFailureInfo.Type ?? refusal?.Code.ToString());
        Assert.True(outcome is null || refusal is null);
    }
}
