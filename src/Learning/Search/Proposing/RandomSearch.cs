using System.Globalization;
using Mdlc.Contracts.Tuning;
using Mdlc.Learning.Statistics;

namespace Mdlc.Learning.Search.Proposing;

/// <summary>
/// Independent draws from the space, after its start. Each parameter of each trial has a random stream of its own, so that the number of
/// trials, their order and other parameters change nothing, and a study that is replayed proposes the same trials.
/// </summary>
public static class RandomSearch
{
    /// <param name="trial">Number of the trial, from 0.</param>
    /// <returns>A value for every parameter of the space, by name.</returns>
    public static IReadOnlyDictionary<string, double> Propose(SearchSpace space, long seed, int trial)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(trial);
        if (trial == 0 && space.Start is { } start)
        {
            return start;
        }
        var ofTrial = SeededRandom.Derive(seed, trial);
        return space.Parameters.ToDictionary(
            parameter => parameter.Name,
            parameter => Draw(parameter, new SeededRandom(SeededRandom.Derive(ofTrial, parameter.Name)).NextDouble()));
    }

    /// <param name="u">From 0 inclusive to 1 exclusive.</param>
    private static double Draw(SearchParameter parameter, double u) => parameter.Kind switch
    {
        ParameterKind.Double => Math.Clamp(Rounded(Between(parameter, parameter.Min, parameter.Max, u)), parameter.Min, parameter.Max),
        // Half a step beyond both ends gives them the same room as their neighbours.
        ParameterKind.Int => Math.Clamp(
            Math.Round(Between(parameter, parameter.Min - 0.5, parameter.Max + 0.5, u)), parameter.Min, parameter.Max),
        ParameterKind.Discrete => parameter.Values[(int)(u * parameter.Values.Count)],
        ParameterKind.Categorical => (int)(u * parameter.Choices.Count),
        _ => throw new ArgumentException($"Found kind {parameter.Kind} of {parameter.Name}, expected double, int, discrete or categorical."),
    };

    private static double Between(SearchParameter parameter, double min, double max, double u)
    {
        if (parameter.Scale == ParameterScale.Uniform)
        {
            return min + (u * (max - min));
        }
        if (parameter.Min <= 0)
        {
            throw new ArgumentException(string.Create(
                CultureInfo.InvariantCulture,
                $"Found min {parameter.Min} of {parameter.Name}, expected more than 0: its scale is logarithmic."));
        }
        return Math.Exp(Math.Log(min) + (u * (Math.Log(max) - Math.Log(min))));
    }

    /// <summary>Six digits: people read them, and the last bits of a logarithm differ between platforms.</summary>
    private static double Rounded(double value) =>
        double.Parse(value.ToString("G6", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
}
