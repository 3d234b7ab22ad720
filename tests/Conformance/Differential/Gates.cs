using System.Collections.Concurrent;

namespace Mdlc.Conformance.Tests.Differential;

/// <summary>Where activities stand until they are let go.</summary>
internal sealed class Gates
{
    private readonly ConcurrentDictionary<(string RunId, string ActivityId, int Attempt), TaskCompletionSource> _waiting = new();

    public bool HasArrived(string runId, string activityId, int attempt) => _waiting.ContainsKey((runId, activityId, attempt));

    public Task ArriveAsync(string runId, string activityId, int attempt) =>
        _waiting.GetOrAdd((runId, activityId, attempt), static _ => new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    public void Leave(string runId, string activityId, int attempt) => _waiting.TryRemove((runId, activityId, attempt), out _);

    public void Open(string runId, string activityId, int attempt)
    {
        if (_waiting.TryRemove((runId, activityId, attempt), out var gate))
        {
            gate.SetResult();
        }
    }
}
