using System.Collections.Concurrent;
using Mdlc.Engine.Kernel;
using Mdlc.Engine.Storage;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace Mdlc.Engine.Histories.Runs;

/// <summary>Finds runs by their names, and brings closed ones back from the database.</summary>
internal sealed class RunDirectory(EngineDatabase database, ILogger logger)
{
    /// <summary>Closed runs that stay in memory because somebody may still read them.</summary>
    private const int ClosedRunsKept = 500;

    private readonly ConcurrentDictionary<(string Namespace, string WorkflowId), WorkflowHandle> _workflows = new();
    private readonly ConcurrentDictionary<string, RunHandle> _runs = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<long, RunHandle> _byKey = new();
    private readonly ConcurrentQueue<RunHandle> _closed = new();

    public IEnumerable<RunHandle> All => _byKey.Values;

    public WorkflowHandle Workflow(string ns, string workflowId) =>
        _workflows.GetOrAdd((ns, workflowId), static key => new WorkflowHandle(key.Namespace, key.WorkflowId));

    /// <summary>Takes the gate of an id that a run may be started under.</summary>
    public WorkflowScope Enter(string ns, string workflowId)
    {
        while (true)
        {
            var workflow = Workflow(ns, workflowId);
            var gate = workflow.Gate.EnterScope();
            if (!workflow.IsRetired)
            {
                return new WorkflowScope(workflow, gate);
            }

            gate.Dispose();
        }
    }

    /// <summary>Takes in a new run: the newest of its id. Call it under the gate.</summary>
    public void Add(RunHandle handle)
    {
        handle.Previous = handle.Workflow.Current;
        handle.Workflow.Current = handle;
        _runs[handle.RunId] = handle;
        _byKey[handle.Key] = handle;
    }

    public RunHandle? FindByKey(long key) => _byKey.GetValueOrDefault(key);

    /// <summary>The named run, or the newest of the id when no run is named; null when there is none.</summary>
    public RunHandle? Find(string ns, string workflowId, string runId)
    {
        if (runId.Length > 0)
        {
            return _runs.TryGetValue(runId, out var named) && named.WorkflowId == workflowId && named.Namespace == ns ? named : null;
        }

        return _workflows.TryGetValue((ns, workflowId), out var workflow) ? workflow.Current : null;
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
            if ((runId.Length > 0 ? handle : handle.Workflow.Current) is { } meant)
            {
                scope = new RunScope(meant, gate);
                return true;
            }

            // The last run of the id was forgotten: the id is looked up again.
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

    /// <summary>A run has closed or was read again: it stays in memory until enough others have come after it.</summary>
    public void KeepClosed(RunHandle handle)
    {
        _closed.Enqueue(handle);
        while (_closed.Count > ClosedRunsKept && _closed.TryDequeue(out var oldest))
        {
            // A closed run never changes, so whoever holds it may go on; the next reader loads it again.
            if (oldest is { Closed: not null, Run.LastCommit.IsCompletedSuccessfully: true })
            {
                oldest.Run = null;
            }
        }
    }

    /// <summary>Forgets a run. Call it under the gate.</summary>
    public void Remove(RunHandle handle)
    {
        handle.IsForgotten = true;
        handle.Run = null;
        _runs.TryRemove(handle.RunId, out _);
        _byKey.TryRemove(handle.Key, out _);
        Unlink(handle);
        if (handle.Workflow.Current is null)
        {
            handle.Workflow.IsRetired = true;
            _workflows.TryRemove((handle.Namespace, handle.WorkflowId), out _);
        }
    }

    private static void Unlink(RunHandle handle)
    {
        if (ReferenceEquals(handle.Workflow.Current, handle))
        {
            handle.Workflow.Current = handle.Previous;
            return;
        }

        for (var newer = handle.Workflow.Current; newer is not null; newer = newer.Previous)
        {
            if (ReferenceEquals(newer.Previous, handle))
            {
                newer.Previous = handle.Previous;
                return;
            }
        }
    }
}
