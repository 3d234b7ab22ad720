using Mdlc.Contracts.Evaluation;
using Mdlc.Contracts.Spec;
using Mdlc.Learning.Importance;
using Mdlc.Learning.Metrics;
using Mdlc.Learning.Statistics;
using Mdlc.Workflows.Evaluation;

namespace Mdlc.Activities.Evaluation;

/// <summary>Measures a model on the test rows.</summary>
internal sealed class Evaluator(EvaluateInput input, ScoredRows rows, Action<string> progress)
{
    private const double Confidence = 0.95;
    private const int ScatterPoints = 1000;

    private readonly ModelSpec _spec = input.Spec;

    // One seed for all that is drawn here, of the model's own: a candidate is measured the same whenever it is measured.
    private readonly long _seed = SeededRandom.Derive(input.Spec.Train.Seed, "evaluation");

    public EvaluationDocument Evaluate(IReadOnlyDictionary<string, IReadOnlyList<string?>> sliceValues)
    {
        var metric = MetricOf(_spec);
        progress("metrics and their intervals");
        var metrics = Metrics();
        progress("slices");
        var slices = sliceValues.SelectMany(slice => Slices(slice.Key, slice.Value, metric)).ToList();
        progress("feature importance");
        var importance = new PermutationImportance(rows.Model, input.Plan, _spec.Train.Trainer, metric, rows.Threshold, SeededRandom.Derive(_seed, "importance"), _spec.Train.Threads)
            .Measure(rows.Predictions, sample => (rows.Inputs.Gather(sample), rows.Labels.Gather(sample).Values));
        return Detailed(new EvaluationDocument
        {
            Run = input.Run.ToString(),
            Model = _spec.Model,
            Task = _spec.Task,
            Label = _spec.Label,
            Trainer = _spec.Train.Trainer,
            Params = TrainerParameters.Resolve(_spec.Task, _spec.Train.Trainer, input.Params ?? _spec.Train.Params),
            Tuning = input.Tuning,
            TrainRows = input.Split.TrainRows,
            TestRows = rows.Predictions.Rows,
            Metric = metric,
            Metrics = metrics,
            Seed = _seed,
            ReadingRules = _spec.Source.Rules,
            Slices = slices,
            Importance = importance.Columns,
            ImportanceRows = importance.Rows,
            ImportanceUnused = importance.Unused,
            ImportanceLeftOut = importance.LeftOut,
            Plan = input.Plan,
            Warnings = input.Warnings,
        });
    }

    /// <summary>The deciding metric: the spec's, or the task's own.</summary>
    public static string MetricOf(ModelSpec spec)
    {
        var wanted = spec.Evaluate.Metric;
        return wanted.Length == 0 ? MetricTable.DefaultOf(spec.Task)
            : MetricTable.Find(spec.Task, wanted) is not null ? wanted
            : throw Contracts.Faults.FaultException.InSpec(
                $"Found evaluate.metric: {wanted}, expected one of {string.Join(", ", MetricTable.ChoicesOf(spec.Task))} for a {spec.Task.ToString().ToLowerInvariant()} model.");
    }

    private MetricValue[] Metrics()
    {
        var names = NamesAsked(_spec);
        var values = new MetricValue[names.Count];
        Parallel.For(0, names.Count, new ParallelOptions { MaxDegreeOfParallelism = _spec.Train.Threads }, i => values[i] = Measured(names[i]));
        return values;
    }

    /// <summary>Every metric of the task. One that the spec calls by another name is told by that.</summary>
    private static IReadOnlyList<string> NamesAsked(ModelSpec spec)
    {
        var names = MetricTable.NamesOf(spec.Task).ToList();
        var deciding = MetricOf(spec);
        foreach (var asked in spec.Gate.Limits.Keys.Prepend(deciding).Where(asked => !names.Contains(asked) && MetricTable.Find(spec.Task, asked) is not null))
        {
            var place = names.FindIndex(name => MetricTable.Find(spec.Task, name) == MetricTable.Find(spec.Task, asked));
            if (names[place] == deciding)
            {
                names.Insert(place + 1, asked);
            }
            else
            {
                names[place] = asked;
            }
        }

        return names;
    }

    private MetricValue Measured(string name)
    {
        var metric = MetricCatalogue.Prepare(name, rows.Predictions);
        var value = metric.Told;
        if (value.Value is null)
        {
            return value;
        }

        var (interval, reason) = MetricInterval.Bounded(metric, SeededRandom.Derive(_seed, name), Confidence);
        if (interval is { Interval: { } found } && (value.Value < found.Lower || value.Value > found.Upper))
        {
            return value with { Reason = "no interval: the metric is biased on resampled rows" };
        }

        return value with
        {
            Lower = interval?.Interval.Lower,
            Upper = interval?.Interval.Upper,
            Confidence = interval is null ? null : Confidence,
            Method = interval?.Method,
            Reason = reason,
        };
    }

    private IReadOnlyList<SliceMetrics> Slices(string column, IReadOnlyList<string?> values, string metric) =>
        SliceEvaluator.Evaluate(rows.Predictions, column, values, [metric], _seed);

    private EvaluationDocument Detailed(EvaluationDocument document) => rows.Predictions switch
    {
        BinaryPredictions binary => document with
        {
            Calibration = CalibrationCurve.EqualWidth(binary.Labels, binary.Probabilities!),
            Confusion = Confusion.Of(binary, NegativeName(), PositiveName()),
            OperatingPoint = input.OperatingPoint,
            Thresholds = ThresholdTable.Of(binary, rows.Threshold, _spec.Evaluate.Threshold),
            Scores = ScoreBins.Of(binary, NegativeName(), PositiveName()),
            Roc = OperatingCurve.Roc(binary),
            PrecisionRecall = OperatingCurve.PrecisionRecall(binary),
        },
        MulticlassPredictions multiclass => document with
        {
            Calibration = CalibrationCurve.EqualWidth(
                [.. multiclass.Labels.Zip(multiclass.Predicted, (label, predicted) => label == predicted)],
                [.. rows.Output.Scores.Select(score => Math.Clamp(score, 0, 1))]),
            Confusion = Confusion.Of(multiclass),
            Scores = ScoreBins.Of(multiclass),
        },
        RegressionPredictions regression => document with
        {
            Residuals = ResidualQuantiles.Of(regression),
            Scatter = Scatter(regression),
        },
        _ => document,
    };

    private string PositiveName() => ValuesOf(positive: true).FirstOrDefault() ?? _spec.Positive ?? "true";

    // With more than two values, what is not positive has no one name.
    private string NegativeName() => ValuesOf(positive: false) is [var only] ? only : $"not {PositiveName()}";

    private string[] ValuesOf(bool positive)
    {
        var flags = (bool[])rows.Labels.Values;
        return [.. Enumerable.Range(0, flags.Length).Where(row => flags[row] == positive).Select(rows.LabelTexts.TextOf).OfType<string>().Distinct()];
    }

    private IReadOnlyList<CurvePoint> Scatter(RegressionPredictions predictions)
    {
        var order = Enumerable.Range(0, predictions.Rows).ToArray();
        new SeededRandom(SeededRandom.Derive(_seed, "scatter")).Shuffle<int>(order);
        return [.. order.Take(ScatterPoints).Select(row => new CurvePoint(predictions.Predicted[row], predictions.Labels[row]))];
    }
}
