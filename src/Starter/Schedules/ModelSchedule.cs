using Mdlc.Contracts.Spec;
using Mdlc.Starter.Output;
using Mdlc.Workflows;
using Mdlc.Workflows.Triggers;
using Temporalio.Api.Enums.V1;
using Temporalio.Client;
using Temporalio.Client.Schedules;
using Temporalio.Common;
using Temporalio.Converters;
using Temporalio.Exceptions;
using ScheduleSpec = Mdlc.Contracts.Spec.ScheduleSpec;

namespace Mdlc.Starter.Schedules;

/// <summary>The one schedule of a model: a Temporal Schedule, which starts <see cref="ScheduledTrigger"/>.</summary>
internal sealed class ModelSchedule(ITemporalClient client, string project, string model)
{
    private readonly ScheduleHandle _handle = client.GetScheduleHandle(ScheduledTrigger.IdOf(project, model));

    /// <summary>Makes the schedule, or changes it and leaves it paused if it is.</summary>
    /// <param name="timeZone">Null: the one that the schedule has, UTC for a new one.</param>
    /// <param name="spec">Null: the one that the model was last asked to be run with, at each time.</param>
    /// <param name="atOnce">Also comes round now, if it is made by this call.</param>
    /// <exception cref="UserException">The cron expression or time zone is not one.</exception>
    public async Task SetAsync(string cron, string? timeZone, ModelSpec? spec, bool atOnce, CancellationToken cancellationToken)
    {
        try
        {
            var wanted = new ScheduleSpec { Cron = cron, TimeZone = timeZone ?? ScheduleSpec.DefaultTimeZone };
            await CreateOrUpdateAsync(wanted, spec, keepsTimeZone: timeZone is null, atOnce, cancellationToken);
        }
        catch (RpcException refused) when (refused.Code == RpcException.StatusCode.InvalidArgument)
        {
            throw CronText.Refused(cron, timeZone, refused.Message);
        }
    }

    /// <summary>Makes the schedule what an applied spec says: made, changed where it is, or ended. One that is so already is left alone, paused or not.</summary>
    /// <param name="wanted">Null: none.</param>
    /// <returns>What was done, or, where it is only asked for, would be.</returns>
    /// <exception cref="UserException">The cron expression or time zone is not one.</exception>
    public async Task<ScheduleDone> ApplyAsync(ScheduleSpec? wanted, bool onlyAsks, CancellationToken cancellationToken)
    {
        var present = await FindAsync(cancellationToken);
        var done = (present, wanted) switch
        {
            (null, null) => ScheduleDone.Nothing,
            (null, _) => ScheduleDone.Made,
            (_, null) => ScheduleDone.Ended,
            var (is_, shall) => is_.Spec != ScheduledSpec.Pinned && is_.Of == shall ? ScheduleDone.Nothing : ScheduleDone.Changed,
        };
        if (onlyAsks || done == ScheduleDone.Nothing)
        {
            return done;
        }

        if (wanted is null)
        {
            await DeleteAsync(cancellationToken);
            return done;
        }

        try
        {
            await CreateOrUpdateAsync(wanted, spec: null, keepsTimeZone: false, atOnce: false, cancellationToken);
            return done;
        }
        catch (RpcException refused) when (refused.Code == RpcException.StatusCode.InvalidArgument)
        {
            throw CronText.Refused(wanted.Cron, wanted.TimeZone, refused.Message);
        }
    }

    public Task PauseAsync(string note, CancellationToken cancellationToken) => ChangeAsync(() => _handle.PauseAsync(note, Rpc(cancellationToken)));

    public Task ResumeAsync(string note, CancellationToken cancellationToken) => ChangeAsync(() => _handle.UnpauseAsync(note, Rpc(cancellationToken)));

    public async Task<string> DeleteAsync(CancellationToken cancellationToken)
    {
        await ChangeAsync(() => _handle.DeleteAsync(Rpc(cancellationToken)));
        return _handle.Id;
    }

    /// <exception cref="UserException">The model has no schedule.</exception>
    public async Task<ScheduleView> ShowAsync(CancellationToken cancellationToken) =>
        await FindAsync(cancellationToken) ?? throw Missing();

