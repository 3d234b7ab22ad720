using Mdlc.Engine.Histories.State;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.Failure.V1;
using Duration = Google.Protobuf.WellKnownTypes.Duration;

namespace Mdlc.Engine.Tests.Histories;

public sealed class RetryPoliciesTests
{
    private static readonly DateTime Now = new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);
    private static readonly RetryPolicy Policy = RetryPolicies.WithDefaults(null);

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(7, 64)]
    [InlineData(8, 100)]
    [InlineData(1000, 100)]
    public void NextDelay_DoublesUpToAHundredTimesTheFirst(int attempt, int seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), RetryPolicies.NextDelay(Policy, attempt, null));

    [Fact]
    public void Decide_WithoutPolicy_Stops() =>
        Assert.Equal(RetryState.RetryPolicyNotSet, RetryPolicies.Decide(null, 1, Now, null, Failure()).State);

    [Fact]
    public void Decide_AtTheLastAttempt_Stops()
    {
        var policy = new RetryPolicy(Policy) { MaximumAttempts = 3 };

        Assert.True(RetryPolicies.Decide(policy, 2, Now, null, Failure()).Retries);
        Assert.Equal(RetryState.MaximumAttemptsReached, RetryPolicies.Decide(policy, 3, Now, null, Failure()).State);
    }

    [Fact]
    public void Decide_WithoutTimeForTheDelay_Stops()
    {
        Assert.True(RetryPolicies.Decide(Policy, 1, Now, Now.AddSeconds(1), Failure()).Retries);
        Assert.Equal(RetryState.Timeout, RetryPolicies.Decide(Policy, 1, Now, Now.AddSeconds(0.9), Failure()).State);
    }

    [Fact]
    public void Decide_NextRetryDelay_OverridesEvenTheMaximum()
    {
        var failure = Failure();
        failure.ApplicationFailureInfo.NextRetryDelay = Duration.FromTimeSpan(TimeSpan.FromHours(1));

        Assert.Equal(TimeSpan.FromHours(1), RetryPolicies.Decide(Policy, 1, Now, null, failure).Delay);
    }

    [Fact]
    public void Decide_NonRetryable_Stops()
    {
        var listed = new RetryPolicy(Policy) { NonRetryableErrorTypes = { "Broken", "TemporalTimeout:Heartbeat" } };
        var heartbeat = new Failure { TimeoutFailureInfo = new() { TimeoutType = TimeoutType.Heartbeat } };

        Assert.Equal(RetryState.NonRetryableFailure, RetryPolicies.Decide(listed, 1, Now, null, Failure()).State);
        Assert.Equal(RetryState.NonRetryableFailure, RetryPolicies.Decide(listed, 1, Now, null, heartbeat).State);
        Assert.True(RetryPolicies.Decide(Policy, 1, Now, null, heartbeat).Retries);
        Assert.Equal(RetryState.NonRetryableFailure, RetryPolicies.Decide(Policy, 1, Now, null, new Failure { CanceledFailureInfo = new() }).State);
    }

    private static Failure Failure() => new() { ApplicationFailureInfo = new() { Type = "Broken" } };
}
