using Mdlc.Contracts.Runs;
using Mdlc.Contracts.Spec;

namespace Mdlc.Workflows.Runs;

/// <summary>Which stage of a run is the first to go by a field of the spec: what stages before it made stays right when that field changes.</summary>
public static class SpecReach
{
    /// <summary>The longest beginning decides; a field that none names is read from the start.</summary>
    private static readonly (string Begin, string Stage)[] Reach =
    [
        ("expectations", StageName.Validate),
        ("quarantineMaxShare", StageName.Validate),
        ("ignore", StageName.Transform),
        ("transform", StageName.Transform),
        ("train.trainer", StageName.Transform),
        ("train", StageName.Tune),
        ("tune", StageName.Tune),
        ("evaluate.metric", StageName.Tune),
        ("evaluate.threshold", StageName.Tune),
        ("evaluate", StageName.Evaluate),
        ("gate", StageName.Gate),
        ("deploy", StageName.Gate),
        ("about", StageName.Gate),
        ("monitor", StageName.Register),
    ];

    /// <param name="path">Of a <see cref="SpecDifference"/>, e.g. <c>train.params.learningRate</c>.</param>
    /// <param name="searches">Whether the run searches; without a search, what that would go by is first read by training.</param>
    public static string FirstStageOf(string path, bool searches) =>
        Reach.Where(r => Begins(path, r.Begin)).OrderByDescending(r => r.Begin.Length).Select(r => r.Stage).FirstOrDefault(StageName.Fetch) is var stage
            && stage == StageName.Tune && !searches ? StageName.Train : stage;

    /// <summary>Fields that differ and that a stage before one has gone by: its result would be another.</summary>
    public static IReadOnlyList<SpecDifference> Before(string stage, bool searches, IReadOnlyList<SpecDifference> differences) =>
        [.. differences.Where(d => StageName.IndexOf(FirstStageOf(d.Path, searches)) < StageName.IndexOf(stage))];

    /// <summary>Differences to the spec that a run ended with, from those to the one that it was submitted with.</summary>
    /// <param name="changes">What was changed while it was under way, oldest first.</param>
    /// <param name="toSubmitted">Between the submitted spec and another.</param>
    public static IReadOnlyList<SpecDifference> ToLast(IReadOnlyList<RunChange> changes, IReadOnlyList<SpecDifference> toSubmitted)
    {
        var last = changes.SelectMany(c => c.Differences).GroupBy(d => d.Path, StringComparer.Ordinal).ToDictionary(g => g.Key, g => (g.First().From, g.Last().To), StringComparer.Ordinal);
        return
        [
            .. toSubmitted.Where(d => !last.TryGetValue(d.Path, out var changed) || changed.To != d.To),
            .. last.Where(c => toSubmitted.All(d => d.Path != c.Key)).Select(c => new SpecDifference(c.Key, c.Value.To, c.Value.From)),
        ];
    }

    private static bool Begins(string path, string begin) =>
        path.StartsWith(begin, StringComparison.Ordinal) && (path.Length == begin.Length || path[begin.Length] is '.' or '[');
}
