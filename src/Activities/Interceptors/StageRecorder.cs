using System.Text.Json;
using Mdlc.Activities.Training;
using Mdlc.Catalog.Metadata;
using Mdlc.Contracts.Json;
using Mdlc.Contracts.Runs;
using Mdlc.Workflows;
using Temporalio.Activities;
using Temporalio.Worker.Interceptors;

namespace Mdlc.Activities.Interceptors;

/// <summary>
/// Notes in the catalog which stage of a run is being worked on, and at which attempt: what a person who waits wants to see. What the stage made is kept there, for later runs that
/// take it over.
/// </summary>
public sealed class StageRecorder(ICatalog catalog, TimeProvider time) : IWorkerInterceptor
{
    private static readonly Dictionary<string, string> Stages = new(StringComparer.Ordinal)
    {
        ["Fetch"] = StageName.Fetch,
        ["Validate"] = StageName.Validate,
        ["Transform"] = StageName.Transform,
        ["Propose"] = StageName.Tune,
        ["PrepareStudy"] = StageName.Tune,
        ["Train"] = StageName.Train,
        ["Evaluate"] = StageName.Evaluate,
        ["Gate"] = StageName.Gate,
        ["Register"] = StageName.Register,
        ["Deploy"] = StageName.Deploy,
    };

    private static readonly string[] Trials = ["RunTrial", "RunStudyTrial"];

    public ActivityInboundInterceptor InterceptActivity(ActivityInboundInterceptor nextInterceptor) => new Inbound(nextInterceptor, catalog, time);

    private sealed class Inbound(ActivityInboundInterceptor next, ICatalog catalog, TimeProvider time) : ActivityInboundInterceptor(next)
    {
        public override async Task<object?> ExecuteActivityAsync(ExecuteActivityInput input)
        {
            var info = ActivityExecutionContext.Current.Info;
            if (Trials.Contains(info.ActivityType) && RunOf(info.WorkflowId) is { } tuned)
            {
                return await TrialAsync(tuned, input);
            }

            if (!Stages.TryGetValue(info.ActivityType, out var stage) || RunOf(info.WorkflowId) is not { } run)
            {
                return await Next.ExecuteActivityAsync(input);
            }

            await catalog.Runs.SaveStageAsync(run, new StageReport(stage, StageState.Running, info.Attempt, null, null));
            var result = await Next.ExecuteActivityAsync(input);
            if (stage is not (StageName.Tune or StageName.Deploy))
            {
                if (result is not null && stage != StageName.Register)
                {
                    await catalog.Stages.PutAsync(new StageResult(run, stage, JsonSerializer.Serialize(result, result.GetType(), MdlcJson.Options), time.GetUtcNow()));
                }

                var seconds = (time.GetUtcNow() - info.StartedTime).TotalSeconds;
                var told = result as IStageResult;
                await catalog.Runs.SaveStageAsync(
                    run, new StageReport(stage, StageState.Succeeded, info.Attempt, seconds, told?.Summary) { Notes = told?.Notes ?? [], Outcome = told?.Outcome });
            }

            return result;
        }

        /// <summary>A study is a workflow of its own, so its trials' interruptions reach the run's stage only by this.</summary>
        private async Task<object?> TrialAsync(RunKey run, ExecuteActivityInput input)
        {
            try
            {
                return await Next.ExecuteActivityAsync(input);
            }
            catch (TrainerKilledException killed)
            {
                var tune = (await catalog.Runs.GetAsync(run))?.Stages.FirstOrDefault(s => s.Name == StageName.Tune) ?? new StageReport(StageName.Tune, StageState.Running, 1, null, null);
                await catalog.Runs.SaveStageAsync(
                    run, tune with { Interruptions = tune.Interruptions + 1, MostInterruptions = Interruptions.Most, InterruptedBy = killed.Message });
                throw;
            }
        }

        private static RunKey? RunOf(string? workflowId) =>
            workflowId is { } id && id.StartsWith("run/", StringComparison.Ordinal)
                && RunKey.TryParse(id["run/".Length..].Replace("/tuning", "", StringComparison.Ordinal), out var run) ? run : null;
    }
}
