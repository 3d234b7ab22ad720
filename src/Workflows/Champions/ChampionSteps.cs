using Mdlc.Workflows.Deployment;
using Temporalio.Workflows;

namespace Mdlc.Workflows.Champions;

/// <summary>A move as a lifecycle makes it: servers load and verify the version, and only then does the alias move. Its undoing is registered first.</summary>
internal static class ChampionSteps
{
    public static async Task<ChampionMoved> MoveAsync(MoveInput input)
    {
        var planned = await Workflow.ExecuteActivityAsync(
            (IChampionActivities a) => a.PlanMoveAsync(input), StageOptions.Quick($"plan: {input.Move.Word}"));
        if (planned.IsMade)
        {
            return Told(planned, new DeployResult(true, null, "made before"));
        }

        var moved = false;
        try
        {
            var deployed = await Workflow.ExecuteActivityAsync(
                (IChampionActivities a) => a.RollOutAsync(planned),
                StageOptions.Work(new TaskQueues(input.Project).Deploy, $"deploy: version {planned.Version}", CancellationToken.None));
            var promotion = await Workflow.ExecuteActivityAsync(
                (IChampionActivities a) => a.MoveChampionAsync(planned), StageOptions.Quick($"{input.Move.Word}: version {planned.Version} becomes champion"));
            moved = promotion.Promoted;
            return moved ? Told(planned, deployed) : throw MoveDecisions.Refused(promotion.Summary);
        }
        finally
        {
            if (!moved)
            {
                await Workflow.ExecuteActivityAsync(
                    (IChampionActivities a) => a.TakeBackAsync(planned), StageOptions.Quick($"take back: version {planned.Version}"));
            }
        }
    }

    private static ChampionMoved Told(PlannedMove planned, DeployResult deployed) => new(
        planned.Project,
        planned.Model,
        planned.Move.Kind,
        planned.Champion,
        planned.Version,
        planned.Move.By,
        planned.Move.Reason,
        deployed.Pending,
        deployed.Endpoint,
        deployed.Summary);
}
