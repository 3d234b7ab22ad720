using System.Collections.Concurrent;
using Mdlc.Engine.Kernel;
using Mdlc.Engine.Storage;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace Mdlc.Engine.Histories.Runs;

/// <summary>
/// Finds runs by their names: open ones in memory, closed ones in the database, from where they come into memory for as long as somebody may want
/// them. Of one run, and of one workflow id, there is one handle at a time that counts; one that has left says so.
/// </summary>
/// <param name="closedKept">Closed runs that stay in memory because somebody may still read them.</param>
internal sealed class RunDirectory(EngineDatabase database, Journal journal, int closedKept, ILogger logger)
{
    /// <summary>How many are looked at when one comes: nobody waits for all.</summary>
    private const int LooksAtOnce = 8;

    private readonly ConcurrentDictionary<(string Namespace, string WorkflowId), WorkflowHandle> _workflows = new();
    private readonly ConcurrentDictionary<string, RunHandle> _runs = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<long, RunHandle> _byKey = new();

    /// <summary>Runs that were forgotten here and that the database may still have.</summary>
    private readonly ConcurrentDictionary<long, bool> _forgotten = new();

    /// <summary>The closed runs in memory, the one that leaves next first. One may stand in it more than once.</summary>
    private readonly ConcurrentQueue<RunHandle> _closed = new();

    /// <summary>How many runs are in memory.</summary>
    public int InMemory => _byKey.Count;

    /// <summary>The open runs, in no order.</summary>
    public IEnumerable<RunHandle> Open => _byKey.Values.Where(static handle => !handle.IsClosed);

    /// <summary>How many workflow ids are in memory.</summary>
    public int WorkflowsInMemory => _workflows.Count;

    /// <summary>Takes the gate of an id that a run may be started under.</summary>
    public WorkflowScope Enter(string ns, string workflowId)
    {
        while (true)
        {
            var workflow = Workflow(ns, workflowId);
            var gate = workflow.Gate.EnterScope();
            try
            {
                if (!workflow.IsRetired)
                {
                    LoadNewest(workflow);
                    return new WorkflowScope(this, workflow, gate);
                }
            }
            catch
            {
                gate.Dispose();
                throw;
            }

            gate.Dispose();
        }
    }

    /// <summary>Lets go of an id that no run was started under. Call it under the gate.</summary>
    public void Leave(WorkflowHandle workflow)
    {
        if (workflow.Loaded.Count == 0)
        {
            Retire(workflow);
        }
    }

    /// <summary>Takes in a new run: the newest of its id. Call it under the gate.</summary>
    public void Add(RunHandle handle)
    {
        handle.Workflow.Current = handle;
        handle.Workflow.IsNewestKnown = true;
        Register(handle);
    }

    /// <summary>Takes in an open run that the database has: the newest of its id.</summary>
    public RunHandle AddOpen(RunRow row)
    {
        var handle = new RunHandle(Workflow(row.Namespace, row.WorkflowId), row.Key, row.RunId, row.RequestId);
        Add(handle);
        return handle;
    }

    /// <summary>The run with the key; null when there is none.</summary>
    public RunHandle? FindByKey(long key) => _byKey.TryGetValue(key, out var present) ? present : Bring(Look(() => database.Find(key)));

    /// <summary>The named run, or the newest of the id when no run is named; null when there is none.</summary>
    public RunHandle? Find(string ns, string workflowId, string runId)
    {
        if (runId.Length > 0)
        {
            return _runs.TryGetValue(runId, out var named)
                ? named.WorkflowId == workflowId && named.Namespace == ns ? named : null
                : Bring(Look(() => database.Find(ns, workflowId, runId)));
        }

        if (_workflows.TryGetValue((ns, workflowId), out var workflow) && workflow.Current is { } current)
        {
            return current;
        }

        return Bring(Look(() => database.FindNewest(ns, workflowId, _forgotten.ContainsKey)))?.Workflow.Current;
    }

    /// <summary>
    /// Takes the gate of the named run, or of the newest one of the id when no run is named. Which one that is, is decided under the gate:
    /// whoever waits for it may wait for a continue-as-new, a retry or another start.
    /// </summary>
    /// <exception cref="ServiceException">There is no such run.</exception>
    public RunScope Enter(string ns, string workflowId, string runId)
    {
        CheckNames(workflowId, runId);
        return TryEnter(ns, workflowId, runId, out var scope) ? scope : throw NotFound(workflowId, runId);
    }

    /// <summary>As <see cref="Enter(string, string, string)"/>, but without a complaint when there is no such run.</summary>
    public bool TryEnter(string ns, string workflowId, string runId, out RunScope scope)
    {
        while (Find(ns, workflowId, runId) is { } handle)
        {
            var gate = handle.Workflow.Gate.EnterScope();
            if ((runId.Length > 0 ? handle : handle.Workflow.Current) is { HasLeft: false } meant)
            {
                scope = new RunScope(meant, gate);
                return true;
            }

            // It left memory, or the last run of the id was forgotten: it is looked up again.
            gate.Dispose();
        }

        scope = default;
        return false;
    }

