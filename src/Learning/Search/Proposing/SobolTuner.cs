using System.Globalization;
using Mdlc.Learning.Statistics;

namespace Mdlc.Learning.Search.Proposing;

/// <summary>Draws that fill the space evenly.</summary>
internal sealed class SobolTuner : Tuner
{
    protected override (double[]? Point, string? Note) Next(SearchContext context) =>
        (Point(context, context.Trial - context.Starts.Count), NoteOf(context));

    /// <summary>The sequence's point; dimensions beyond its last are drawn.</summary>
    public static double[] Point(SearchContext context, int index)
    {
        var seed = SeededRandom.Derive(context.Seed, "sobol");
        var random = context.Random("sobol");
        return [.. Enumerable.Range(0, context.Space.Axes.Count).Select(axis =>
            axis < SobolSequence.MaxDimensions ? SobolSequence.Scrambled(index, axis, seed) : random.NextDouble())];
    }

    private static string? NoteOf(SearchContext context) =>
        context.Space.Axes.Count > SobolSequence.MaxDimensions && context.Trial == context.Starts.Count
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"The space has {context.Space.Axes.Count} parameters; those after the first {SobolSequence.MaxDimensions} are drawn independently, which is as far as Sobol's sequence goes here.")
            : null;
}
