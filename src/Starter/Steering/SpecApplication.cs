using Mdlc.Catalog.Metadata;
using Mdlc.Contracts.Spec;
using Mdlc.Starter.Execution;
using Mdlc.Starter.Hosting;
using Mdlc.Starter.Output;
using Mdlc.Starter.Schedules;
using Mdlc.Workflows.Changes;

namespace Mdlc.Starter.Steering;

/// <summary>Makes a spec the one that a model's triggers go by, and its schedule what that spec says.</summary>
internal sealed class SpecApplication(CommandContext context, EngineSession session)
{
    /// <summary>What would be done.</summary>
    /// <exception cref="UserException">The schedule cannot be one.</exception>
    public async Task<SpecApplied> CompareAsync(ModelSpec spec, CancellationToken cancellationToken)
    {
        if (spec.Triggers.Schedule is { } clock)
        {
            CronText.Check(clock.Cron, clock.TimeZone, context.Time.GetUtcNow());
        }

        var applied = await context.Catalog.Runs.AppliedAsync(spec.Project, spec.Model, cancellationToken);
        var before = applied?.Spec ?? await context.Catalog.Runs.LatestSpecAsync(spec.Project, spec.Model, cancellationToken);
        return new SpecApplied(
            spec.Project,
            spec.Model,
            applied is not null ? "applied" : before is not null ? "lastRun" : "nothing",
            SpecDifference.Between(before, spec),
            await Schedule(spec).ApplyAsync(spec.Triggers.Schedule, onlyAsks: true, cancellationToken),
            Applied: false)
        {
            By = applied?.By,
            At = applied?.At,
            Clock = spec.Triggers.Schedule,
        };
    }

    /// <summary>Does it. The lifecycle comes first: should this process die before the schedule follows, the same command again finishes it.</summary>
    /// <exception cref="UserException">It is refused, with the sentence why; or nobody is there to do it.</exception>
    public async Task<SpecApplied> ApplyAsync(ModelSpec spec, CancellationToken cancellationToken)
    {
        var compared = await CompareAsync(spec, cancellationToken);
        var before = await context.Catalog.Runs.AppliedAsync(spec.Project, spec.Model, cancellationToken);
        var change = new SpecChange(Guid.NewGuid().ToString("n"), spec, Asker.Name, before?.RequestId);
        var applied = await new LifecycleAsker(context, session).AskAsync(spec.Project, spec.Model, lifecycle => lifecycle.ChangeSpecAsync(change), change.Id, cancellationToken);
        var schedule = await Schedule(spec).ApplyAsync(spec.Triggers.Schedule, onlyAsks: false, cancellationToken);
        return compared with { Applied = applied.Id == change.Id, By = applied.By, At = applied.At, Schedule = schedule };
    }

    private ModelSchedule Schedule(ModelSpec spec) => new(session.Client, spec.Project, spec.Model);
}
