namespace Mdlc.Contracts.Spec;

/// <summary>How the model is fitted.</summary>
public sealed record TrainSpec
{
    public TrainerKind Trainer { get; init; } = TrainerKind.LightGbm;

    public int Seed { get; init; } = 1;

    /// <summary>Options of the trainer by camelCase ML.NET name, e.g. <c>numberOfLeaves</c>; the rest are mdlc's stated defaults.</summary>
    public IReadOnlyDictionary<string, double> Params { get; init; } = new Dictionary<string, double>();

    /// <summary>Threads of the trainer: fixed, because some trainers write it into the model.</summary>
    public int Threads { get; init; } = 2;

    /// <summary>Resident memory of the training process in MiB; null: no limit.</summary>
    public int? MemoryLimitMb { get; init; }
}
