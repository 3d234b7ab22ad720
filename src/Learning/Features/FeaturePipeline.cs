using Mdlc.Contracts.Models;
using Mdlc.Contracts.Spec;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;
using Microsoft.ML.Transforms.Text;

namespace Mdlc.Learning.Features;

/// <summary>
/// The feature plan as ML.NET transforms, saved inside the model so that training and serving cannot differ. In: one column per planned
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
    /// <param name="rows">The rows that will be learned from, and no other.</param>
    /// <param name="label">As the trainer takes it; it may be null for a plan without target columns.</param>
    /// <exception cref="Contracts.Faults.FaultException">The rows hold more than a role can take.</exception>
    public static FittedFeatures Fit(MLContext ml, FeaturePlan plan, TrainerKind trainer, IDataView rows, string? label = null)
    {
        var encoding = plan.Columns.Any(column => column.Role == ColumnRole.Target)
            ? TargetEncoding.Fit(rows, plan, label ?? throw new ArgumentNullException(nameof(label), "A plan with target columns is fitted to labels."))
            : null;
        var builder = new Builder(ml, trainer, _ => encoding!.Columns[0].Figures);
        builder.Add(plan);
        var view = encoding is null ? rows : new ColumnsBeside(rows, [.. encoding.Columns.SelectMany(Builder.OutOfFold)]);
        var transformers = new List<ITransformer>();
        foreach (var step in builder.Build(encoding))
        {
            var transformer = step.Fit(view);
            transformers.Add(transformer);
            view = step.OnlyInServing ? view : transformer.Transform(view);
        }

        return new FittedFeatures(new TransformerChain<ITransformer>([.. transformers]), view);
    }

    /// <summary>Where in the vector <see cref="Output"/> the parts of each input column stand, in order.</summary>
    /// <param name="features">What the pipeline made of rows.</param>
    /// <exception cref="InvalidOperationException">The pipeline is of another plan.</exception>
    internal static IReadOnlyList<(string Column, SlotRange Range)> SlotsOf(FeaturePlan plan, TrainerKind trainer, DataViewSchema features) =>
        [.. PartsOf(plan, trainer, features).Select(part => (part.Part.Column, part.Range))];

    /// <summary>
    /// The slots of the vector <see cref="Output"/> that hold the number of a category, from 1; NaN where it is missing or was not seen in
    /// training. A trainer must split them by sets of values.
    /// </summary>
    /// <param name="features">What the pipeline made of rows.</param>
    public static IReadOnlyList<int> CategoricalSlots(FeaturePlan plan, TrainerKind trainer, DataViewSchema features)
    {
        var native = plan.Columns.Where(column => column.Role == ColumnRole.Native).Select(column => column.Name).ToHashSet(StringComparer.Ordinal);
        return native.Count == 0 ? [] : [.. PartsOf(plan, trainer, features).Where(part => native.Contains(part.Part.Column)).Select(part => part.Range.From)];
    }

    private static List<(FeaturePart Part, SlotRange Range)> PartsOf(FeaturePlan plan, TrainerKind trainer, DataViewSchema features)
    {
        var slots = ((VectorDataViewType)features[Output].Type).Size;
        var (ranges, from) = (new List<(FeaturePart, SlotRange)>(), 0);
        var builder = new Builder(new MLContext(seed: 0), trainer, column => Builder.FiguresIn(features, column));
        builder.Add(plan);
        foreach (var part in builder.Parts)
        {
            var size = (features[part.Name].Type as VectorDataViewType)?.Size ?? 1;
            ranges.Add((part, new SlotRange(from, from + size)));
            from += size;
        }

        return from == slots
            ? ranges
            : throw new InvalidOperationException($"The plan's features have {from} slots, the model's vector {slots}: the model was not trained by this plan.");
    }

    /// <param name="figuresOf">How many figures of the label a target column has.</param>
    private sealed class Builder(MLContext ml, TrainerKind trainer, Func<string, int> figuresOf)
    {
        private readonly List<FeaturePart> _parts = [];
        private readonly List<FeatureStep> _steps = [];

        private bool FillsMissing => trainer != TrainerKind.LightGbm;

        private bool Scales => trainer is TrainerKind.Sdca or TrainerKind.Lbfgs or TrainerKind.AveragedPerceptron;

        public IReadOnlyList<FeaturePart> Parts => _parts;

        /// <summary>What the training rows have instead of the tables' figures.</summary>
        public static IEnumerable<MadeColumn> OutOfFold(TargetColumn column) =>
            Enumerable.Range(0, column.Figures)
                .Select(figure => new MadeColumn(FigureName(figure, column.Name), row => column.MeanFor(figure, row)))
                .Append(new MadeColumn(CountName(column.Name), column.CountFor));

        public static int FiguresIn(DataViewSchema features, string column)
        {
            var figures = 0;
            while (features.GetColumnOrNull(FigureName(figures, column)) is not null)
            {
                figures++;
            }

            return figures;
        }

        public void Add(FeaturePlan plan)
        {
            // Neighbours of the same role become one transform over several columns: one pass over the data instead of one a column.
            var groups = plan.Columns.Where(column => column.Role != ColumnRole.Drop).GroupBy(column => column.Role).OrderBy(group => group.Key);
            foreach (var group in groups)
            {
                Add(group.Key, [.. group]);
            }

            foreach (var difference in plan.Differences)
            {
                AddDifference(difference, plan.Columns.Single(column => column.Name == difference.To).Missing);
            }
        }

        /// <param name="encoding">Of the plan's target columns, if any.</param>
        public IReadOnlyList<FeatureStep> Build(TargetEncoding? encoding)
        {
            Append(ml.Transforms.Concatenate(Output, [.. _parts.Select(part => part.Name)]));
            if (Scales)
            {
                Append(ml.Transforms.NormalizeMeanVariance(Output, fixZero: true));
            }

            return encoding is null ? _steps : [.. encoding.Columns.SelectMany(Tables), .. _steps];
        }

        private void Add(ColumnRole role, List<FeatureColumn> columns)
        {
            switch (role)
            {
                case ColumnRole.Numeric or ColumnRole.Boolean:
                    columns.GroupBy(column => column.Missing).ToList().ForEach(group => AddNumbers([.. group], group.Key ?? MissingValues.Auto));
                    break;
                case ColumnRole.Category:
                    Append(ml.Transforms.Categorical.OneHotEncoding(
                        Pairs(columns), OneHotEncodingEstimator.OutputKind.Indicator, keyOrdinality: ValueToKeyMappingEstimator.KeyOrdinality.ByValue));
                    AddParts(columns);
                    break;
                case ColumnRole.Hash:
                    Append(ml.Transforms.Categorical.OneHotHashEncoding(
                        Pairs(columns), OneHotEncodingEstimator.OutputKind.Indicator, numberOfBits: HashBits));
                    AddParts(columns);
                    break;
                case ColumnRole.Date:
                    columns.ForEach(AddDate);
                    break;
                case ColumnRole.Text:
                    columns.ForEach(column => AddText(column.Name));
                    break;
                case ColumnRole.Target:
                    columns.ForEach(AddTarget);
                    break;
                case ColumnRole.Ordinal or ColumnRole.Native:
                    columns.ForEach(AddOrdered);
                    break;
                default:
                    throw new ArgumentOutOfRangeException(nameof(role), role, "A dropped column is no feature.");
            }
        }

        private void AddNumbers(List<FeatureColumn> columns, MissingValues missing)
        {
            var indicated = IsIndicated(missing) ? columns.Where(column => column.HasMissing).Select(column => column.Name).ToArray() : [];
            Indicate(indicated);
            if (Fills(missing))
            {
                Fill(Pairs(columns), missing);
                AddParts(columns);
            }
            else
            {
                _parts.AddRange(columns.Select(column => new FeaturePart(column.Name, column.Name)));
            }

            AddIndicators(indicated);
        }

        private static bool IsIndicated(MissingValues missing) => missing is MissingValues.Auto or MissingValues.Indicator;

        private bool Fills(MissingValues missing) => missing == MissingValues.Auto ? FillsMissing : missing != MissingValues.Native;

        private void Indicate(string[] columns)
        {
            if (columns.Length > 0)
            {
                Append(ml.Transforms.IndicateMissingValues(Array.ConvertAll(columns, column => new InputOutputColumnPair(IndicatorName(column), column))));
            }
        }

        private void AddIndicators(string[] columns)
        {
            if (columns.Length > 0)
            {
                // An indicator is a flag; a vector takes floats.
                var floats = Array.ConvertAll(columns, column => new InputOutputColumnPair(IndicatorName(column)));
                Append(ml.Transforms.Conversion.ConvertType(floats, Microsoft.ML.Data.DataKind.Single));
                _parts.AddRange(columns.Select(column => new FeaturePart(IndicatorName(column), column)));
            }
        }

        private void Fill(InputOutputColumnPair[] columns, MissingValues missing)
        {
            if (missing == MissingValues.Median)
            {
                _steps.Add(new FeatureStep(rows => Medians.Fit(ml, rows, columns)));
                return;
            }

            Append(ml.Transforms.ReplaceMissingValues(columns, missing == MissingValues.Zero
                ? MissingValueReplacingEstimator.ReplacementMode.DefaultValue
                : MissingValueReplacingEstimator.ReplacementMode.Mean));
        }

        private void AddDate(FeatureColumn column)
        {
            // By the default a date has no indicator, and never had.
            string[] indicated = column is { Missing: MissingValues.Indicator, HasMissing: true } ? [column.Name] : [];
            Indicate(indicated);
            var names = column.Parts ?? DateParts.Standard;
            var parts = names.Select(part => $"{part}:{column.Name}").ToArray();
            foreach (var (part, name) in parts.Zip(names))
            {
                Append(ml.Transforms.Expression(part, DateParts.ExpressionOf(name), column.Name));
            }

            FillInPlace(parts, column.Missing);
            _parts.AddRange(parts.Select(part => new FeaturePart(part, column.Name)));
            AddIndicators(indicated);
        }

        private void AddDifference(TimeDifference difference, MissingValues? missing)
        {
            var name = $"since:{difference.From}:{difference.To}";
            Append(ml.Transforms.Expression(name, "(a, b) => single(b - a)", difference.From, difference.To));
            FillInPlace([name], missing);
            _parts.Add(new FeaturePart(name, difference.To));
        }

        private void FillInPlace(string[] parts, MissingValues? missing)
        {
            if (Fills(missing ?? MissingValues.Auto))
            {
                Fill(Array.ConvertAll(parts, part => new InputOutputColumnPair(part)), missing ?? MissingValues.Auto);
            }
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

        private void AddTarget(FeatureColumn column)
        {
            var figures = Enumerable.Range(0, figuresOf(column.Name)).Select(figure => FigureName(figure, column.Name));
            _parts.AddRange(figures.Append(CountName(column.Name)).Select(name => new FeaturePart(name, column.Name)));
        }

        private IEnumerable<FeatureStep> Tables(TargetColumn column)
        {
            for (var i = 0; i < column.Figures; i++)
            {
                var figure = i;
                yield return new FeatureStep(rows => Table(FigureName(figure, column.Name), column.Means(figure), column.Name).Fit(rows), OnlyInServing: true);
            }

            yield return new FeatureStep(rows => Table(CountName(column.Name), column.Counts, column.Name).Fit(rows), OnlyInServing: true);
        }

        /// <summary>The place of each text in the order, from 1; missing where it has none.</summary>
        private void AddOrdered(FeatureColumn column)
        {
            var (code, name) = ($"code:{column.Name}", FeatureName(column.Name));
            _steps.Add(new FeatureStep(rows => Table(
                code, (column.Order ?? OrderedValues.Of(rows, column.Name)).Select((text, place) => KeyValuePair.Create(text, place + 1f)), column.Name).Fit(rows)));

            // A table says 0 for what it does not hold.
            Append(ml.Transforms.Expression(name, "c => c / c * c", code));
            var missing = column.Missing ?? MissingValues.Auto;
            string[] indicated = column.Role == ColumnRole.Ordinal && column.HasMissing && IsIndicated(missing) ? [column.Name] : [];
            if (indicated.Length > 0)
            {
                Append(ml.Transforms.IndicateMissingValues(IndicatorName(column.Name), name));
            }

            if (column.Role == ColumnRole.Ordinal)
            {
                FillInPlace([name], missing);
            }

            _parts.Add(new FeaturePart(name, column.Name));
            AddIndicators(indicated);
        }

        private Microsoft.ML.Transforms.ValueMappingEstimator<string, float> Table(string output, IEnumerable<KeyValuePair<string, float>> values, string input) =>
            ml.Transforms.Conversion.MapValue(output, values, input);

        private void AddParts(List<FeatureColumn> columns) => _parts.AddRange(columns.Select(column => new FeaturePart(FeatureName(column.Name), column.Name)));

        private static InputOutputColumnPair[] Pairs(List<FeatureColumn> columns) =>
            [.. columns.Select(column => new InputOutputColumnPair(FeatureName(column.Name), column.Name))];

        private void Append(IEstimator<ITransformer> next) => _steps.Add(new FeatureStep(next.Fit));

        // No input column can be called so by accident and hide the feature.
        private static string FeatureName(string column) => $"feature:{column}";

        private static string IndicatorName(string column) => $"missing:{column}";

        private static string FigureName(int figure, string column) => $"target{figure}:{column}";

        private static string CountName(string column) => $"count:{column}";
    }
}
