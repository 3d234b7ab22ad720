using System.Globalization;
using System.Reflection;
using Mdlc.Contracts.Faults;
using Mdlc.Contracts.Spec;
using Microsoft.ML;
using Microsoft.ML.Calibrators;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers;
using Microsoft.ML.Trainers.FastTree;
using Microsoft.ML.Trainers.LightGbm;

namespace Mdlc.Learning.Training;

/// <summary>
/// ML.NET's trainers with every option set. What is not a <see cref="TrainerParameter"/> is fixed here, among it the seed and the number
/// of threads, both of which would leak into the model's bytes if they were left to the machine.
/// </summary>
internal sealed class TrainerFactory(
    MLContext ml, string label, string features, TrainSpec spec, IReadOnlyDictionary<string, double> parameters)
{
    // ML.NET's LightGBM does not hand these on: they are at what LightGBM itself has.
    private static readonly Dictionary<string, double> BeyondMlNet = new(StringComparer.Ordinal)
    {
        ["extraTrees"] = 0, ["featureFractionPerSplit"] = 1, ["pathSmoothing"] = 0,
    };

    private readonly HashSet<string> _unused = [.. parameters.Keys];

    /// <summary>A binary trainer's output has a probability: its own, or one calibrated (Platt) on the training rows.</summary>
    public IEstimator<ITransformer> Create(ModelTask task)
    {
        var trainer = Build(task);
        if (spec.Trainer == TrainerKind.LightGbm)
        {
            _unused.RemoveWhere(name => BeyondMlNet.TryGetValue(name, out var only) && parameters[name] == only);
        }

        return _unused.Count == 0
            ? trainer
            : throw FaultException.InSpec(
                $"Found train.params {string.Join(", ", _unused)}, which {TrainerParameters.NameOf(spec.Trainer)} has only where it trains with checkpoints; "
                + "set train.checkpointEvery, or leave them out.");
    }

    private IEstimator<ITransformer> Build(ModelTask task) => (task, spec.Trainer) switch
    {
        (ModelTask.Binary, TrainerKind.LightGbm) => ml.BinaryClassification.Trainers.LightGbm(LightGbm(
            new LightGbmBinaryTrainer.Options { EvaluationMetric = LightGbmBinaryTrainer.Options.EvaluateMetricType.Logloss })),
        (ModelTask.Binary, TrainerKind.FastTree) => ml.BinaryClassification.Trainers.FastTree(
            Boosted(new FastTreeBinaryTrainer.Options { UnbalancedSets = false })),
        (ModelTask.Binary, TrainerKind.FastForest) => Calibrated(ml.BinaryClassification.Trainers.FastForest(
            Trees(new FastForestBinaryTrainer.Options { BaggingSize = 1 }))),
        (ModelTask.Binary, TrainerKind.Sdca) => ml.BinaryClassification.Trainers.SdcaLogisticRegression(
            Linear(new SdcaLogisticRegressionBinaryTrainer.Options { NumberOfThreads = 1, Shuffle = true, PositiveInstanceWeight = 1 })),
        (ModelTask.Binary, TrainerKind.Lbfgs) => ml.BinaryClassification.Trainers.LbfgsLogisticRegression(
            Linear(new LbfgsLogisticRegressionBinaryTrainer.Options { NumberOfThreads = 1, DenseOptimizer = false })),
        (ModelTask.Binary, TrainerKind.AveragedPerceptron) => Calibrated(ml.BinaryClassification.Trainers.AveragedPerceptron(
            Linear(new AveragedPerceptronTrainer.Options { Shuffle = true, Averaged = true, LazyUpdate = true }))),
        (ModelTask.Multiclass, TrainerKind.LightGbm) => ml.MulticlassClassification.Trainers.LightGbm(LightGbm(
            new LightGbmMulticlassTrainer.Options
            {
                UseSoftmax = true, Sigmoid = 1, EvaluationMetric = LightGbmMulticlassTrainer.Options.EvaluateMetricType.LogLoss,
            })),
        (ModelTask.Multiclass, TrainerKind.Sdca) => ml.MulticlassClassification.Trainers.SdcaMaximumEntropy(
            Linear(new SdcaMaximumEntropyMulticlassTrainer.Options { NumberOfThreads = 1, Shuffle = true })),
        (ModelTask.Multiclass, TrainerKind.Lbfgs) => ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy(
            Linear(new LbfgsMaximumEntropyMulticlassTrainer.Options { NumberOfThreads = 1, DenseOptimizer = false })),
        (ModelTask.Regression, TrainerKind.LightGbm) => ml.Regression.Trainers.LightGbm(LightGbm(
            new LightGbmRegressionTrainer.Options { EvaluationMetric = LightGbmRegressionTrainer.Options.EvaluateMetricType.RootMeanSquaredError })),
        (ModelTask.Regression, TrainerKind.FastTree) => ml.Regression.Trainers.FastTree(Boosted(new FastTreeRegressionTrainer.Options())),
        (ModelTask.Regression, TrainerKind.FastForest) => ml.Regression.Trainers.FastForest(
            Trees(new FastForestRegressionTrainer.Options { BaggingSize = 1, ShuffleLabels = false })),
        (ModelTask.Regression, TrainerKind.Sdca) => ml.Regression.Trainers.Sdca(
            Linear(new SdcaRegressionTrainer.Options { NumberOfThreads = 1, Shuffle = true })),
        _ => throw new ArgumentOutOfRangeException(nameof(task), task, $"No {spec.Trainer} for it; TrainerParameters.For says so first."),
    };

    // LightGBM's options share a base class that is generic in four types of its own, so what they share is set by name.
    private TOptions LightGbm<TOptions>(TOptions options)
        where TOptions : TrainerInputBaseWithLabel
    {
        Set(options, "NumberOfThreads", spec.Threads);
        Set(options, "Seed", spec.Seed);
        Set(options, "Deterministic", true);
        Set(options, "ForceColumnWise", true); // with Deterministic: the same trees for any number of threads
        Set(options, "UseCategoricalSplit", false);
        Set(options, "HandleMissingValue", true);
        Set(options, "UseZeroAsMissingValue", false);
        Set(options, "EarlyStoppingRound", 0);
        Set(options, "Booster", Parameterised(new GradientBooster.Options()));
        return Linear(options);
    }

    private TOptions Boosted<TOptions>(TOptions options)
        where TOptions : BoostedTreeOptions
    {
        options.OptimizationAlgorithm = BoostedTreeOptions.OptimizationAlgorithmType.GradientDescent;
        options.EnablePruning = false;
        options.DropoutRate = 0;
        options.RandomStart = false;
        return Trees(options);
    }

    private TOptions Trees<TOptions>(TOptions options)
        where TOptions : TreeOptions
    {
        options.NumberOfThreads = spec.Threads;
        options.Seed = spec.Seed;
        options.FeatureSelectionSeed = spec.Seed;
        options.CategoricalSplit = false;
        options.DiskTranspose = false;
        return Linear(options);
    }

    private TOptions Linear<TOptions>(TOptions options)
        where TOptions : TrainerInputBaseWithLabel
    {
        options.LabelColumnName = label;
        options.FeatureColumnName = features;
        return Parameterised(options);
    }

    private EstimatorChain<CalibratorTransformer<PlattCalibrator>> Calibrated(IEstimator<ITransformer> trainer) =>
        trainer.Append(ml.BinaryClassification.Calibrators.Platt(label));

    /// <summary>Sets each parameter whose ML.NET name these options have.</summary>
    private TOptions Parameterised<TOptions>(TOptions options)
        where TOptions : notnull
    {
        foreach (var (name, value) in parameters)
        {
            if (OptionField(options.GetType(), name) is { } field)
            {
                field.SetValue(options, ToFieldType(value, field.FieldType));
                _unused.Remove(name);
            }
        }

        return options;
    }

    private static FieldInfo? OptionField(Type options, string parameter) =>
        options.GetField(char.ToUpperInvariant(parameter[0]) + parameter[1..], BindingFlags.Public | BindingFlags.Instance);

    private static object ToFieldType(double value, Type type)
    {
        var bare = Nullable.GetUnderlyingType(type) ?? type;
        return bare == typeof(bool) ? value != 0 : Convert.ChangeType(value, bare, CultureInfo.InvariantCulture);
    }

    private static void Set(object options, string member, object value)
    {
        var type = options.GetType();
        if (type.GetField(member) is { } field)
        {
            field.SetValue(options, value);
            return;
        }

        var property = type.GetProperty(member) ?? throw new MissingMemberException(type.FullName, member);
        property.SetValue(options, value);
    }
}
