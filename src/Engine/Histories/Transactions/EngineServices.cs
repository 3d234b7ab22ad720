using System.Buffers.Binary;
using Mdlc.Engine.Deployments;
using Mdlc.Engine.Histories.Runs;
using Mdlc.Engine.Histories.Skipping;
using Mdlc.Engine.Kernel;
using Mdlc.Engine.Matching;
using Mdlc.Engine.Storage;
using Mdlc.Engine.Timers;
using Microsoft.Extensions.Logging;

namespace Mdlc.Engine.Histories.Transactions;

/// <summary>What histories need from around them; all of it driven by calls.</summary>
internal sealed class EngineServices
{
    /// <summary>How the server signs what it does itself.</summary>
    public const string ServerIdentity = "history-service";

    /// <summary>The engine's clock: events and deadlines are of its time.</summary>
    public required TimeProvider Time { get; init; }

    /// <summary>The clock of callers and workers, which nobody moves: how long a call may wait, and whether a worker is still there.</summary>
    public required TimeProvider WallClock { get; init; }

    /// <summary>Moves <see cref="Time"/>; null where time is never skipped for all runs at once.</summary>
    public TimeSkipper? Skipper { get; init; }

    public required Journal Journal { get; init; }

    public required EngineDatabase Database { get; init; }

    public required MatchingEngine Matching { get; init; }

    public required DeploymentRegistry Deployments { get; init; }

    public required EngineLimits Limits { get; init; }

    public required NamespaceRegistry Namespaces { get; init; }

    public required IVisibilitySink Visibility { get; init; }

    public required ILogger Logger { get; init; }

    /// <inheritdoc cref="ClosedRunsKept"/>
    public const int ClosedRunsKeptByDefault = 500;

    /// <summary>Closed runs that stay in memory because somebody may still read them.</summary>
    public int ClosedRunsKept { get; init; } = ClosedRunsKeptByDefault;

    /// <summary>Makes run and request ids; a seeded one makes a test repeatable.</summary>
    public Func<Guid> NewGuid { get; init; } = Guid.NewGuid;

    public Chains Chains { get; } = new();

    public WakeUpQueue<WorkflowRun> WakeUps { get; } = new();

    public DateTime Now => Time.GetUtcNow().UtcDateTime;

    /// <summary>The time by which callers count their deadlines.</summary>
    public DateTime WallNow => WallClock.GetUtcNow().UtcDateTime;

    /// <summary>The time within the run.</summary>
    public DateTime NowIn(WorkflowRun run) => Now + run.State.SkippedTime;

    /// <summary>Sets the run's wake-up, and what of it the time must not be skipped for. Call it under the gate, whenever either may have changed.</summary>
    public void SetWakeUp(WorkflowRun run)
    {
        WakeUps.Set(run, State.WakeUps.Next(run.State) - run.State.SkippedTime);
        Skipper?.Set(run, Obstacles.Of(run.State, NowIn(run)));
    }

    /// <summary>Keeps the time from being skipped, until it is disposed, while something that no run shows goes on.</summary>
    public TimeHold HoldTime() => new(Skipper);

    /// <summary>Waits for a change that may not come.</summary>
    /// <returns>False when the wait lasted too long.</returns>
    public async Task<bool> Wait(Task changed, TimeSpan longest, CancellationToken cancellationToken)
    {
        try
        {
            await changed.WaitAsync(longest, WallClock, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    public string NewId() => NewGuid().ToString();

    /// <summary>The id of a run that somebody asks for: one of version 7, which begins with its time, as on Temporal. Runs that follow from others or from a signal have random ones.</summary>
    public string NewRunId()
    {
        var bytes = NewGuid().ToByteArray(bigEndian: true);
        var milliseconds = new byte[8];
        BinaryPrimitives.WriteInt64BigEndian(milliseconds, Time.GetUtcNow().ToUnixTimeMilliseconds());
        milliseconds.AsSpan(2).CopyTo(bytes);
        bytes[6] = (byte)(0x70 | (bytes[6] & 0x0f));
        bytes[8] = (byte)(0x80 | (bytes[8] & 0x3f));
        return new Guid(bytes, bigEndian: true).ToString();
    }
}
