using System.Text.Json.Serialization;
using Mdlc.Contracts.Tuning;

namespace Mdlc.Contracts.Spec;

/// <summary>The search before the final training; none by default.</summary>
public sealed record TuneSpec
{
    /// <summary>A leaderboard goes through every later stage's history.</summary>
    public const int MostTrials = 1000;

    public const int MostParallel = 100;

    /// <summary>A slow learning rate needs more than a hundred iterations to show what it is worth.</summary>
    public const int DefaultPruneFrom = 128;

    /// <summary>Below so many rows one part of them misleads.</summary>
    public const int DefaultFoldsBelow = 5000;

    /// <summary>Small steps need more iterations than the defaults.</summary>
    public const int DefaultMostIterations = 2000;

    /// <summary>Number of trials; 0: no search, or one that another budget ends.</summary>
    public int Trials { get; init; }

    /// <summary>Trials in flight at once, at most.</summary>
    public int Parallel { get; init; } = 2;

    public int Seed { get; init; } = 1;

    /// <summary>What is searched instead of mdlc's own space for the trainer; null: that one.</summary>
    public SearchSpace? Space { get; init; }

    /// <summary>Boosting iterations of all trials together, after which no further one begins; null: as many as it takes.</summary>
    public long? Iterations { get; init; }

    /// <summary>Seconds after which the search ends; null: as long as it takes.</summary>
    public double? Seconds { get; init; }

    /// <summary>How the next trial is chosen; null, as in specs of versions without it: random search by <see cref="EvaluateSpec.Metric"/>, all proposed at once.</summary>
    public TunerKind? Tuner { get; init; }

    /// <summary>How trials that promise little are ended.</summary>
    public PrunerKind Pruner { get; init; }

    /// <summary>What the search goes by; null, as in specs of versions without it: <see cref="EvaluateSpec.Metric"/>.</summary>
    public string? Metric { get; init; }

    /// <summary>A score at which the search may end; null: it goes on.</summary>
    public double? Goal { get; init; }

    /// <summary>More failed trials than this end the run; null: more than half of them, from 20 on.</summary>
    public int? MaxFailedTrials { get; init; }

    /// <summary>Whether the best configurations of the model's earlier searches are tried first.</summary>
    public bool WarmStart { get; init; }

    /// <summary>Whether configurations that did well on other data are tried before anything is searched, in a ready space of lightgbm's.</summary>
    public bool Portfolio { get; init; }

    /// <summary>The iterations after which the median rule first looks; null, as in specs of versions without it: 16.</summary>
    public int? PruneFrom { get; init; }

    /// <summary>
    /// Where early stopping finds the number of iterations, the most of a trial and of the model that a search ends with; null: as
    /// <see cref="EarlyStoppingSpec.Iterations"/> says.
    /// </summary>
    public int? MostIterations { get; init; }

    /// <summary>
    /// Below so many training rows a trial is scored on each of a few parts of them by a model of the others, and only what is better beyond chance takes
    /// the place of the first trial; 0, as in specs of versions without it: always on one part.
    /// </summary>
    public int FoldsBelow { get; init; }

    /// <summary>Whether there is a search at all.</summary>
    [JsonIgnore]
    public bool Searches => Trials > 0 || Iterations is not null || Seconds is not null;
}
