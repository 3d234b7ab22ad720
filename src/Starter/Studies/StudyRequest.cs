using Mdlc.Contracts.Evaluation;
using Mdlc.Contracts.Spec;
using Mdlc.Contracts.Tuning;
using Mdlc.Starter.Output;

namespace Mdlc.Starter.Studies;

/// <summary>A search as it is asked for on a command line; null: as the spec has it.</summary>
internal sealed record StudyRequest
{
    public double? Seconds { get; init; }

    public int? Trials { get; init; }

    public int? Iterations { get; init; }

    public int? Parallel { get; init; }

    public TunerKind? Tuner { get; init; }

    public PrunerKind? Pruner { get; init; }

    public string? Metric { get; init; }

    public bool? WarmStart { get; init; }

    /// <summary>The spec with this search. A budget that is named takes the place of the spec's whole budget.</summary>
    /// <exception cref="UserException">Nothing says when the search ends, or the trainer cannot do what is asked.</exception>
    public ModelSpec Over(ModelSpec spec)
    {
        var tune = spec.Tune;
        if (Seconds is not null || Trials is not null || Iterations is not null)
        {
            tune = tune with { Trials = Trials ?? 0, Iterations = Iterations, Seconds = Seconds };
        }

        tune = tune with
        {
            Parallel = Parallel ?? tune.Parallel,
            Tuner = Tuner ?? tune.Tuner,
            Pruner = Pruner ?? tune.Pruner,
            Metric = Metric ?? tune.Metric,
            WarmStart = WarmStart ?? tune.WarmStart,
        };
        Check(spec, tune);
        return spec with { Tune = tune };
    }

    private static void Check(ModelSpec spec, TuneSpec tune)
    {
        if (!tune.Searches)
        {
            throw Misuse("Found no budget for the search, neither here nor in the spec's tune; expected one, such as --budget 5m or --trials 50.");
        }

        if (tune.Iterations is not null && !spec.Train.BoostsInSegments)
        {
            throw Misuse("Found a budget in iterations, which only lightgbm with checkpoints counts (train.checkpointEvery above 0); give --trials or --budget.");
        }

        if (tune.Pruner != PrunerKind.None && !spec.Train.BoostsInSegments)
        {
            throw Misuse("Found a pruner, but only lightgbm with checkpoints (train.checkpointEvery above 0) is measured on its way; expected --pruner none.");
        }

        if (tune.Metric is { } metric && MetricTable.Find(spec.Task, metric) is null)
        {
            throw Misuse($"Found metric '{metric}', expected one of {string.Join(", ", MetricTable.ChoicesOf(spec.Task))}.");
        }
    }

    private static UserException Misuse(string sentence) => new(sentence, ExitCode.Usage);
}
