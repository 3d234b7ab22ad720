using System.Globalization;
using Mdlc.Contracts.Tuning;
using Mdlc.Learning.Search.History;
using Mdlc.Learning.Search.Spaces;
using Mdlc.Learning.Statistics;

namespace Mdlc.Learning.Search.Proposing;

/// <summary>What a method goes by: the space as a cube, what was seen of it in order of the trials, and chance of its own.</summary>
internal sealed class SearchContext
{
    /// <summary>Draws before a space is suspected to be used up and its points are counted out.</summary>
    private const int Draws = 100;

    /// <summary>Points of a finite space that are looked through at most when none was found by chance.</summary>
    private const int MaxPoints = 200_000;

    private readonly HashSet<string> _taken;

    public SearchContext(SearchSpace space, IReadOnlyList<Observation> history, int trial, long seed)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(trial);
        Space = new UnitSpace(space);
        Trial = trial;
        Seed = seed;
        var ordered = history.OrderBy(seen => seen.Trial).ToList();
        Check(ordered, trial);
        Trials = [.. ordered.Select(See)];
        _taken = [.. ordered.Select(seen => Space.Key(seen.Params))];
        var starts = space.Starts.Select(Space.Complete);
        Starts = [.. (space.Start is { } start ? starts.Prepend(Space.Complete(start)) : starts).DistinctBy(Space.Key)];
    }

    public UnitSpace Space { get; }

    public int Trial { get; }

    public long Seed { get; }

    /// <summary>By ascending number.</summary>
    public IReadOnlyList<SeenTrial> Trials { get; }

    /// <summary>Those that something is known of, best first: complete ones by loss, pruned ones by how far they came, failed ones.</summary>
    public IReadOnlyList<SeenTrial> Ranked =>
        [.. Trials.Where(seen => !seen.IsPending)
            .OrderBy(seen => seen.State).ThenByDescending(seen => seen.Resource).ThenBy(seen => seen.Loss).ThenBy(seen => seen.Number)];

    public IEnumerable<SeenTrial> Complete => Trials.Where(seen => seen.IsComplete);

    /// <summary>Points that are given, each once, before anything is searched.</summary>
    public IReadOnlyList<IReadOnlyDictionary<string, double>> Starts { get; }

    /// <summary>Chance that belongs to this trial and purpose alone.</summary>
    public SeededRandom Random(string purpose) => new(SeededRandom.Derive(SeededRandom.Derive(Seed, Trial), purpose));

    public bool IsTaken(double[] point) => _taken.Contains(Space.Key(Space.Decode(point)));

    /// <summary>A point by chance that was not proposed before; null: there is none.</summary>
    public double[]? RandomPoint()
    {
        var ofTrial = SeededRandom.Derive(Seed, Trial);
        for (var draw = 0; draw < Draws; draw++)
        {
            var point = RandomSearch.Draw(Space, draw == 0 ? ofTrial : SeededRandom.Derive(ofTrial, draw));
            if (!IsTaken(point))
            {
                return point;
            }
        }

        return Space.IsFinite ? RandomFree(Space.Points(axis => [.. Enumerable.Range(0, axis.Count).Select(i => axis.ToUnit(axis.ValueAt(i)))])) : null;
    }

    /// <summary>One of these points that was not proposed before, each as likely; null: there is none.</summary>
    public double[]? RandomFree(IEnumerable<double[]> points)
    {
        var free = points.Take(MaxPoints).Where(point => !IsTaken(point)).ToList();
        return free.Count == 0 ? null : free[Random("free").NextInt(free.Count)];
    }

    private static void Check(List<Observation> ordered, int trial)
    {
        if (ordered.Count > 0 && (ordered[0].Trial < 0 || ordered[^1].Trial >= trial))
        {
            throw new ArgumentException(string.Create(
                CultureInfo.InvariantCulture,
                $"Found trials {ordered[0].Trial} to {ordered[^1].Trial} in the history of trial {trial}, expected earlier ones only."));
        }

        if (ordered.Zip(ordered.Skip(1)).FirstOrDefault(pair => pair.First.Trial == pair.Second.Trial).First is { } twice)
        {
            throw new ArgumentException(string.Create(
                CultureInfo.InvariantCulture, $"Found trial {twice.Trial} twice in the history, expected each once."));
        }
    }

    private SeenTrial See(Observation seen)
    {
        var isSound = seen.State != ObservationState.Complete || (seen.Loss is { } loss && double.IsFinite(loss));
        var state = isSound ? seen.State : ObservationState.Failed;
        var interim = seen.Interim.Where(at => double.IsFinite(at.Loss)).OrderBy(at => at.Resource).LastOrDefault();
        return new SeenTrial(
            seen.Trial,
            Space.Encode(seen.Params),
            state,
            state == ObservationState.Complete ? seen.Loss!.Value
                : state == ObservationState.Pruned && interim.Resource > 0 ? interim.Loss
                : double.PositiveInfinity,
            state == ObservationState.Pruned ? interim.Resource : 0,
            double.IsFinite(seen.Cost) ? Math.Max(0, seen.Cost) : 0);
    }
}
