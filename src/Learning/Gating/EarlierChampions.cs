namespace Mdlc.Learning.Gating;

/// <summary>Which of all champions a candidate is held against: scoring each one for ever would cost more with every year.</summary>
public static class EarlierChampions
{
    /// <summary>The last so many, and the best of those before them.</summary>
    public const int MostRecent = 10;

    /// <param name="champions">The versions that were champion, first to last, each as often as it was.</param>
    /// <param name="champion">The present one, which is compared by itself.</param>
    /// <param name="best">The best one when the present one was judged, of its time and of what its own predecessors had found.</param>
    /// <returns>Versions, latest first, without the present one.</returns>
    public static IReadOnlyList<int> Choose(IReadOnlyList<int> champions, int champion, int? best)
    {
        var recent = champions.Reverse().Where(version => version != champion).Distinct().Take(MostRecent).ToList();
        return best is { } earlier && earlier != champion && !recent.Contains(earlier) ? [.. recent, earlier] : recent;
    }
}
