using Temporalio.Activities;

namespace Mdlc.Engine.Tests.Hosting;

public sealed class HostedActivities
{
    /// <summary>Fails twice; what it heartbeats must come back with the next attempt.</summary>
    [Activity]
    public static async Task<string> GreetAsync(string name)
    {
        var context = ActivityExecutionContext.Current;
        var heartbeats = context.Info.HeartbeatDetails.Count > 0 ? await context.Info.HeartbeatDetailAtAsync<int>(0) : 0;
        context.Heartbeat(heartbeats + 1);
        return heartbeats < 2 ? throw new InvalidOperationException($"not yet: {heartbeats}") : $"Hello, {name}, after {context.Info.Attempt} attempts";
    }
}
