namespace Mdlc.Quality.Bench;

/// <summary>A way to a model: the lines of the spec that make it.</summary>
internal sealed record Way(string Name, Func<QualityOptions, int, string> Spec)
{
    /// <summary>LightGBM's own defaults first, then mdlc's, then searches with the same budget.</summary>
    public static IReadOnlyList<Way> All { get; } =
    [
        new("plain", (_, seed) => $"train: {{checkpointEvery: 0, seed: {seed}}}"),
        new("default", (_, seed) => $"train: {{seed: {seed}}}"),
        new("random", (options, seed) => $"train: {{seed: {seed}}}\ntune: {{budget: {options.Budget}, seed: {seed}, tuner: random}}"),
        new("tuned", (options, seed) => $"train: {{seed: {seed}}}\ntune: {{budget: {options.Budget}, seed: {seed}}}"),
    ];
}
