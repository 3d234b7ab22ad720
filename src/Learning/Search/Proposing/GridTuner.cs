using System.Globalization;
using Mdlc.Learning.Search.Spaces;
using Mdlc.Learning.Statistics;

namespace Mdlc.Learning.Search.Proposing;

/// <summary>
/// Every combination once, in an order by chance, so that a study that ends early has seen something of everything. Lists and steps are
/// taken as they are; other numbers at a few values from end to end.
/// </summary>
internal sealed class GridTuner : Tuner
{
    private const int Levels = 5;

    /// <summary>Whole numbers without a step up to which each is taken.</summary>
    private const int MaxWhole = 10;

    /// <summary>A grid of more is not laid out: its points are drawn.</summary>
    private const int MaxGrid = 20_000;

    protected override (double[]? Point, string? Note) Next(SearchContext context)
    {
        var grid = context.Space.Points(Coordinates).Take(MaxGrid + 1).ToArray();
        var note = context.Trial == context.Starts.Count ? NoteOf(context.Space, grid.Length) : null;
        if (grid.Length > MaxGrid)
        {
            return (Draw(context), note);
        }

        new SeededRandom(SeededRandom.Derive(context.Seed, "grid")).Shuffle<double[]>(grid);
        return (Array.Find(grid, point => !context.IsTaken(point)), note);
    }

    protected override double[]? Otherwise(SearchContext context) => null;

    private static double[]? Draw(SearchContext context)
    {
        var random = context.Random("grid");
        var coordinates = context.Space.Axes.Select(Coordinates).ToArray();
        for (var draw = 0; draw < 1000; draw++)
        {
            double[] point = [.. coordinates.Select(values => values[random.NextInt(values.Count)])];
            if (!context.IsTaken(point))
            {
                return point;
            }
        }

        return null;
    }

    private static IReadOnlyList<double> Coordinates(Axis axis)
    {
        if (IsWhole(axis))
        {
            return [.. Enumerable.Range(0, axis.Count).Select(i => axis.ToUnit(axis.ValueAt(i)))];
        }

        // Through the values, since two levels of a narrow range may be one.
        return [.. Enumerable.Range(0, Levels).Select(i => axis.ToUnit(axis.ToValue(i / (Levels - 1.0)))).Distinct()];
    }

    private static bool IsWhole(Axis axis) => axis.Count > 0 && (axis.Count <= MaxWhole || axis.Parameter.Step > 0 || axis.Parameter.Values.Count + axis.Parameter.Choices.Count > 0);

    private static string NoteOf(UnitSpace space, int count)
    {
        var laidOut = space.Axes.Where(axis => !IsWhole(axis)).Select(axis => axis.Parameter.Name).ToList();
        var size = count > MaxGrid ? $"more than {MaxGrid.ToString(CultureInfo.InvariantCulture)}" : count.ToString(CultureInfo.InvariantCulture);
        return laidOut.Count == 0
            ? $"The grid has {size} points."
            : $"The grid has {size} points: {string.Join(", ", laidOut)} at {Levels} values each, from end to end; a step of its own changes that.";
    }
}
