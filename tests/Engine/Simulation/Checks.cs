using Google.Protobuf;
using Mdlc.Engine.Histories.Runs;
using Mdlc.Engine.Storage;
using Mdlc.Engine.Tests.Histories;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.History.V1;

namespace Mdlc.Engine.Tests.Simulation;

/// <summary>What must always be so.</summary>
internal sealed class Checks(World world)
{
    private const int StepsBetween = 40;

    private readonly Dictionary<long, (int Batches, long Next)> _seen = [];
    private readonly Dictionary<(string WorkflowId, string Signal), HashSet<string>> _senders = [];
    private int _steps;
    private bool _heartbeatsAreBehind;

    /// <summary>Whether any run has closed.</summary>
    public bool SeenClosed { get; private set; }

    /// <summary>While the disk refuses, heartbeats stay in memory.</summary>
    public void NoteHeartbeat() => _heartbeatsAreBehind |= world.Life.Journal.IsStalled;

    public void AfterStep()
    {
        CheckDense();
        if (world.Life.Log.Errors.Count > 0)
        {
            throw new InvalidOperationException($"the engine complains: {world.Life.Log.Errors[0]}");
        }

        if (++_steps % StepsBetween == 0)
        {
            CheckAll();
        }
    }

    /// <summary>What the runs are before the process ends.</summary>
    public IReadOnlyDictionary<long, IReadOnlyList<ByteString>> Remember() =>
        world.Runs().Where(handle => handle.Run is not null).ToDictionary(handle => handle.Key, handle => Batches(handle.Run!));

    /// <summary>What is on disk is what was there, or the beginning of it, in whole batches; and all that was promised.</summary>
    public void AfterRestart(IReadOnlyDictionary<long, IReadOnlyList<ByteString>> before)
    {
        _seen.Clear();
        _heartbeatsAreBehind = false;
        foreach (var (key, log) in world.Life.Found)
        {
            var found = log.Where(record => record.Kind == RecordKind.Events).Select(record => ByteString.CopyFrom(record.Data)).ToList();
            if (before.TryGetValue(key, out var live) && (found.Count > live.Count || !live.Take(found.Count).SequenceEqual(found)))
            {
                throw new InvalidOperationException($"run {key} is on disk as it never was: {found.Count} batches of {live.Count}, first other one {found.Zip(live).TakeWhile(pair => pair.First == pair.Second).Count()}");
            }
        }

        CheckAll();
    }

    public void AtTheEnd()
    {
        CheckAll();
        if (world.Mail.Count > 0 || world.Life.Journal.HasWork)
        {
            throw new InvalidOperationException($"nothing is to be done, and {world.Mail.Count} replies wait for it");
        }

        var look = new Look(world.Life);
        if (world.Life.Parts.Database.ReadOutbox() is { Count: > 0 } rows)
        {
            throw new InvalidOperationException($"work between runs is done and still promised: {rows[0]}");
        }

        foreach (var run in world.Runs().Select(look.Run))
        {
            var shown = world.Life.Parts.Workflows.List("default", $"RunId = '{run.RunId}'", 2, ByteString.Empty).Records;
            if (shown.Count != 1 || shown[0].Status != run.State.Status)
            {
                throw new InvalidOperationException($"{run.WorkflowId} ({run.RunId}) is {run.State.Status} and listed as {(shown.Count == 0 ? "nothing" : shown[0].Status)}");
            }
        }

        var count = world.Life.Parts.Workflows.Count("default", "").Count;
        Assert.Equal(look.Keys().Count, count);
    }

    private static IReadOnlyList<ByteString> Batches(WorkflowRun run) => [.. run.History.Batches.Select(batch => new History { Events = { batch.Events } }.ToByteString())];

    /// <summary>Ids without a gap, batch after batch; what was there stays.</summary>
    private void CheckDense()
    {
        foreach (var run in world.OpenRuns())
        {
            var batches = run.History.Batches;
            var (count, next) = _seen.TryGetValue(run.Key, out var seen) && seen.Batches <= batches.Count && seen.Batches > 0 && batches[seen.Batches - 1].NextEventId == seen.Next
                ? seen
                : (0, 1);
            for (; count < batches.Count; count++)
            {
                foreach (var e in batches[count].Events)
                {
                    if (e.EventId != next++)
                    {
                        throw new InvalidOperationException($"{run.WorkflowId}: event {e.EventId} stands at {next - 1}");
                    }
                }
            }

            _seen[run.Key] = (count, next);
            if (run.State.NextEventId != next)
            {
                throw new InvalidOperationException($"{run.WorkflowId}: the next event is to be {run.State.NextEventId}, and the last is {next - 1}");
            }
        }
    }

