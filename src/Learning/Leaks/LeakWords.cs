namespace Mdlc.Learning.Leaks;

/// <summary>Suspicions as they stand in a line.</summary>
public static class LeakWords
{
    public const string Advice = "If it is only known once the label is, drop it: ignore, or transform.columns: drop";

    private const int MostInALine = 3;

    /// <returns>Empty when there is no suspicion.</returns>
    public static string InALine(IReadOnlyList<string> suspicions) => suspicions.Count == 0
        ? ""
        : $"; suspected {(suspicions.Count == 1 ? "leak" : "leaks")}: {string.Join("; ", suspicions.Take(MostInALine))}"
            + (suspicions.Count > MostInALine ? $"; and {suspicions.Count - MostInALine} more" : "");
}
