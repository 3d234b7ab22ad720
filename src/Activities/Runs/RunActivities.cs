using Mdlc.Catalog.Artifacts;
using Mdlc.Catalog.Metadata;
using Mdlc.Contracts.Faults;
using Mdlc.Contracts.Models;
using Mdlc.Contracts.Runs;
using Mdlc.Workflows.Runs;
using Temporalio.Activities;
using Temporalio.Api.Enums.V1;
using Temporalio.Client;
using Temporalio.Exceptions;

namespace Mdlc.Activities.Runs;

/// <summary>Keeps the catalog's list of runs in step with the workflows.</summary>
public sealed class RunActivities(ICatalog catalog, ArtifactStore artifacts, ITemporalClient client, TimeProvider time) : IRunActivities
{
    [Activity]
    public async Task<RunReport> RecordRunAsync(RunReport report)
    {
        if (!RunKey.TryParse(report.Run, out var run))
        {
            throw new ArgumentException($"Found run '{report.Run}', expected project/model/number.", nameof(report));
        }

        var champion = await ChampionAsync(report, run);
        var recorded = await catalog.Runs.GetAsync(run);
        var merged = report with { Champion = champion, Stages = WithAttempts(report.Stages, recorded?.Stages ?? []) };
        await catalog.Runs.SaveAsync(merged);
        return merged;
    }

    [Activity]
    public async Task<RunLiveness> DescribeRunAsync(RunKey run)
    {
        var liveness = await LivenessAsync(run);
        if (liveness != RunLiveness.Open && await catalog.Runs.GetAsync(run) is { State: RunState.Queued or RunState.Running or RunState.Suspended } report)
        {
            await catalog.Runs.SaveAsync(report with
            {
                State = RunState.Terminated,
                Error = "The run's workflow was ended from outside.",
                Seconds = (time.GetUtcNow() - report.Started)?.TotalSeconds,
            });
        }

        return liveness;
    }

    [Activity]
    public Task<RunKey> AllocateRunAsync(AllocateRunInput input) =>
        catalog.Runs.AllocateAsync(
            input.Spec.Project, input.Spec.Model, input.Spec, input.Trigger, input.RequestId, time.GetUtcNow(), ActivityExecutionContext.Current.CancellationToken);

    [Activity]
    public async Task<KeptResult> TakeOverAsync(TakeOverInput input)
    {
        var cancellationToken = ActivityExecutionContext.Current.CancellationToken;
        var kept = await catalog.Stages.FindAsync(input.Earlier, input.Stage, cancellationToken)
            ?? throw FaultException.InSpec($"Run {input.Earlier} has kept no result of {input.Stage}, which run {input.Run} is to take over: that stage did not end well, or an earlier version of mdlc ran it. Begin at {input.Stage} or before: --from");
        await using var beat = Heartbeat.Start(time, () => $"checking the files of {input.Stage}");
        foreach (var file in NamedFiles.In(kept.Result))
        {
            (await artifacts.OpenAsync(file, cancellationToken)).Dispose();
        }

        await catalog.Stages.PutAsync(kept with { Run = input.Run, Key = null }, cancellationToken);
        return new KeptResult(kept.Result);
    }

    [Activity]
    public Task KeepAsync(KeepInput input) =>
        catalog.Stages.PutAsync(new StageResult(input.Run, input.Stage, input.Result.Json, time.GetUtcNow()), ActivityExecutionContext.Current.CancellationToken);

    /// <exception cref="FaultException">The catalog cannot say. The run ends with that, and nobody else would record it.</exception>
    private async Task<int?> ChampionAsync(RunReport report, RunKey run)
    {
        try
        {
            return (await catalog.Models.AliasesAsync(run.Project, run.Model)).Find(AliasName.Champion);
        }
        catch (FaultException fault)
        {
            await catalog.Runs.SaveAsync(report with { State = RunState.Failed, Error = fault.Message });
            throw;
        }
    }

    private async Task<RunLiveness> LivenessAsync(RunKey run)
    {
        try
        {
            var description = await client.GetWorkflowHandle(run.WorkflowId).DescribeAsync();
            return description.Status == WorkflowExecutionStatus.Running ? RunLiveness.Open : RunLiveness.Closed;
        }
        catch (RpcException missing) when (missing.Code == RpcException.StatusCode.NotFound)
        {
            return RunLiveness.Missing;
        }
    }

    /// <summary>The workflow knows when a stage began and ended; only the activities know how often they were tried.</summary>
    private static IReadOnlyList<StageReport> WithAttempts(IReadOnlyList<StageReport> stages, IReadOnlyList<StageReport> recorded) =>
        [.. stages.Select(s => s with { Attempts = Math.Max(s.Attempts, recorded.FirstOrDefault(r => r.Name == s.Name)?.Attempts ?? 0) })];
}
