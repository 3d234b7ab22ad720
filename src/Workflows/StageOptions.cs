using Temporalio.Common;
using Temporalio.Workflows;

namespace Mdlc.Workflows;

/// <summary>How each kind of work is timed and retried. One place, so that nothing retries for ever and nothing hangs unseen.</summary>
internal static class StageOptions
{
    /// <summary>A worker that died is noticed after this long; activities heartbeat several times as often.</summary>
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(10);

    private static readonly RetryPolicy Retries = new()
    {
        InitialInterval = TimeSpan.FromSeconds(1),
        BackoffCoefficient = 2,
        MaximumInterval = TimeSpan.FromSeconds(30),
        MaximumAttempts = 5,
        NonRetryableErrorTypes = ErrorTypes.Faults,
    };

    /// <summary>Reads and writes of the catalog: tried until it answers, because without it no run can say how it stands.</summary>
    public static ActivityOptions Quick(string summary) => new()
    {
        StartToCloseTimeout = TimeSpan.FromSeconds(10),
        RetryPolicy = new()
        {
            InitialInterval = TimeSpan.FromMilliseconds(500),
            BackoffCoefficient = 2,
            MaximumInterval = TimeSpan.FromSeconds(30),
            NonRetryableErrorTypes = ErrorTypes.Faults,
        },
        Summary = summary,
    };

    /// <summary>Holds files against their digests: as <see cref="Quick"/>, with the time that reading them takes.</summary>
    public static ActivityOptions Check(string summary)
    {
        var options = Quick(summary);
        options.StartToCloseTimeout = TimeSpan.FromHours(1);
        options.HeartbeatTimeout = Heartbeat;
        return options;
    }

    /// <summary>Work on data or a model, on the queue of its kind; heartbeats, and ends when it is cancelled.</summary>
    public static ActivityOptions Work(string taskQueue, string summary, CancellationToken cancellationToken) => new()
    {
        TaskQueue = taskQueue,
        StartToCloseTimeout = TimeSpan.FromDays(1),
        HeartbeatTimeout = Heartbeat,
        RetryPolicy = Retries,
        CancellationType = ActivityCancellationType.WaitCancellationCompleted,
        CancellationToken = cancellationToken,
        Summary = summary,
    };

    /// <summary>What is told to somebody who may be away for hours. Nothing waits for it.</summary>
    public static ActivityOptions Notice(string summary) => new()
    {
        ScheduleToCloseTimeout = TimeSpan.FromDays(1),
        StartToCloseTimeout = TimeSpan.FromSeconds(30),
        RetryPolicy = new()
        {
            InitialInterval = TimeSpan.FromSeconds(1),
            BackoffCoefficient = 2,
            MaximumInterval = TimeSpan.FromMinutes(10),
            NonRetryableErrorTypes = ErrorTypes.Faults,
        },
        Summary = summary,
    };
}
