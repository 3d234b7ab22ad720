using Mdlc.Starter.Output;
using Mdlc.Workflows.Monitoring;

namespace Mdlc.Starter.Monitoring;

/// <summary>What a script asked to be told by the exit code.</summary>
internal sealed record MonitorFailure
{
    private static readonly MonitorFailure OnDrift = new()
    {
        Name = "drift",
        IsIn = result => result.Drift == "drift",
        Untold = result => result.Drift == "inconclusive" ? $"--fail-on drift: nothing can be said of drift ({result.Summary})." : null,
    };

    private static readonly MonitorFailure OnQuality = new()
    {
        Name = "quality",
        IsIn = result => result.Quality == "worse",
        Untold = result => result.Quality is "ok" or "worse" ? null : $"--fail-on quality: nothing can be said of quality ({result.QualityReason}).",
    };

    public required string Name { get; init; }

    public required Func<MonitorResult, bool> IsIn { get; init; }

    /// <summary>A sentence when neither yes nor no can be said, which is no failure; null when one can.</summary>
    public required Func<MonitorResult, string?> Untold { get; init; }

    /// <param name="words">drift, quality, or both with a comma; repeated or not.</param>
    /// <exception cref="UserException">Another word.</exception>
    public static IReadOnlyList<MonitorFailure> Parse(IReadOnlyList<string> words)
    {
        var asked = words.SelectMany(word => word.Split(',', StringSplitOptions.TrimEntries)).ToList();
        var wrong = asked.FirstOrDefault(word => word != OnDrift.Name && word != OnQuality.Name);
        return wrong is null
            ? [.. new[] { OnDrift, OnQuality }.Where(failure => asked.Contains(failure.Name))]
            : throw new UserException($"Found --fail-on {wrong}, expected drift, quality, or both: drift,quality.", ExitCode.Usage);
    }
}