    /// <summary>Takes the gate of the run with the key; false when there is none.</summary>
    public bool TryEnter(long key, out RunScope scope)
    {
        while (FindByKey(key) is { } handle)
        {
            var gate = handle.Workflow.Gate.EnterScope();
            if (!handle.HasLeft)
            {
                scope = new RunScope(handle, gate);
                return true;
            }

            gate.Dispose();
        }

        scope = default;
        return false;
    }

    /// <summary>A run by its names. Who has no run's id gets the newest of now: what is done to it begins with <see cref="Enter(string, string, string)"/>.</summary>
    /// <exception cref="ServiceException">There is no such run.</exception>
    public RunHandle Get(string ns, string workflowId, string runId)
    {
        CheckNames(workflowId, runId);
        return Find(ns, workflowId, runId) ?? throw NotFound(workflowId, runId);
    }

    /// <summary>Keys of some runs of a namespace, all of them when there are fewer than most.</summary>
    public IReadOnlyList<long> Some(string ns, int most) =>
    [
        .. _byKey.Values.Where(handle => handle.Namespace == ns).Select(static handle => handle.Key)
            .Concat(database.SomeClosed(ns, most + _forgotten.Count)).Distinct().Where(key => !_forgotten.ContainsKey(key)).Take(most),
    ];

    /// <summary>The run in memory, read from the database if need be. Call it under the gate.</summary>
    /// <exception cref="ServiceException">The run was deleted, or its log is damaged.</exception>
    public WorkflowRun Load(RunHandle handle)
    {
        if (handle.Run is { } present)
        {
            return present;
        }

        if (handle.IsForgotten)
        {
            throw ServiceException.WorkflowNotFound(handle.WorkflowId);
        }

        if (handle.HasLeft)
        {
            // Whoever has it held it for long.
            if (!TryEnter(handle.Key, out var scope))
            {
                throw ServiceException.WorkflowNotFound(handle.WorkflowId);
            }

            using (scope)
            {
                return Load(scope.Handle);
            }
        }

        handle.RequireWhole();
        try
        {
            handle.Run = Read(handle);
        }
        catch (UnreadableLogException e)
        {
            logger.LogError(e, "A workflow cannot be read.");
            throw ServiceException.DataLoss($"{e.Message}. Other workflows are not touched by it. A backup may have this one; it can be deleted.");
        }

        KeepClosed(handle);
        return handle.Run;
    }

    /// <summary>The run as its log has it.</summary>
    /// <exception cref="UnreadableLogException">What the log holds is not what was written.</exception>
    public WorkflowRun Read(RunHandle handle)
    {
        var run = new WorkflowRun(handle);
        try
        {
            run.Replay(database.ReadLog(handle.Key));
        }
        catch (Exception e) when (e is not SqliteException error || SqliteError.MeansDamage(error))
        {
            throw new UnreadableLogException($"{NameOf(handle)} does not make a history: {e.Message.TrimEnd('.')}", e);
        }

        // Its end may be missing without a gap.
        return handle.Closed is { } closed && closed.HistoryLength != run.History.NextEventId - 1
            ? throw new UnreadableLogException($"{NameOf(handle)} ends at event {run.History.NextEventId - 1} of {closed.HistoryLength}")
            : run;
    }

    /// <summary>A run has closed or was read again: it stays in memory until enough others have come after it.</summary>
    public void KeepClosed(RunHandle handle)
    {
        _closed.Enqueue(handle);
        LetSomeLeave();
    }

    /// <summary>Batches are on disk: the runs that they deleted are gone, and those that they closed may leave memory.</summary>
    public void NoteWritten(IReadOnlyList<WriteBatch> batches)
    {
        foreach (var batch in batches)
        {
            batch.Deleted.ForEach(key => _forgotten.TryRemove(key, out _));
        }

        LetSomeLeave();
    }

    /// <summary>Forgets a run. Call it under the gate.</summary>
    public void Remove(RunHandle handle)
    {
        handle.IsForgotten = true;
        _forgotten[handle.Key] = true;
        Drop(handle);
        var workflow = handle.Workflow;
        if (ReferenceEquals(workflow.Current, handle))
        {
            workflow.Current = null;
            workflow.IsNewestKnown = false;
            LoadNewest(workflow);
        }

        Leave(workflow);
    }

    private static void CheckNames(string workflowId, string runId)
    {
        if (workflowId.Length == 0)
        {
            throw ServiceException.InvalidArgument("Execution is not set on request.");
        }

        if (runId.Length > 0 && !Guid.TryParse(runId, out _))
        {
            throw ServiceException.InvalidArgument("Invalid RunId.");
        }
    }

