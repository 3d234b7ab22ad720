using Mdlc.Catalog.Trust;
using Mdlc.Contracts.Decisions;
using Mdlc.Workflows.Champions;

namespace Mdlc.Activities.Deployment;

/// <summary>
/// What stands before every move of a champion: the workers' own trust anchor. It believes no workflow: whoever reaches Temporal's port can send any update in
/// any name, start any workflow with any input, and begin any activity.
/// </summary>
public sealed class DecisionGuard(TrustStore trust, DecisionStore decisions, TimeProvider time)
{
    /// <summary>Whether keys are configured, so that a run alone promotes nothing.</summary>
    public async Task<bool> WantsSignatureAsync(CancellationToken cancellationToken = default) => (await trust.ReadAsync(cancellationToken)).IsConfigured;

    /// <exception cref="Temporalio.Exceptions.ApplicationFailureException">Refused: the move has no valid statement.</exception>
    public async Task RequireAsync(PlannedMove move, CancellationToken cancellationToken = default)
    {
        var outcome = DecisionChecks.Verify(move.Move.Signed, MatterOf(move), await trust.ReadAsync(cancellationToken), time.GetUtcNow());
        if (!outcome.Counts)
        {
            throw MoveDecisions.Refused($"{outcome.Refusal}: {outcome.Sentence}");
        }
    }

    /// <summary>Keeps the statement of a move that is about to be made; without one there is nothing to keep.</summary>
    public async Task KeepAsync(PlannedMove move)
    {
        // Where no keys are configured nothing was checked, and what was not checked is no record.
        if (move.Move.Signed is { } signed && await WantsSignatureAsync())
        {
            await decisions.KeepAsync(signed);
        }
    }

    private static DecisionMatter MatterOf(PlannedMove move) => new(
        move.Project,
        move.Model,
        move.Move.Kind == MoveKind.Rollback ? DecisionKind.Rollback : DecisionKind.Promote,
        move.Version,
        move.Champion,
        move.Move.Reason,
        move.Move.Id);
}
