using Mdlc.Activities.Deployment;
using Mdlc.Catalog.Metadata;
using Mdlc.Catalog.Trust;
using Mdlc.Contracts.Decisions;
using Mdlc.Contracts.Models;
using Mdlc.Starter.Execution;
using Mdlc.Starter.Output;
using Mdlc.Workflows.Champions;

namespace Mdlc.Starter.People;

/// <summary>Where a move that is asked for here gets its signature.</summary>
internal static class SigningDesk
{
    private static readonly TimeSpan Life = TimeSpan.FromHours(1);

    /// <returns>The move with its signature; as it is where no keys are configured and none is given.</returns>
    /// <exception cref="UserException">The signature would not count: better said here than by a worker.</exception>
    public static async Task<ChampionMove> SignAsync(
        CommandContext context, string project, string model, ChampionMove move, string? keyFile, CancellationToken cancellationToken)
    {
        var keyring = await new TrustStore(context.Home).ReadAsync(cancellationToken);
        if (keyFile is null)
        {
            return keyring.IsConfigured
                ? throw new UserException($"This home's champions move by signed decisions: give --key FILE, or MDLC_KEY. Who may sign: mdlc people list")
                : move;
        }

        var history = await context.Catalog.Models.HistoryAsync(project, model, cancellationToken);
        if ((move.Version ?? ChampionLine.Before(history)) is not { } version)
        {
            throw new UserException($"{project}/{model} has no champion before the present one to go back to. Name a version: --to 1");
        }

        var champion = (await context.Catalog.Models.AliasesAsync(project, model, cancellationToken)).Find(AliasName.Champion);
        using var key = KeyFile.Open(keyFile);
        var now = context.Time.GetUtcNow();
        var statement = new DecisionStatement
        {
            Project = project,
            Model = model,
            Version = version,
            Decision = move.Kind == MoveKind.Rollback ? DecisionKind.Rollback : DecisionKind.Promote,
            ExpectedChampion = champion,
            Reason = move.Reason,
            Nonce = move.Id,
            Time = now,
            Expiry = now + Life,
            Signer = PersonKey.IdOf(PersonKey.PublicOf(key))!,
        };
        var signed = PersonKey.Signed(statement, key);
        if (keyring.IsConfigured && DecisionChecks.Verify(signed, keyring, now) is { Counts: false } refused)
        {
            throw new UserException(refused.Sentence);
        }

        return move with { Version = version, Signed = signed };
    }
}
