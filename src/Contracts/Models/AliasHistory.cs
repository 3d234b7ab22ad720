namespace Mdlc.Contracts.Models;

/// <summary>Reads where aliases stood out of the moves that are kept of them.</summary>
public static class AliasHistory
{
    /// <summary>The move that each alias stood by at a time, itself included; what stood nowhere then is not in it.</summary>
    /// <param name="moves">Of one model, in the order in which they were made.</param>
    public static IReadOnlyDictionary<string, AliasChange> At(IEnumerable<AliasChange> moves, DateTimeOffset at)
    {
        var standing = new SortedDictionary<string, AliasChange>(StringComparer.Ordinal);
        foreach (var move in moves.Where(move => move.At <= at))
        {
            standing[move.Alias] = move;
        }

        return standing.Where(one => one.Value.To is not null).ToDictionary(StringComparer.Ordinal);
    }
}