    private static ServiceException NotFound(string workflowId, string runId) => runId.Length == 0
        ? ServiceException.WorkflowNotFound(workflowId)
        : ServiceException.NotFound($"workflow execution not found for workflow ID \"{workflowId}\" and run ID \"{runId}\"");

    private static string NameOf(RunHandle handle) => $"the log of workflow '{handle.WorkflowId}' (run {handle.RunId})";

    private WorkflowHandle Workflow(string ns, string workflowId) =>
        _workflows.GetOrAdd((ns, workflowId), static key => new WorkflowHandle(key.Namespace, key.WorkflowId));

    private FoundRun? Look(Func<FoundRun?> look)
    {
        try
        {
            return look();
        }
        catch (Exception e) when (e is DamagedRecordException || (e is SqliteException error && SqliteError.MeansDamage(error)))
        {
            logger.LogError(e, "The list of closed workflows cannot be read.");
            throw ServiceException.DataLoss($"the list of closed workflows cannot be read ({e.Message.TrimEnd('.')}). Stop the engine and put a backup in its place.");
        }
    }

    /// <summary>Finds out under the gate which the newest run of the id is, when only the database knows.</summary>
    private void LoadNewest(WorkflowHandle workflow)
    {
        if (workflow.IsNewestKnown)
        {
            return;
        }

        // One that has closed just now may not be on disk yet.
        var found = Look(() => database.FindNewest(workflow.Namespace, workflow.WorkflowId, _forgotten.ContainsKey));
        var present = workflow.Loaded.MaxBy(static handle => handle.Key);
        workflow.Current = found is null || present?.Key >= found.Key ? present : TakeIn(workflow, found);
        workflow.IsNewestKnown = true;
    }

    /// <summary>The handle of a run that was found in the database, taken in if it is not in memory.</summary>
    private RunHandle? Bring(FoundRun? found)
    {
        while (found is not null)
        {
            var workflow = Workflow(found.Namespace, found.WorkflowId);
            lock (workflow.Gate)
            {
                if (workflow.IsRetired)
                {
                    continue;
                }

                LoadNewest(workflow);
                var handle = _byKey.TryGetValue(found.Key, out var present) ? present : _forgotten.ContainsKey(found.Key) ? null : TakeIn(workflow, found);
                Leave(workflow);
                return handle;
            }
        }

        return null;
    }

    private RunHandle TakeIn(WorkflowHandle workflow, FoundRun found)
    {
        var handle = new RunHandle(workflow, found.Key, found.RunId, found.RequestId)
        {
            Damage = found.Damage,
            Closed = found.Damage is null ? ClosedRun.Of(found) : null,
        };
        Register(handle);
        KeepClosed(handle);
        return handle;
    }

    private void Register(RunHandle handle)
    {
        if (handle.Workflow.IsRetired)
        {
            throw new InvalidOperationException($"found workflow '{handle.WorkflowId}' gone from memory while a run of it comes in; expected its gate to be held");
        }

        handle.Workflow.Loaded.Add(handle);
        _runs[handle.RunId] = handle;
        _byKey[handle.Key] = handle;
    }

    private void LetSomeLeave()
    {
        for (var looks = 0; looks < LooksAtOnce && _closed.Count > closedKept && _closed.TryDequeue(out var oldest); looks++)
        {
            if (!LetLeave(oldest))
            {
                _closed.Enqueue(oldest);
            }
        }
    }

    /// <summary>Lets a run leave memory if it is closed, on disk, and nobody is about to change that.</summary>
    /// <returns>False when it has to stay for now.</returns>
    private bool LetLeave(RunHandle handle)
    {
        var workflow = handle.Workflow;

        // Of another id than the gate that may be held here: it is not waited for.
        if (workflow.Gate.IsHeldByCurrentThread || !workflow.Gate.TryEnter())
        {
            return false;
        }

        try
        {
            if (handle.HasLeft || handle.IsForgotten)
            {
                return true;
            }

            if (!handle.IsClosed || handle.LastWrite > journal.Written)
            {
                return false;
            }

            if (!ReferenceEquals(workflow.Current, handle))
            {
                Drop(handle);
                return true;
            }

            // The newest run stays for as long as any other does: what is in memory of an id begins with it.
            if (workflow.Loaded.Count > 1)
            {
                handle.Run = null;
                return false;
            }

            Drop(handle);
            Retire(workflow);
            return true;
        }
        finally
        {
            workflow.Gate.Exit();
        }
    }

    private void Drop(RunHandle handle)
    {
        handle.HasLeft = true;
        handle.Run = null;
        handle.Workflow.Loaded.Remove(handle);
        _runs.TryRemove(KeyValuePair.Create(handle.RunId, handle));
        _byKey.TryRemove(KeyValuePair.Create(handle.Key, handle));
    }

    private void Retire(WorkflowHandle workflow)
    {
        workflow.IsRetired = true;
        _workflows.TryRemove(KeyValuePair.Create((workflow.Namespace, workflow.WorkflowId), workflow));
    }
}
