using Mdlc.Workflows.Deployment;
using Temporalio.Activities;

namespace Mdlc.Workflows.Champions;

/// <summary>The steps of a move that a person asks for; each is keyed by the move, so that doing it twice does nothing more.</summary>
public interface IChampionActivities
{
    /// <summary>Finds the version that is meant, and sees that its package is whole and scores. Nothing has been changed by then.</summary>
    /// <exception cref="Temporalio.Exceptions.ApplicationFailureException">Refused: the move cannot be made as things stand.</exception>
    [Activity]
    Task<PlannedMove> PlanMoveAsync(MoveInput input);

    /// <summary>Writes the version that servers shall load, and waits until each live server reports it ready and verified.</summary>
    /// <exception cref="Temporalio.Exceptions.ApplicationFailureException">Refused: a server could not, or somebody asked for another version meanwhile.</exception>
    [Activity]
    Task<DeployResult> RollOutAsync(PlannedMove move);

    /// <summary>Moves champion and previous, if champion still stands where it stood when the move was planned.</summary>
    [Activity]
    Task<PromoteResult> MoveChampionAsync(PlannedMove move);

    /// <summary>Compensation of <see cref="RollOutAsync"/>: servers go back to the champion.</summary>
    [Activity]
    Task TakeBackAsync(PlannedMove move);
}
