using Temporalio.Activities;

namespace Mdlc.Engine.Tests.Skipping;

/// <param name="delay">Lets the environment's time pass.</param>
public sealed class SleepyActivities(Func<TimeSpan, Task> delay)
{
    [Activity]
    public string SucceedAtThirdAttempt()
    {
        var attempt = ActivityExecutionContext.Current.Info.Attempt;
        return attempt == 3 ? $"attempt {attempt}" : throw new InvalidOperationException($"attempt {attempt} fails");
    }

    [Activity]
    public async Task<string> MissHeartbeatsAsync()
    {
        await delay(ActivityExecutionContext.Current.Info.HeartbeatTimeout!.Value * 2);
        return "unnoticed";
    }
}
