using Mdlc.Engine.Histories.Runs;
using Mdlc.Engine.Tests.Storage;
using Microsoft.Extensions.Time.Testing;

namespace Mdlc.Engine.Tests.Simulation;

/// <summary>An engine, its clients, its workers, its disk and its clock, in one thread: what happens next is a step of a script.</summary>
internal sealed class World : IDisposable
{
    private static readonly DateTimeOffset Beginning = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly DirectoryInfo _folder;
    private readonly Random _ids;
    private readonly Coverage? _coverage;
    private readonly Faults _faults;
    private long _epoch;
    private string _lastTurn = "";

    public World(int seed, IReadOnlyList<Step> steps, Coverage? coverage = null)
    {
        Disk = new FaultyDisk { CanLosePower = steps.Any(step => step.Kind == StepKind.PowerCut) };
        _ids = new Random(seed);
        _coverage = coverage;
        _folder = Directory.CreateDirectory(Path.Combine(Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath(), $"mdlc-sim-{Guid.NewGuid():N}"));
        File = Path.Combine(_folder.FullName, "engine.db");
        Clients = new Clients(this);
        Workers = new Workers(this);
        Checks = new Checks(this);
        _faults = new Faults(this);
        Life = Begin(TimeSpan.Zero, looks: false);
    }

    public string File { get; }

    public FaultyDisk Disk { get; }

    public FakeTimeProvider Time { get; } = new(Beginning);

    public Life Life { get; private set; }

    public Mail Mail { get; } = new();

    public Ledger Ledger { get; } = new();

    public Clients Clients { get; }

    public Workers Workers { get; }

    public Checks Checks { get; }

    /// <summary>Whether all means well now: what has begun is to come to its end.</summary>
    public bool IsQuiet { get; private set; }

    /// <summary>What went wrong where nothing can be thrown.</summary>
    public Exception? Failure { get; set; }

    public void Dispose()
    {
        Disk.Recover();
        Life.Dispose();
        Disk.Dispose();
        _folder.Delete(recursive: true);
    }

    public IReadOnlyList<WorkflowRun> OpenRuns() =>
        [.. Life.Engine.Runs.Open.OrderBy(handle => handle.Key).Select(handle => handle.Run).OfType<WorkflowRun>().Where(run => run.State.IsRunning)];

    /// <summary>All runs there are, in the order of their keys.</summary>
    public IEnumerable<RunHandle> Runs() => new Look(Life).Keys().Select(Life.Engine.Runs.FindByKey).OfType<RunHandle>();

    public void Do(Step step)
    {
        var random = new Random(step.Luck);
        if (step.IsFault)
        {
            _coverage?.Add(step.Kind, Parts.UnderWay(this));
        }

        switch (step.Kind)
        {
            case StepKind.Write:
                Write();
                break;
            case StepKind.Deliver:
                Life.Deliver();
                break;
            case StepKind.Wake:
                Life.Wake();
                break;
            case StepKind.Pass:
                Pass(random);
                break;
            case StepKind.Ask:
                Clients.Ask(random, step.Luck);
                break;
            case StepKind.SendLate:
                Clients.SendLate();
                break;
            case StepKind.WorkflowWorker:
                Workers.WorkOnWorkflows(random);
                break;
            case StepKind.ActivityWorker:
                Workers.WorkOnActivities(random);
                break;
            default:
                _faults.Do(step.Kind, random);
                break;
        }

        if (Failure is { } failure)
        {
            throw new InvalidOperationException(failure.Message, failure);
        }

        Checks.AfterStep();
    }

    /// <summary>The writer's thread works if it would, and what it commits is answered.</summary>
    public bool Write()
    {
        var (replies, written) = (Mail.Count, Life.Journal.Written);
        if (!Life.Write())
        {
            return false;
        }

        if (Life.Journal.HasWork && !Life.WriterWillWake)
        {
            throw new InvalidOperationException("the writer sleeps for ever, and there is something to write");
        }

        if (Life.Journal.Damage is not null)
        {
            Mail.Leave(Mail.Count);
        }
        else if (Life.Journal.Written != written)
        {
            Mail.Leave(replies);
        }

        return true;
    }

