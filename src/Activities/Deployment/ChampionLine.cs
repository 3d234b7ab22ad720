using Mdlc.Contracts.Models;
using Mdlc.Workflows.Champions;

namespace Mdlc.Activities.Deployment;

/// <summary>The line of succession as a model's record of moves tells it.</summary>
public static class ChampionLine
{
    private static readonly string Rollback = $"{nameof(MoveKind.Rollback).ToLowerInvariant()}/";

    /// <summary>
    /// The champion before the present one. A rollback takes those it went past out of the line, so that another one goes further back, and
    /// not forward to what was found wrong.
    /// </summary>
    /// <param name="history">Every move of the model's aliases, oldest first.</param>
    /// <returns>Null when there is none.</returns>
    public static int? Before(IEnumerable<AliasChange> history)
    {
        var line = new List<int>();
        foreach (var move in history.Where(change => change.Alias == AliasName.Champion))
        {
            if (move.To is not { } version)
            {
                continue;
            }

            if (move.Key?.StartsWith(Rollback, StringComparison.Ordinal) == true && line.LastIndexOf(version) is >= 0 and var place)
            {
                line.RemoveRange(place + 1, line.Count - place - 1);
            }
            else
            {
                line.Add(version);
            }
        }

        return line.Count > 1 ? line[^2] : null;
    }
}
