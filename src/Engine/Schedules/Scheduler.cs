using System.Collections.Concurrent;
using Grpc.Core;
using Mdlc.Engine.Histories;
using Mdlc.Engine.Histories.Transactions;
using Mdlc.Engine.Kernel;
using Mdlc.Engine.Storage;
using Mdlc.Engine.Timers;
using Mdlc.Engine.Visibility;
using Temporalio.Api.ErrorDetails.V1;
using Temporalio.Api.Schedule.V1;
using Temporalio.Api.WorkflowService.V1;

namespace Mdlc.Engine.Schedules;

/// <summary>
/// Owner of all schedules. Every operation takes the gate of one schedule, decides by pure functions what is due, acts, and returns a
/// task that ends when a reply may leave. Like the histories it has no thread: wake-ups are calls from outside.
/// </summary>
internal sealed partial class Scheduler
{
    private readonly HistoryEngine _histories;
    private readonly VisibilityStore _visibility;
    private readonly ConcurrentDictionary<(string Namespace, string ScheduleId), ScheduleHandle> _schedules = new();

    /// <summary>Whose actions run, by the id of their first run.</summary>
    private readonly ConcurrentDictionary<string, ScheduleHandle> _watched = new(StringComparer.Ordinal);

    /// <param name="visibility">Holds nothing but schedules.</param>
    public Scheduler(HistoryEngine histories, VisibilityStore visibility)
    {
        (_histories, _visibility) = (histories, visibility);
        histories.Services.Chains.Ended += OnChainEnded;
    }

    /// <summary>When which schedule wants <see cref="WakeUp"/>.</summary>
    public WakeUpQueue<ScheduleHandle> WakeUps { get; } = new();

    private EngineServices Services => _histories.Services;

    private DateTime Now => Services.Now;

    /// <summary>Brings back what the database holds, after the histories. Each schedule wakes up at once and finds out what it missed.</summary>
    public void Recover()
    {
        foreach (var row in Services.Database.ReadSchedules())
        {
            var handle = NewHandle(StoredSchedule.Read(row.State!));
            _schedules[(row.Namespace, row.ScheduleId)] = handle;
            _visibility.Upsert(ScheduleViews.Row(handle.State));
            foreach (var action in ActionRecords.Open(handle.State))
            {
                _watched[action.RunId] = handle;
            }

            WakeUps.Set(handle, Now);
        }
    }

    public (CreateScheduleResponse Response, Task Commit) Create(CreateScheduleRequest request)
    {
        Services.Namespaces.Get(request.Namespace);
        ScheduleRequests.CheckIds(request.ScheduleId, request.RequestId, Services.Limits);
        if (request.RequestId.Length == 0)
        {
            throw ServiceException.InvalidArgument("RequestId is not set on request.");
        }

        if ((request.Memo?.CalculateSize() ?? 0) > Services.Limits.MemoSizeError)
        {
            throw ServiceException.InvalidArgument("Memo size exceeds limit.");
        }

        if (request.InitialPatch is not null)
        {
            ScheduleRequests.CheckPatch(request.InitialPatch);
        }

        using var hold = Services.HoldTime();
        var handle = NewHandle(NewState(request));
        lock (handle.Gate)
        {
            // Whoever finds it before it is whole waits at its gate.
            var present = _schedules.GetOrAdd((request.Namespace, request.ScheduleId), handle);
            if (!ReferenceEquals(present, handle))
            {
                return present.State.RequestId == request.RequestId
                    ? (Created(present.State), present.LastCommit)
                    : throw AlreadyRegistered(request.ScheduleId);
            }

            Advance(handle, now => Apply(handle, request.InitialPatch, now));
            return (new CreateScheduleResponse { ConflictToken = ScheduleRequests.ConflictToken(1) }, handle.LastCommit);
        }
    }

    /// <summary>Forgets the schedule; what it started goes on.</summary>
    public Task Delete(string ns, string scheduleId) => WithSchedule(ns, scheduleId, handle =>
    {
        Remove(handle);
        return handle.LastCommit;
    });

    /// <summary>Forgets all schedules of a namespace.</summary>
    public void DeleteAll(string ns)
    {
        foreach (var handle in _schedules.Values.Where(handle => handle.State.Namespace == ns))
        {
            using var hold = Services.HoldTime();
            lock (handle.Gate)
            {
                if (!handle.IsDeleted)
                {
                    Remove(handle);
                }
            }
        }
    }