    /// <summary>The process ends, with all that is not on disk, and another begins.</summary>
    /// <param name="between">What befalls the files meanwhile.</param>
    /// <param name="looks">Whether all pages are read then.</param>
    public void Restart(TimeSpan away = default, Action? between = null, bool looks = false)
    {
        var before = Checks.Remember();
        End();
        between?.Invoke();
        Time.Advance(away);
        Life = Begin(away, looks);
        Checks.AfterRestart(before);
    }

    /// <summary>The process ends. Nothing that is still open reaches the disk.</summary>
    public void End()
    {
        Clients.Settle();
        Disk.Slowly = null;
        Disk.Fail(FaultyDisk.InputOutput);
        Life.Dispose();
        Disk.Recover();
        Mail.Lose();
        Workers.Lose();
        Clients.Lose();
    }

    public Life Begin(TimeSpan away, bool looks) => Life = new Life(File, Disk, Time, _ids, ++_epoch, away, looks);

    /// <summary>The faults are over: whatever was begun comes to its end, and all is as it was promised.</summary>
    public void Finish()
    {
        Disk.Slowly = null;
        Disk.Recover();
        IsQuiet = true;
        Clients.CalmDown();
        for (var turns = 0; Turn(); turns++)
        {
            if (turns > 20_000)
            {
                throw new InvalidOperationException($"the work does not end ({_lastTurn}, stalled {Life.Journal.IsStalled}, next due {Life.NextDue:O} at {Time.GetUtcNow():O}): {string.Join("; ", OpenRuns().Select(run => $"{run.WorkflowId} {StateDump.Of(run)}"))}");
            }
        }

        Checks.AtTheEnd();
        Restart();
        while (Turn())
        {
        }

        Checks.AtTheEnd();
    }

    private bool Turn()
    {
        Clients.CalmDown();
        var (wrote, delivered, woke, answered) = (Write(), Life.Deliver(), Life.Wake(), Workers.WorkOn());
        _lastTurn = $"wrote {wrote} delivered {delivered} woke {woke} answered {answered}";
        if (wrote || delivered || woke || answered)
        {
            return true;
        }

        if (Life.NextDue is not { } due || (OpenRuns().Count == 0 && !Life.Journal.HasWork))
        {
            return Clients.RemindIdlers() || (OpenRuns() is [var run, ..]
                ? throw new InvalidOperationException($"nothing is to be done, yet {run.WorkflowId} ({run.RunId}) is open{string.Concat(run.State.Children.Values.Select(ChildOf))}: {StateDump.Of(run)}")
                : false);
        }

        if (OpenRuns().FirstOrDefault(run => run.State.Timers.Values.Any(timer => timer.FireTime <= Life.Engine.Services.Now)) is { } late)
        {
            throw new InvalidOperationException($"a timer of {late.WorkflowId} is due, and nobody wakes up for it: {StateDump.Of(late)}");
        }

        if (due > Time.GetUtcNow())
        {
            Time.SetUtcNow(due);
        }

        return true;
    }

    /// <summary>What has become of a child that is waited for.</summary>
    private string ChildOf(Engine.Histories.State.PendingChild child)
    {
        if (Life.Engine.Runs.Find("default", child.Initiated.WorkflowId, "") is not { } handle)
        {
            return $"; its child {child.Initiated.WorkflowId} is gone";
        }

        var parent = new Look(Life).Run(handle).State.Started.ParentWorkflowExecution;
        var asked = parent is null ? null : Life.Engine.Runs.Find("default", parent.WorkflowId, parent.RunId);
        return $"; its child {handle.WorkflowId} ({handle.RunId}) is {handle.Status}, asked for by {parent?.RunId}, "
            + $"which is {(asked is null ? "gone" : $"{asked.Status} and was reset to '{new Look(Life).Run(asked).State.ResetRunId}'")}";
    }

    private void Pass(Random random)
    {
        // As often as not to where something is due.
        if (random.Next(2) == 0 && Life.NextDue is { } due && due > Time.GetUtcNow() && due - Time.GetUtcNow() < TimeSpan.FromHours(1))
        {
            Time.SetUtcNow(due);
        }
        else
        {
            Time.Advance(TimeSpan.FromMilliseconds(random.Next(1, 3000)));
        }
    }
}