    /// <returns>Null when the model has no schedule.</returns>
    public async Task<ScheduleView?> FindAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await ViewAsync(await _handle.DescribeAsync(Rpc(cancellationToken)));
        }
        catch (RpcException missing) when (missing.Code == RpcException.StatusCode.NotFound)
        {
            return null;
        }
    }

    private static RpcOptions Rpc(CancellationToken cancellationToken) => new() { CancellationToken = cancellationToken };

    private async Task CreateOrUpdateAsync(ScheduleSpec wanted, ModelSpec? spec, bool keepsTimeZone, bool atOnce, CancellationToken cancellationToken)
    {
        try
        {
            await client.CreateScheduleAsync(
                _handle.Id, Schedule(wanted, spec), new() { TriggerImmediately = atOnce, TypedSearchAttributes = Attributes(), Rpc = Rpc(cancellationToken) });
        }
        catch (ScheduleAlreadyRunningException)
        {
            await _handle.UpdateAsync(input => UpdateAsync(input.Description.Schedule), Rpc(cancellationToken));
        }

        async Task<ScheduleUpdate?> UpdateAsync(Schedule present)
        {
            var zone = keepsTimeZone && await InputOfAsync(present) is { } input ? input.TimeZone : wanted.TimeZone;
            return new ScheduleUpdate(Schedule(wanted with { TimeZone = zone }, spec) with { State = present.State });
        }
    }

    private static async Task<ScheduledTriggerInput?> InputOfAsync(Schedule schedule) =>
        (schedule.Action as ScheduleActionStartWorkflow)?.Args.FirstOrDefault() is IEncodedRawValue raw ? await raw.ToValueAsync<ScheduledTriggerInput>() : null;

    private Schedule Schedule(ScheduleSpec wanted, ModelSpec? spec) => new(
        ScheduleActionStartWorkflow.Create(
            (ScheduledTrigger t) => t.RunAsync(new(project, model, wanted.Cron, wanted.TimeZone, spec)),
            new(_handle.Id, new TaskQueues(project).Workflows) { StaticSummary = $"trigger of {model}: {wanted.Cron}", TypedSearchAttributes = Attributes() }),
        new() { CronExpressions = [wanted.Cron], TimeZoneName = wanted.TimeZone, Jitter = wanted.Jitter > TimeSpan.Zero ? wanted.Jitter : null })
    {
        // A trigger lasts seconds. One that is still open has no worker: of those that come meanwhile one is kept, and is enough.
        Policy = new() { Overlap = ScheduleOverlapPolicy.BufferOne, CatchupWindow = wanted.CatchUp },
    };

    private SearchAttributeCollection Attributes() => new SearchAttributeCollection.Builder()
        .Set(SearchAttributes.Project, project)
        .Set(SearchAttributes.Model, model)
        .ToSearchAttributeCollection();

    private async Task ChangeAsync(Func<Task> change)
    {
        try
        {
            await change();
        }
        catch (RpcException missing) when (missing.Code == RpcException.StatusCode.NotFound)
        {
            throw Missing();
        }
    }

    private UserException Missing() =>
        new($"{project}/{model} has no schedule. Give it one: mdlc schedule {project}/{model} --cron \"0 3 * * *\"");

    private async Task<ScheduleView> ViewAsync(ScheduleDescription description)
    {
        var (schedule, info) = (description.Schedule, description.Info);
        var input = await InputOfAsync(schedule);
        return new ScheduleView(
            project,
            model,
            _handle.Id,
            input?.Cron ?? "",
            input?.TimeZone ?? "",
            input?.Spec is null ? ScheduledSpec.Latest : ScheduledSpec.Pinned,
            schedule.State.Paused,
            schedule.State.Note is { Length: > 0 } note ? note : null,
            [.. info.NextActionTimes.Select(Utc)],
            [.. info.RecentActions.Reverse().Select(a => new ScheduleFiring(Utc(a.ScheduledAt), Utc(a.StartedAt), (a.Action as ScheduleActionExecutionStartWorkflow)?.WorkflowId ?? ""))],
            info.NumActionsMissedCatchupWindow)
        {
            CatchUp = schedule.Policy.CatchupWindow ?? ScheduleSpec.DefaultCatchUp,
            Jitter = schedule.Spec.Jitter ?? TimeSpan.Zero,
        };
    }

    private static DateTimeOffset Utc(DateTime at) => new(DateTime.SpecifyKind(at, DateTimeKind.Utc));
}