    private static CreateScheduleResponse Created(StoredSchedule state) => new() { ConflictToken = ScheduleRequests.ConflictToken(state.ConflictToken) };

    private static ServiceException AlreadyRegistered(string scheduleId) => new(
        StatusCode.AlreadyExists, $"schedule \"{scheduleId}\" is already registered", new WorkflowExecutionAlreadyStartedFailure());

    private ScheduleHandle NewHandle(StoredSchedule state) => new(state, Services.Namespaces.IdOf(state.Namespace));

    private StoredSchedule NewState(CreateScheduleRequest request)
    {
        var schedule = ScheduleRequests.Prepare(request.Schedule, request.Namespace, Services);
        CheckAttributes(request.Namespace, request.SearchAttributes);
        CheckSize(request.Memo, schedule);
        var now = Now;
        return new StoredSchedule
        {
            Namespace = request.Namespace,
            ScheduleId = request.ScheduleId,
            RequestId = request.RequestId,
            Schedule = schedule,
            Info = new ScheduleInfo { CreateTime = now.ToTimestamp() },
            Memo = PayloadValues.WithoutNulls(request.Memo),
            SearchAttributes = PayloadValues.WithoutNulls(request.SearchAttributes),
            DecidedUntil = now,
        };
    }

    private void CheckAttributes(string ns, SearchAttributes? attributes)
    {
        if (attributes is not null && Services.Visibility.Normalize(ns, attributes) is { } wrong)
        {
            throw ServiceException.InvalidArgument(wrong);
        }
    }

    private void CheckSize(Memo? memo, Schedule schedule)
    {
        var size = (memo?.CalculateSize() ?? 0) + (schedule.Action.StartWorkflow?.Input?.CalculateSize() ?? 0);
        if (size > Services.Limits.BlobSizeError)
        {
            throw ServiceException.InvalidArgument("Blob data size exceeds limit.");
        }
    }

    /// <summary>Does something under the gate of a schedule.</summary>
    /// <exception cref="ServiceException">There is none of that id.</exception>
    private T WithSchedule<T>(string ns, string scheduleId, Func<ScheduleHandle, T> action)
    {
        Services.Namespaces.Get(ns);
        ScheduleRequests.CheckNamed(scheduleId);
        var handle = _schedules.GetValueOrDefault((ns, scheduleId)) ?? throw NotFound(scheduleId);
        using var hold = Services.HoldTime();
        lock (handle.Gate)
        {
            // It may have been deleted between finding and locking.
            return handle.IsDeleted ? throw NotFound(scheduleId) : action(handle);
        }
    }

    private static ServiceException NotFound(string scheduleId) => ServiceException.WorkflowNotFound(ScheduleRequests.WorkflowIdPrefix + scheduleId);

    private void Remove(ScheduleHandle handle)
    {
        var state = handle.State;
        handle.IsDeleted = true;
        WakeUps.Set(handle, null);
        foreach (var action in ActionRecords.Open(state))
        {
            _watched.TryRemove(action.RunId, out _);
        }

        var batch = new WriteBatch();
        batch.Schedules.Add(new ScheduleRow(state.Namespace, state.ScheduleId, null));
        handle.LastCommit = Services.Journal.Append(batch, () => _visibility.Delete(state.Namespace, state.ScheduleId));

        // Behind the append: a schedule that takes this one's place is written after it.
        _schedules.TryRemove(KeyValuePair.Create((state.Namespace, state.ScheduleId), handle));
    }

    private void Save(ScheduleHandle handle)
    {
        var batch = new WriteBatch();
        Write(handle.State, batch);
        var row = ScheduleViews.Row(handle.State);
        handle.LastCommit = Services.Journal.Append(batch, () => _visibility.Upsert(row));
    }

    private static void Write(StoredSchedule state, WriteBatch batch) =>
        batch.Schedules.Add(new ScheduleRow(state.Namespace, state.ScheduleId, state.ToBytes()));

    private void OnChainEnded(string firstRunId)
    {
        if (_watched.TryGetValue(firstRunId, out var handle))
        {
            // In this order: whoever sets the wake-up meanwhile looks for news afterwards.
            handle.HasNews = true;
            WakeUps.Set(handle, Now);
        }
    }
}
