using Mdlc.Contracts.Runs;
using Mdlc.Workflows;
using Mdlc.Workflows.Runs;
using Temporalio.Exceptions;

namespace Mdlc.Unit.Tests.Workflows;

public sealed class RunDecisionsTests
{
    private static readonly RunKey Run = new("p", "m", 3);

    [Fact]
    public void Retry_OfASuspendedRun_IsAllowed() => RunDecisions.RequireRetry(Run, RunState.Suspended, abortAsked: false);

    [Theory]
    [InlineData(RunState.Running, false, "Run p/m/3 is running; only a suspended run can be retried.")]
    [InlineData(RunState.Failed, false, "Run p/m/3 is failed; only a suspended run can be retried.")]
    [InlineData(RunState.Suspended, true, "Run p/m/3 is being aborted; it cannot be retried.")]
    public void Retry_OfAnyOther_IsRefusedWithASentence(RunState state, bool abortAsked, string sentence) =>
        AssertRefused(sentence, () => RunDecisions.RequireRetry(Run, state, abortAsked));

    [Theory]
    [InlineData(RunState.Running)]
    [InlineData(RunState.Suspended)]
    public void Abort_OfAnOpenRun_IsAllowed(RunState state) => RunDecisions.RequireAbort(Run, state, null);

    [Theory]
    [InlineData(RunState.Succeeded, null, "Run p/m/3 has ended already: succeeded.")]
    [InlineData(RunState.Running, "enough", "Run p/m/3 is being aborted already: enough")]
    public void Abort_OfAnyOther_IsRefusedWithASentence(RunState state, string? reason, string sentence) =>
        AssertRefused(sentence, () => RunDecisions.RequireAbort(Run, state, reason));

    private static void AssertRefused(string sentence, Action decision)
    {
        var refused = Assert.Throws<ApplicationFailureException>(decision);
        Assert.Equal((sentence, ErrorTypes.Refused), (refused.Message, refused.ErrorType));
    }
}
