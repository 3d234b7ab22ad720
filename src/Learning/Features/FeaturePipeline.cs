using Mdlc.Contracts.Models;
using Mdlc.Contracts.Spec;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;
using Microsoft.ML.Transforms.Text;

namespace Mdlc.Learning.Features;

/// <summary>
/// The feature plan as ML.NET estimators, saved inside the model so that training and serving cannot differ. In: one column per planned
/// input (float, seconds since 1970 as double, or text). Out: one vector, <see cref="Output"/>.
/// </summary>
public static class FeaturePipeline
{
    /// <summary>Name of the vector that trainers read.</summary>
    public const string Output = "mdlc.features";

    /// <summary>Slots of a hashed column: 2^10.</summary>
    public const int HashBits = 10;

    private const int MaxWordNgrams = 2000;
    private const int MaxCharacterNgrams = 1000;

    /// <param name="trainer">Trees on LightGBM take missing numbers as they are and need no scaling; the others do not.</param>
    public static IEstimator<ITransformer> Create(MLContext ml, FeaturePlan plan, TrainerKind trainer) =>
        BuilderOf(ml, plan, trainer).Build(scale: trainer is TrainerKind.Sdca or TrainerKind.Lbfgs or TrainerKind.AveragedPerceptron);

    /// <summary>Where in the vector <see cref="Output"/> the parts of each input column stand, in order.</summary>
    /// <param name="features">What the pipeline made of rows.</param>
    /// <exception cref="InvalidOperationException">The pipeline is of another plan.</exception>
    internal static IReadOnlyList<(string Column, SlotRange Range)> SlotsOf(FeaturePlan plan, TrainerKind trainer, DataViewSchema features)
    {
        var slots = ((VectorDataViewType)features[Output].Type).Size;
        var (ranges, from) = (new List<(string, SlotRange)>(), 0);
        foreach (var part in BuilderOf(new MLContext(seed: 0), plan, trainer).Parts)
        {
            var size = (features[part.Name].Type as VectorDataViewType)?.Size ?? 1;
            ranges.Add((part.Column, new SlotRange(from, from + size)));
            from += size;
        }

        return from == slots
            ? ranges
            : throw new InvalidOperationException($"The plan's features have {from} slots, the model's vector {slots}: the model was not trained by this plan.");
    }

    private static Builder BuilderOf(MLContext ml, FeaturePlan plan, TrainerKind trainer)
    {
        var builder = new Builder(ml);
        foreach (var group in Grouped(plan))
        {
            builder.Add(group.Role, group.Columns, fillMissing: trainer != TrainerKind.LightGbm);
        }

        return builder;
    }

    // Neighbours of the same role become one estimator over several columns: one pass over the data instead of one a column.
    private static IEnumerable<(ColumnRole Role, List<FeatureColumn> Columns)> Grouped(FeaturePlan plan) =>
        plan.Columns
            .Where(column => column.Role != ColumnRole.Drop)
            .GroupBy(column => column.Role)
            .OrderBy(group => group.Key)
            .Select(group => (group.Key, group.ToList()));

    private sealed class Builder(MLContext ml)
    {
        private readonly List<FeaturePart> _parts = [];
        private IEstimator<ITransformer>? _chain;

        public IReadOnlyList<FeaturePart> Parts => _parts;

        public void Add(ColumnRole role, List<FeatureColumn> columns, bool fillMissing)
        {
            switch (role)
            {
                case ColumnRole.Numeric or ColumnRole.Boolean:
                    AddNumbers(columns, fillMissing);
                    break;
                case ColumnRole.Category:
                    Append(ml.Transforms.Categorical.OneHotEncoding(
                        Pairs(columns), OneHotEncodingEstimator.OutputKind.Indicator, keyOrdinality: ValueToKeyMappingEstimator.KeyOrdinality.ByValue));
                    break;
                case ColumnRole.Hash:
                    Append(ml.Transforms.Categorical.OneHotHashEncoding(
                        Pairs(columns), OneHotEncodingEstimator.OutputKind.Indicator, numberOfBits: HashBits));
                    break;
                case ColumnRole.Date:
                    columns.ForEach(column => AddDate(column.Name, fillMissing));
                    break;
                case ColumnRole.Text:
                    columns.ForEach(column => AddText(column.Name));
                    break;
                default:
                    throw new ArgumentOutOfRangeException(nameof(role), role, "A dropped column is no feature.");
            }
        }

