using System.Globalization;
using Mdlc.Contracts.Spec;

namespace Mdlc.Learning.Boosting;

/// <summary>How a model is boosted.</summary>
/// <param name="Outputs">Classes of a multiclass task, else 1.</param>
/// <param name="Parameters">By the names of <see cref="TrainerParameters"/>, all of them.</param>
/// <param name="Segment">Iterations between two checkpoints.</param>
/// <param name="Iterations">The most that are trained.</param>
internal sealed record BoostingSettings(
    ModelTask Task, int Outputs, IReadOnlyDictionary<string, double> Parameters, int Seed, int Threads, int Segment, int Iterations)
{
    // What ML.NET's trainer is told of each option, so that a model is as good as its would be.
    private static readonly Dictionary<string, string> Names = new(StringComparer.Ordinal)
    {
        ["numberOfLeaves"] = "num_leaves",
        ["learningRate"] = "learning_rate",
        ["minimumExampleCountPerLeaf"] = "min_data_in_leaf",
        ["maximumBinCountPerFeature"] = "max_bin",
        ["maximumTreeDepth"] = "max_depth",
        ["minimumSplitGain"] = "min_gain_to_split",
        ["minimumChildWeight"] = "min_sum_hessian_in_leaf",
        ["subsampleFraction"] = "bagging_fraction",
        ["subsampleFrequency"] = "bagging_freq",
        ["featureFraction"] = "feature_fraction",
        ["l1Regularization"] = "lambda_l1",
        ["l2Regularization"] = "lambda_l2",
        ["sigmoid"] = "sigmoid",
        ["weightOfPositiveExamples"] = "scale_pos_weight",
        ["unbalancedSets"] = "is_unbalance",
        ["extraTrees"] = "extra_trees",
        ["featureFractionPerSplit"] = "feature_fraction_bynode",
        ["pathSmoothing"] = "path_smooth",
        ["minimumExampleCountPerGroup"] = "min_data_per_group",
        ["maximumCategoricalSplitPointCount"] = "max_cat_threshold",
        ["categoricalSmoothing"] = "cat_smooth",
        ["l2CategoricalRegularization"] = "cat_l2",
    };

    private static readonly HashSet<string> Switches = ["is_unbalance", "extra_trees"];

    /// <summary>Iterations without a better loss on the held-out rows after which it ends; null: it goes on to the last.</summary>
    public int? Patience { get; init; }

    /// <summary>Slots that hold numbers of categories, from 0, which are split by sets.</summary>
    public IReadOnlyList<int> CategoricalSlots { get; init; } = [];

    /// <summary>LightGBM's parameters of a segment. The seeds of all but the first are derived: a booster that goes on would draw what the first drew.</summary>
    public string OfSegment(int segment)
    {
        var parts = new List<string>
        {
            Task switch
            {
                ModelTask.Binary => "objective=binary",
                ModelTask.Multiclass => Told("objective=multiclass num_class", Outputs),
                _ => "objective=regression",
            },
            "boosting=gbdt", "metric=none", "verbosity=-1", "deterministic=true", "force_col_wise=true", "use_missing=true", "zero_as_missing=false",
            Told("num_threads", Threads),
            Told("seed", segment == 0 ? Seed : SeedOf(segment)),
        };
        foreach (var (name, value) in Parameters.Where(parameter => parameter.Key != TrainerParameters.Iterations).OrderBy(parameter => parameter.Key, StringComparer.Ordinal))
        {
            var told = Names.GetValueOrDefault(name) ?? throw new InvalidOperationException($"LightGBM has no option {name}; mend TrainerParameters.");
            parts.Add(Switches.Contains(told) ? $"{told}={(value != 0 ? "true" : "false")}" : Told(told, value));
        }

        if (CategoricalSlots.Count > 0)
        {
            parts.Add($"categorical_feature={string.Join(',', CategoricalSlots.Select(slot => slot.ToString(CultureInfo.InvariantCulture)))}");
        }

        return string.Join(' ', parts);
    }

    // SplitMix64's mixing: neighbouring segments of neighbouring seeds have nothing in common.
    private int SeedOf(int segment)
    {
        unchecked
        {
            var mixed = ((ulong)(uint)Seed << 32) + ((ulong)segment * 0x9E3779B97F4A7C15);
            mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
            mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
            return (int)((mixed ^ (mixed >> 31)) & int.MaxValue);
        }
    }

    private static string Told(string name, double value) => string.Create(CultureInfo.InvariantCulture, $"{name}={value:R}");
}
