using Mdlc.Contracts.Evaluation;
using Mdlc.Contracts.Formats;
using Mdlc.Contracts.Spec;
using Mdlc.Contracts.Tuning;

namespace Mdlc.Spec;

/// <summary>Reads the search before the final training.</summary>
/// <param name="names">What a space may search.</param>
/// <param name="task">Null: it was not told, which is a problem of its own.</param>
internal sealed class TuneReader(SpecSection section, ModelTask? task, TrainSpec train, SearchedNames names)
{
    private static readonly TuneSpec Defaults = new();

    public TuneSpec Read()
    {
        var trials = section.Find("trials")?.Whole(0, TuneSpec.MostTrials);
        var tune = ReadBudget(trials) with
        {
            Parallel = section.Find("parallel")?.Whole(1, TuneSpec.MostParallel) ?? Defaults.Parallel,
            Seed = section.Find("seed")?.Whole(0, int.MaxValue) ?? Defaults.Seed,
            Tuner = section.Find("tuner")?.Choice(EnumNames.Of<TunerKind>()) ?? TunerKind.Tpe,
            Pruner = ReadPruner(),
            PruneFrom = ReadPruneFrom(),
            MostIterations = ReadMostIterations(),
            Portfolio = ReadPortfolio(),
            FoldsBelow = section.Find("foldsBelow")?.Whole(0, 1_000_000) ?? TuneSpec.DefaultFoldsBelow,
            Metric = ReadMetric() ?? (task is { } known ? MetricTable.ProperScoreOf(known) : null),
            Goal = section.Find("goal")?.Number(),
            MaxFailedTrials = section.Find("maxFailedTrials")?.Whole(0, TuneSpec.MostTrials),
            Space = new SearchSpaceReader(names).Read(section),
            WarmStart = section.Find("warmStart")?.Flag() ?? true,
        };
        section.Close();
        return tune;
    }

    private TuneSpec ReadBudget(int? trials)
    {
        const string Key = "budget";
        var value = section.Find(Key);
        if (trials is not null)
        {
            value?.Report("trials stands beside it; say it within the budget: {trials: 50, time: 5m}");
        }

        if (value is { Node: SpecNode.Scalar })
        {
            return new TuneSpec { Seconds = ReadTime(value) };
        }

        var budget = section.Section(Key, $"{DurationText.Form}, or a mapping such as {{trials: 50}}, {{iterations: 20000}} or {{time: 5m}}");
        var read = new TuneSpec
        {
            Trials = budget.Find("trials")?.Whole(1, TuneSpec.MostTrials) ?? trials ?? Defaults.Trials,
            Iterations = ReadIterations(budget),
            Seconds = budget.Find("time") is { } time ? ReadTime(time) : null,
        };
        budget.Close();
        return read;
    }

    private long? ReadIterations(SpecSection budget)
    {
        const string Key = "iterations";
        if (!train.BoostsInSegments)
        {
            budget.Forbid(Key, "only lightgbm with checkpoints (train.checkpointEvery above 0) counts iterations; give trials or time");
        }

        return budget.Find(Key)?.Whole(1L, 1_000_000_000L);
    }

    private static double? ReadTime(SpecValue value)
    {
        if (value.Node is SpecNode.Scalar { IsNull: false } scalar && DurationText.Parse(scalar.Text) is { } time)
        {
            return time.TotalSeconds;
        }

        value.Expect(DurationText.Form);
        return null;
    }

    private PrunerKind ReadPruner()
    {
        var value = section.Find("pruner");
        var pruner = value?.Choice(EnumNames.Of<PrunerKind>()) ?? (train.BoostsInSegments ? PrunerKind.Median : PrunerKind.None);
        if (pruner != PrunerKind.None && !train.BoostsInSegments)
        {
            value!.Report("only lightgbm with checkpoints (train.checkpointEvery above 0) is measured on its way; expected none");
        }

        return pruner;
    }

    private int? ReadPruneFrom()
    {
        const string Key = "pruneFrom";
        if (!train.BoostsInSegments)
        {
            section.Forbid(Key, "only lightgbm with checkpoints (train.checkpointEvery above 0) is measured on its way");
            return null;
        }

        return section.Find(Key)?.Whole(1, 1_000_000) ?? TuneSpec.DefaultPruneFrom;
    }

    /// <summary>Who says how far early stopping goes means trials as well.</summary>
    private int? ReadMostIterations()
    {
        const string Key = "mostIterations";
        if (train.EarlyStopping is not { } stopping || train.Params.ContainsKey(TrainerParameters.Iterations))
        {
            section.Forbid(Key, "only where early stopping finds the number of iterations is there a most of them; train.params.numberOfIterations or the space says it");
            return null;
        }

        return section.Find(Key)?.Whole(1, 1_000_000) ?? (stopping.Iterations == EarlyStoppingSpec.DefaultIterations ? TuneSpec.DefaultMostIterations : null);
    }

    private bool ReadPortfolio()
    {
        const string Key = "portfolio";
        if (train.Trainer != TrainerKind.LightGbm)
        {
            section.Forbid(Key, "only lightgbm has configurations that are known to do well");
            return false;
        }

        return section.Find(Key)?.Flag() ?? true;
    }

    private string? ReadMetric()
    {
        var value = section.Find("metric");
        return task is { } known ? value?.Choice(MetricTable.ChoicesOf(known)) : value?.Text("the name of a metric");
    }
}
