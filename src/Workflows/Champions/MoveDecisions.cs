using Temporalio.Exceptions;

namespace Mdlc.Workflows.Champions;

/// <summary>
/// What can be refused of a move before it is looked up anywhere. The rest (no such version, champion already) is the catalog's to say, and
/// <see cref="IChampionActivities.PlanMoveAsync"/> asks it: what a lifecycle remembers of the champion may be behind.
/// </summary>
public static class MoveDecisions
{
    public const int LongestReason = 1_000;

    /// <param name="underWay">The move that is being made; null: none.</param>
    /// <exception cref="ApplicationFailureException">It cannot be made.</exception>
    public static void Require(ChampionMove move, ChampionMove? underWay)
    {
        if (string.IsNullOrWhiteSpace(move.Reason))
        {
            throw Refused($"A {move.Word} needs a reason, for the model's record. Give one: --reason \"why\"");
        }

        if (move.Reason.Length > LongestReason)
        {
            throw Refused($"Found a reason of {move.Reason.Length} characters, expected at most {LongestReason}; shorten it.");
        }

        if (string.IsNullOrWhiteSpace(move.By) || string.IsNullOrWhiteSpace(move.Id))
        {
            throw Refused($"Found a {move.Word} that does not say {(string.IsNullOrWhiteSpace(move.Id) ? "which it is" : "who asks for it")}; expected both, for the model's record.");
        }

        if (move is { Kind: MoveKind.Promote, Version: null } or { Version: < 1 })
        {
            throw Refused($"Found {(move.Version is { } number ? $"version {number}" : "no version")}, expected the number of a version, such as 1.");
        }

        if (underWay is not null && !underWay.IsLike(move))
        {
            throw Refused($"Another move is under way: {Words(underWay)}. Wait until it is done, and ask again.");
        }
    }

    public static ApplicationFailureException Refused(string sentence, Exception? cause = null) => new(sentence, cause, ErrorTypes.Refused, nonRetryable: true);

    private static string Words(ChampionMove move) =>
        $"{move.Word} to {(move.Version is { } version ? $"version {version}" : "the champion before")}, asked for by {move.By} ({move.Reason})";
}
