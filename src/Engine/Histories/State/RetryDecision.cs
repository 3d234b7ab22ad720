namespace Mdlc.Engine.Histories.State;

/// <summary>Whether a failed attempt is followed by another: either <see cref="Delay"/> is set, or <see cref="State"/> says why not.</summary>
internal readonly record struct RetryDecision(TimeSpan? Delay, RetryState State)
{
    public bool Retries => Delay is not null;

    public static RetryDecision After(TimeSpan delay) => new(delay, RetryState.InProgress);

    public static RetryDecision Stop(RetryState state) => new(null, state);
}
