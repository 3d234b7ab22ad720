using Mdlc.Contracts.Runs;
using Mdlc.Contracts.Spec;

namespace Mdlc.Catalog.Metadata;

/// <summary>The runs of every model, with the spec that each was submitted with.</summary>
public interface IRunStore
{
    /// <summary>Gives a new run its number, the model's highest plus one, and records it as queued. The same request of the same model gets the same run, however often it is asked.</summary>
    Task<RunKey> AllocateAsync(NewRun run, CancellationToken cancellationToken = default);

    /// <inheritdoc cref="AllocateAsync(NewRun, CancellationToken)"/>
    Task<RunKey> AllocateAsync(
        string project, string model, ModelSpec spec, RunTrigger trigger, string requestId, DateTimeOffset now, CancellationToken cancellationToken = default) =>
        AllocateAsync(new NewRun(project, model, spec, trigger, requestId, now), cancellationToken);

    /// <summary>
    /// Records how a run stands. Stages are merged by name (their attempts never fall), the other members replaced. Once a run has ended, a report that says it has
    /// not is dropped: it is a late one.
    /// </summary>
    /// <exception cref="ArgumentException"><see cref="RunState.Interrupted"/> is derived by readers and never stored.</exception>
    Task SaveAsync(RunReport report, CancellationToken cancellationToken = default);

    /// <summary>Records how one stage of a run stands; dropped when the run has ended or was never allocated.</summary>
    Task SaveStageAsync(RunKey run, StageReport stage, CancellationToken cancellationToken = default);

    Task<RunReport?> GetAsync(RunKey run, CancellationToken cancellationToken = default);

    /// <summary>The spec that the run was submitted with; null when there is no such run.</summary>
    Task<ModelSpec?> GetSpecAsync(RunKey run, CancellationToken cancellationToken = default);

    /// <summary>Runs, newest first.</summary>
    /// <param name="project">Null: of every project.</param>
    /// <param name="model">Null: of every model.</param>
    Task<IReadOnlyList<RunReport>> ListAsync(string? project = null, string? model = null, CancellationToken cancellationToken = default);

    /// <summary>The newest runs of every model, and whatever has not ended, newest first.</summary>
    /// <param name="most">How many of the newest.</param>
    Task<IReadOnlyList<RunReport>> RecentAsync(int most, CancellationToken cancellationToken = default);

    /// <summary>Runs of a model that have not ended (queued, running, suspended), oldest first.</summary>
    Task<IReadOnlyList<RunReport>> ActiveAsync(string project, string model, CancellationToken cancellationToken = default);

    /// <summary>Runs of every model that were given a number before a moment and have not begun, oldest first.</summary>
    Task<IReadOnlyList<RunReport>> QueuedAsync(DateTimeOffset before, CancellationToken cancellationToken = default);

    /// <summary>Records that a spec is applied from now on. The same request is recorded once.</summary>
    Task SaveAppliedAsync(ModelSpec spec, string requestId, string by, DateTimeOffset at, CancellationToken cancellationToken = default);

    /// <summary>The spec that was applied last; null: none was.</summary>
    Task<AppliedEntry?> AppliedAsync(string project, string model, CancellationToken cancellationToken = default);

    /// <summary>The models that a spec was applied to.</summary>
    Task<IReadOnlyList<(string Project, string Model)>> AppliedModelsAsync(CancellationToken cancellationToken = default);

    /// <summary>Names of the projects that have runs or applied specs, in order.</summary>
    Task<IReadOnlyList<string>> ProjectsAsync(CancellationToken cancellationToken = default);
}