        public IEstimator<ITransformer> Build(bool scale)
        {
            Append(ml.Transforms.Concatenate(Output, [.. _parts.Select(part => part.Name)]));
            if (scale)
            {
                Append(ml.Transforms.NormalizeMeanVariance(Output, fixZero: true));
            }

            return _chain!;
        }

        private void AddNumbers(List<FeatureColumn> columns, bool fillMissing)
        {
            var withMissing = columns.Where(column => column.HasMissing).Select(c => new InputOutputColumnPair($"missing:{c.Name}", c.Name)).ToArray();
            if (withMissing.Length > 0)
            {
                Append(ml.Transforms.IndicateMissingValues(withMissing));
            }

            if (fillMissing)
            {
                Append(ml.Transforms.ReplaceMissingValues(Pairs(columns), MissingValueReplacingEstimator.ReplacementMode.Mean));
            }
            else
            {
                _parts.AddRange(columns.Select(column => new FeaturePart(column.Name, column.Name)));
            }

            if (withMissing.Length > 0)
            {
                // An indicator is a flag; a vector takes floats.
                var floats = Array.ConvertAll(withMissing, pair => new InputOutputColumnPair(pair.OutputColumnName));
                Append(ml.Transforms.Conversion.ConvertType(floats, Microsoft.ML.Data.DataKind.Single));
                _parts.AddRange(withMissing.Select(pair => new FeaturePart(pair.OutputColumnName, pair.InputColumnName)));
            }
        }

        private void AddDate(string column, bool fillMissing)
        {
            var parts = DateParts.Names.Select(part => $"{part}:{column}").ToArray();
            foreach (var (part, expression) in parts.Zip(DateParts.Expressions))
            {
                Append(ml.Transforms.Expression(part, expression, column));
            }

            if (fillMissing)
            {
                var pairs = Array.ConvertAll(parts, part => new InputOutputColumnPair(part));
                Append(ml.Transforms.ReplaceMissingValues(pairs, MissingValueReplacingEstimator.ReplacementMode.Mean));
            }

            _parts.AddRange(parts.Select(part => new FeaturePart(part, column)));
        }

        private void AddText(string column)
        {
            var options = new TextFeaturizingEstimator.Options
            {
                CaseMode = TextNormalizingEstimator.CaseMode.Lower,
                KeepDiacritics = true,
                KeepPunctuations = false,
                KeepNumbers = true,
                Norm = TextFeaturizingEstimator.NormFunction.L2,
                StopWordsRemoverOptions = null,
                WordFeatureExtractor = new WordBagEstimator.Options
                {
                    NgramLength = 2, UseAllLengths = true, SkipLength = 0, MaximumNgramsCount = [MaxWordNgrams, MaxWordNgrams],
                },
                CharFeatureExtractor = new WordBagEstimator.Options
                {
                    NgramLength = 3, UseAllLengths = false, SkipLength = 0, MaximumNgramsCount = [MaxCharacterNgrams],
                },
            };
            Append(ml.Transforms.Text.FeaturizeText(FeatureName(column), options, column));
            _parts.Add(new FeaturePart(FeatureName(column), column));
        }

        private InputOutputColumnPair[] Pairs(List<FeatureColumn> columns)
        {
            _parts.AddRange(columns.Select(column => new FeaturePart(FeatureName(column.Name), column.Name)));
            return [.. columns.Select(column => new InputOutputColumnPair(FeatureName(column.Name), column.Name))];
        }

        private void Append(IEstimator<ITransformer> next) => _chain = _chain is null ? next : _chain.Append(next);

        // No input column can be called so by accident and hide the feature.
        private static string FeatureName(string column) => $"feature:{column}";
    }
}
