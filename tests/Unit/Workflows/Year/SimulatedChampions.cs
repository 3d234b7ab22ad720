using Mdlc.Activities.Deployment;
using Mdlc.Catalog.Metadata;
using Mdlc.Contracts.Models;
using Mdlc.Workflows.Champions;
using Mdlc.Workflows.Deployment;
using Temporalio.Activities;

namespace Mdlc.Unit.Tests.Workflows.Year;

/// <summary>Moves of the champion where no package can be loaded and no server runs: the catalog alone.</summary>
internal sealed class SimulatedChampions(ICatalog catalog, TimeProvider time) : IChampionActivities
{
    [Activity]
    public async Task<PlannedMove> PlanMoveAsync(MoveInput input)
    {
        var history = await catalog.Models.HistoryAsync(input.Project, input.Model);
        var champion = (await catalog.Models.AliasesAsync(input.Project, input.Model)).Find(AliasName.Champion);
        return new PlannedMove(input.Project, input.Model, input.Move, input.Move.Version ?? ChampionLine.Before(history)!.Value, champion);
    }

    [Activity]
    public Task<DeployResult> RollOutAsync(PlannedMove move) => Task.FromResult(new DeployResult(true, null, "no server runs"));

    [Activity]
    public async Task<PromoteResult> MoveChampionAsync(PlannedMove move)
    {
        var moved = await catalog.Models.PromoteAsync(new PromotionRequest(
            move.Project, move.Model, move.Version, move.Champion, move.Move.By, move.Move.Reason, move.Move.Key, time.GetUtcNow()));
        return new PromoteResult(moved.Moved, moved.Champion, moved.Previous, "moved");
    }

    [Activity]
    public Task TakeBackAsync(PlannedMove move) => Task.CompletedTask;
}
