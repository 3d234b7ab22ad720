using Mdlc.Engine.Kernel;

namespace Mdlc.Engine.Histories.State;

/// <summary>Retry arithmetic of activities and workflows: pure functions of policy, attempt, failure and time.</summary>
internal static class RetryPolicies
{
    private const double DefaultCoefficient = 2;
    private const int DefaultMaximumIntervalFactor = 100;
    private const string TimeoutErrorPrefix = "TemporalTimeout:";
    private static readonly Duration DefaultInitialInterval = Duration.FromTimeSpan(TimeSpan.FromSeconds(1));

    /// <summary>The policy with the server's defaults in place of what is unset: 1 s, doubled, up to 100 times the first interval, for ever.</summary>
    public static RetryPolicy WithDefaults(RetryPolicy? policy)
    {
        var full = policy?.Clone() ?? new RetryPolicy();
        if (!full.InitialInterval.IsSet())
        {
            full.InitialInterval = DefaultInitialInterval;
        }

        if (full.BackoffCoefficient == 0)
        {
            full.BackoffCoefficient = DefaultCoefficient;
        }

        if (!full.MaximumInterval.IsSet())
        {
            full.MaximumInterval = full.InitialInterval.ToTimeSpanClamped().Scale(DefaultMaximumIntervalFactor).ToDuration();
        }

        return full;
    }

    /// <summary>What is wrong with a policy that a client sent, or null.</summary>
    public static string? Validate(RetryPolicy? policy)
    {
        if (policy is null || policy.MaximumAttempts == 1)
        {
            return null;
        }

        if (policy.InitialInterval is { } initial && (initial.Seconds < 0 || initial.Nanos < 0))
        {
            return "invalid InitialInterval set on retry policy: negative duration";
        }

        if (policy.BackoffCoefficient < 1 && policy.BackoffCoefficient != 0)
        {
            return "BackoffCoefficient cannot be less than 1 on retry policy.";
        }

        if (policy.MaximumInterval is { } maximum && (maximum.Seconds < 0 || maximum.Nanos < 0))
        {
            return "invalid MaximumInterval set on retry policy: negative duration";
        }

        if (policy.MaximumInterval.IsSet() && policy.MaximumInterval.OrZero() < policy.InitialInterval.OrZero())
        {
            return "MaximumInterval cannot be less than InitialInterval on retry policy.";
        }

        return policy.MaximumAttempts < 0 ? "MaximumAttempts cannot be negative on retry policy." : null;
    }

    /// <summary>Decides on the attempt after <paramref name="attempt"/>.</summary>
    /// <param name="expiration">The end of all attempts, or null when there is none.</param>
    public static RetryDecision Decide(RetryPolicy? policy, int attempt, DateTime now, DateTime? expiration, Failure? failure)
    {
        if (policy is null)
        {
            return RetryDecision.Stop(RetryState.RetryPolicyNotSet);
        }

        if (failure is not null && !IsRetryable(failure, policy.NonRetryableErrorTypes))
        {
            return RetryDecision.Stop(RetryState.NonRetryableFailure);
        }

        if (policy.MaximumAttempts > 0 && attempt >= policy.MaximumAttempts)
        {
            return RetryDecision.Stop(RetryState.MaximumAttemptsReached);
        }

        var delay = NextDelay(policy, attempt, failure);
        return expiration is { } end && now.AddClamped(delay) > end ? RetryDecision.Stop(RetryState.Timeout) : RetryDecision.After(delay);
    }

    /// <summary>The wait before the attempt after <paramref name="attempt"/>: what the failure asks for, or the policy's interval.</summary>
    public static TimeSpan NextDelay(RetryPolicy policy, int attempt, Failure? failure)
    {
        if (failure?.ApplicationFailureInfo?.NextRetryDelay is { } asked && (asked.Seconds > 0 || asked.Nanos > 0))
        {
            return asked.ToTimeSpanClamped();
        }

        var initial = policy.InitialInterval.OrZero();
        var maximum = policy.MaximumInterval.IsSet() ? policy.MaximumInterval.OrZero() : TimeSpan.MaxValue;
        var delay = initial.Scale(Math.Pow(policy.BackoffCoefficient, attempt - 1));
        return delay < maximum ? delay : maximum;
    }

    public static bool IsRetryable(Failure failure, ICollection<string> nonRetryableTypes) => failure.FailureInfoCase switch
    {
        Failure.FailureInfoOneofCase.TerminatedFailureInfo or Failure.FailureInfoOneofCase.CanceledFailureInfo => false,
        Failure.FailureInfoOneofCase.TimeoutFailureInfo => IsRetryable(failure.TimeoutFailureInfo.TimeoutType, nonRetryableTypes),
        Failure.FailureInfoOneofCase.ServerFailureInfo => !failure.ServerFailureInfo.NonRetryable,
        Failure.FailureInfoOneofCase.ApplicationFailureInfo =>
            !failure.ApplicationFailureInfo.NonRetryable && !nonRetryableTypes.Contains(failure.ApplicationFailureInfo.Type),
        _ => true,
    };

    private static bool IsRetryable(TimeoutType type, ICollection<string> nonRetryableTypes) =>
        type is TimeoutType.StartToClose or TimeoutType.Heartbeat && !nonRetryableTypes.Contains(TimeoutErrorPrefix + type);

    private static TimeSpan Scale(this TimeSpan span, double factor)
    {
        var ticks = span.Ticks * factor;
        return ticks >= TimeSpan.MaxValue.Ticks ? TimeSpan.MaxValue : TimeSpan.FromTicks((long)ticks);
    }
}
