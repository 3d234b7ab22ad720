using Mdlc.Catalog.Metadata;
using Mdlc.Contracts.Runs;
using Mdlc.Contracts.Spec;
using Mdlc.Starter.Output;
using Mdlc.Workflows.Runs;

namespace Mdlc.Starter.Runs;

/// <summary>What a new run may take over from an earlier one.</summary>
internal static class TakeOvers
{
    /// <summary>Where a run may begin that takes over what came before: not at the first stage, and not at the last, which is mdlc promote.</summary>
    public static IReadOnlyList<string> Stages { get; } = [.. StageName.All.Skip(1).SkipLast(1)];

    /// <param name="spec">Null: the earlier run's own.</param>
    /// <returns>The spec of the new run, and what it takes over.</returns>
    /// <exception cref="UserException">There is no such stage; or the earlier run has not made what is needed, or has made it by another spec.</exception>
    public static async Task<(ModelSpec Spec, TakeOver TakeOver)> PlanAsync(
        ICatalog catalog, string stage, RunKey earlier, ModelSpec? spec, CancellationToken cancellationToken)
    {
        if (!Stages.Contains(stage, StringComparer.Ordinal))
        {
            throw new UserException(
                $"Found stage '{stage}', expected {string.Join(", ", Stages)}. {(stage == StageName.Fetch ? "A run from fetch on takes over nothing: mdlc run SPEC" : stage == StageName.Deploy ? "A version is deployed by: mdlc promote MODEL VERSION" : "")}".TrimEnd(),
                ExitCode.Usage);
        }

        var report = (await catalog.Runs.GetAsync(earlier, cancellationToken))!;
        var submitted = (await catalog.Runs.GetSpecAsync(earlier, cancellationToken))!;
        var changes = report.Changes;
        if (spec is null && changes.Any(c => c.Differences.Count > 0))
        {
            throw new UserException($"The spec of run {earlier} was changed while it was suspended ({string.Join("; ", changes.SelectMany(c => c.Differences))}): name the spec. mdlc run SPEC --from {stage} {earlier}");
        }

        spec ??= submitted;
        if (spec.Project != earlier.Project || spec.Model != earlier.Model)
        {
            throw new UserException($"The spec is of {spec.Project}/{spec.Model}, and run {earlier} of another model: nothing can be taken over.");
        }

        if (SpecReach.Before(stage, spec.Tune.Searches, SpecReach.ToLast(changes, SpecDifference.Between(submitted, spec))) is { Count: > 0 } different)
        {
            var first = StageName.All[different.Min(d => StageName.IndexOf(SpecReach.FirstStageOf(d.Path, spec.Tune.Searches)))];
            throw new UserException(
                $"Run {earlier} made what comes before {stage} by another spec: {string.Join("; ", different)}. {(first == StageName.Fetch ? "Run it from the start: mdlc run SPEC" : $"Begin at {first} or before: --from {first} {earlier}")}");
        }

        var takeOver = new TakeOver(earlier, stage);
        var kept = (await catalog.Stages.OfAsync(earlier, cancellationToken)).Select(k => k.Stage).ToHashSet(StringComparer.Ordinal);
        var needed = StageName.All.Where(s => takeOver.Takes(s) && (s != StageName.Tune || spec.Tune.Searches));
        return needed.FirstOrDefault(s => !kept.Contains(s)) is { } missing
            ? throw new UserException($"Run {earlier} has kept no result of {missing}: {(report.Stages.Any(s => s.Name == missing && s.State == StageState.Succeeded) ? "an earlier version of mdlc ran it" : "that stage did not end well")}. {(missing == StageName.Fetch ? "Run it from the start: mdlc run SPEC" : $"Begin there or before: --from {missing} {earlier}")}")
            : (spec, takeOver);
    }
}
