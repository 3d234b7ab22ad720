using System.Text.Json.Serialization;

namespace Mdlc.Contracts.Spec;

/// <summary>How the model is fitted.</summary>
public sealed record TrainSpec
{
    /// <summary>Of specs that do not say it.</summary>
    public const int DefaultCheckpointEvery = 50;

    public TrainerKind Trainer { get; init; } = TrainerKind.LightGbm;

    public int Seed { get; init; } = 1;

    /// <summary>Options of the trainer by camelCase ML.NET name, e.g. <c>numberOfLeaves</c>; the rest are mdlc's stated defaults.</summary>
    public IReadOnlyDictionary<string, double> Params { get; init; } = new Dictionary<string, double>();

    /// <summary>Threads of the trainer: fixed, because some trainers write it into the model.</summary>
    public int Threads { get; init; } = 2;

    /// <summary>Resident memory of the training process in MiB; null: no limit.</summary>
    public int? MemoryLimitMb { get; init; }

    /// <summary>
    /// LightGBM: iterations between two checkpoints, from which an interrupted training goes on; it bears on the trees, because each such segment
    /// begins under seeds of its own. Null, as in specs of versions without it: trained through ML.NET in one go.
    /// </summary>
    public int? CheckpointEvery { get; init; }

    /// <summary>LightGBM with checkpoints: how the number of iterations is found; null: it is as the parameters say.</summary>
    public EarlyStoppingSpec? EarlyStopping { get; init; }

    /// <summary>Whether it is trained by LightGBM's own interface.</summary>
    [JsonIgnore]
    public bool BoostsInSegments => Trainer == TrainerKind.LightGbm && CheckpointEvery is not null;

    /// <summary>The most iterations of a boosting in segments.</summary>
    public int MostIterations(ModelTask task) => EarlyStopping is { } stopping && !Params.ContainsKey(TrainerParameters.Iterations)
        ? stopping.Iterations
        : (int)TrainerParameters.Resolve(task, Trainer, Params)[TrainerParameters.Iterations];
}
