using Temporalio.Activities;
using Temporalio.Exceptions;

namespace Mdlc.Conformance.Tests.Differential;

/// <summary>The activities of programs: what they do is in their arguments.</summary>
internal sealed class TrialActivities(Gates gates)
{
    private static readonly TimeSpan HeartbeatInterval = TimeSpan.FromMilliseconds(100);

    /// <summary>Fails in its first attempts.</summary>
    [Activity]
    public string Work(string name, int fails, bool isFinal)
    {
        var attempt = ActivityExecutionContext.Current.Info.Attempt;
        return attempt <= fails
            ? throw new ApplicationFailureException($"{name} failed in attempt {attempt}", "Broken", isFinal, [name, attempt])
            : $"{name} in attempt {attempt}";
    }

    /// <summary>Ends when it is let go, or is told that it was cancelled.</summary>
    [Activity]
    public async Task<string> WaitAsync(string name, int fails, bool heartbeats)
    {
        var context = ActivityExecutionContext.Current;
        var key = (context.Info.WorkflowRunId!, context.Info.ActivityId, context.Info.Attempt);
        var gate = gates.ArriveAsync(key.Item1, key.Item2, key.Attempt);
        try
        {
            while (heartbeats && !gate.IsCompleted)
            {
                context.Heartbeat(name);
                await Task.WhenAny(gate, Task.Delay(HeartbeatInterval, context.CancellationToken));
                context.CancellationToken.ThrowIfCancellationRequested();
            }

            await gate.WaitAsync(context.CancellationToken);
        }
        finally
        {
            gates.Leave(key.Item1, key.Item2, key.Attempt);
        }

        return context.Info.Attempt <= fails ? throw new ApplicationFailureException($"{name} failed", "Broken", details: [name]) : name;
    }

    /// <summary>Never answers.</summary>
    [Activity]
    public async Task SilentAsync()
    {
        var context = ActivityExecutionContext.Current;
        using var any = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, context.WorkerShutdownToken);
        await Task.Delay(Timeout.Infinite, any.Token);
    }
}