    private void CheckAll()
    {
        world.Clients.Settle();
        var look = new Look(world.Life);
        var first = new List<WorkflowExecutionStartedEventAttributes>();
        foreach (var handle in world.Runs())
        {
            var known = world.Life.ClosedEvents.ContainsKey(handle.RunId);
            var events = look.Events(handle);
            first.Add(events[0].WorkflowExecutionStartedEventAttributes);
            SeenClosed |= handle.IsClosed;
            if (!known)
            {
                SoundHistory.Check([.. events.Where(e => e.EventId > 0)], $"{handle.WorkflowId} ({handle.RunId})");
                CheckOnce(handle.WorkflowId, events);
                Assert.Distinct(events.Select(Pending.Closes).OfType<(string, object)>());
                CheckStart(events[0].WorkflowExecutionStartedEventAttributes);
            }
        }

        CheckChildren(first);
        world.Ledger.Check(look);
        if (world.Life.Journal is { HasWork: false, IsStalled: false })
        {
            foreach (var run in world.OpenRuns())
            {
                CheckRebuilt(run);
            }
        }
    }

    /// <summary>
    /// No signal of another run comes twice. One that was reset before it was told so signals anew, as another run. What a reset applies again has
    /// lost its sender, as on a real server: of those there are no more than senders were seen.
    /// </summary>
    private void CheckOnce(string workflowId, IReadOnlyList<HistoryEvent> events)
    {
        foreach (var signals in events
            .Where(e => e.EventType == EventType.WorkflowExecutionSignaled)
            .Select(e => e.WorkflowExecutionSignaledEventAttributes)
            .Where(signal => signal.SignalName.StartsWith('x'))
            .GroupBy(signal => signal.SignalName))
        {
            var senders = signals.Select(signal => signal.ExternalWorkflowExecution?.RunId).OfType<string>().ToList();
            Assert.Distinct(senders);
            var seen = _senders.GetValueOrDefault((workflowId, signals.Key)) ?? (_senders[(workflowId, signals.Key)] = []);
            seen.UnionWith(senders);
            var again = signals.Count() - senders.Count;
            if (again > Math.Max(1, seen.Count))
            {
                throw new InvalidOperationException($"{workflowId} has signal '{signals.Key}' {again} times after a reset, and was sent it by {seen.Count} runs");
            }
        }
    }

    /// <summary>A workflow that continues as new asks for no cron schedule and no retries here.</summary>
    private static void CheckStart(WorkflowExecutionStartedEventAttributes started)
    {
        if (started.Initiator == ContinueAsNewInitiator.Workflow && (started.CronSchedule.Length > 0 || started.RetryPolicy is not null))
        {
            throw new InvalidOperationException($"{started.WorkflowId} has continued with what it did not ask for: {started}");
        }

        if (started.Initiator == ContinueAsNewInitiator.Retry && started.Attempt < 2)
        {
            throw new InvalidOperationException($"{started.WorkflowId} is retried, and in its attempt {started.Attempt}");
        }

        if (started.RetryPolicy is { MaximumAttempts: > 0 } policy && started.Attempt > policy.MaximumAttempts)
        {
            throw new InvalidOperationException($"{started.WorkflowId} is in its attempt {started.Attempt} of {policy.MaximumAttempts}");
        }
    }

    /// <summary>Of each child that was asked for there is one, and of each time of a schedule one action.</summary>
    private void CheckChildren(IEnumerable<WorkflowExecutionStartedEventAttributes> starts)
    {
        var first = starts.Where(started => started.ContinuedExecutionRunId.Length == 0).ToList();
        foreach (var children in first.Where(started => started.ParentWorkflowExecution is not null)
            .GroupBy(started => (started.ParentWorkflowExecution.RunId, started.ParentInitiatedEventId)))
        {
            if (children.Select(started => started.FirstExecutionRunId).Distinct().Count() > 1)
            {
                throw new InvalidOperationException($"event {children.Key.ParentInitiatedEventId} of {children.Key.RunId} has started {children.Count()} children '{children.First().WorkflowId}'");
            }
        }

        foreach (var actions in first.Where(started => !world.Clients.HasTriggered && started.WorkflowId.StartsWith(Clients.Action, StringComparison.Ordinal)).GroupBy(started => started.WorkflowId))
        {
            if (actions.Select(started => started.FirstExecutionRunId).Distinct().Count() > 1)
            {
                throw new InvalidOperationException($"the schedule has acted twice as '{actions.Key}'");
            }
        }
    }

    private void CheckRebuilt(WorkflowRun run)
    {
        var again = world.Life.Engine.Runs.Read(run.Handle);
        if (Lines(run, isForReading: false).SequenceEqual(Lines(again, isForReading: false)))
        {
            return;
        }

        var (live, rebuilt) = (Lines(run, isForReading: true), Lines(again, isForReading: true));
        var other = live.Except(rebuilt).Select(line => $"live {line}").Concat(rebuilt.Except(live).Select(line => $"rebuilt {line}")).ToList();
        if (other.Count > 0)
        {
            throw new InvalidOperationException($"{run.WorkflowId} is otherwise in its log: {string.Join("; ", other.Take(6))}");
        }
    }

    private IReadOnlyList<string> Lines(WorkflowRun run, bool isForReading) =>
        [.. StateDump.Lines(run, isForReading).Where(line => !_heartbeatsAreBehind || !(line.Contains("Heartbeat", StringComparison.Ordinal) || line.Contains("LastSign", StringComparison.Ordinal)))];
}
