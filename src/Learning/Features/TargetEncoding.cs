using System.Globalization;
using Mdlc.Contracts.Faults;
using Mdlc.Contracts.Models;
using Mdlc.Contracts.Spec;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Mdlc.Learning.Features;

/// <summary>
/// The target columns of a plan, fitted to rows. Of a binary label there is one figure, the rate of true; of a number its mean; of classes the rate
/// of each.
/// </summary>
public sealed class TargetEncoding
{
    /// <summary>Figures in a column's table, over all of its texts: what a model holds, and a server loads, is bounded by it.</summary>
    public const int MostCells = 1 << 18;

    public const int MostClasses = 100;

    public const double DefaultSmoothing = 10;

    private TargetEncoding(IReadOnlyList<TargetColumn> columns) => Columns = columns;

    internal IReadOnlyList<TargetColumn> Columns { get; }

    /// <param name="rows">Those that a trainer learns from, and no other: no label of a row that judges gets in.</param>
    /// <param name="label">As a trainer takes it: a flag, a key, or a number.</param>
    /// <exception cref="FaultException">The label has too many classes.</exception>
    internal static TargetEncoding Fit(IDataView rows, FeaturePlan plan, string label)
    {
        var targets = plan.Columns.Where(column => column.Role == ColumnRole.Target).ToList();
        var inputs = plan.Columns.Where(column => column.Role != ColumnRole.Drop).Select(column => rows.Schema[column.Name]);
        var labelColumn = rows.Schema[label];
        using var cursor = rows.GetRowCursor([.. inputs, labelColumn]);
        var readers = targets.Select(target => new TextCodes(cursor, rows.Schema[target.Name])).ToList();
        var hashers = inputs.Append(labelColumn).Select(column => RowFolds.HasherOf(cursor, column)).ToList();
        var folds = new RowFolds();
        var labels = new LabelFigures(cursor, labelColumn);
        if (labels.Figures > MostClasses)
        {
            throw FaultException.InSpec(string.Create(
                CultureInfo.InvariantCulture,
                $"Found {labels.Figures} classes for the target column '{targets[0].Name}', which makes a feature for each of them; expected at most {MostClasses}. Take another role for it, such as hash."));
        }

        while (cursor.MoveNext())
        {
            var hash = RowFolds.Start;
            foreach (var hasher in hashers)
            {
                hash = hasher(hash);
            }

            folds.Add(hash);
            labels.Read();
            readers.ForEach(reader => reader.Read());
        }

        var dealt = folds.Deal();
        var figures = Enumerable.Range(0, labels.Figures).Select(labels.Of).ToList();
        double[] priors = [.. figures.Select(figure => dealt.Length == 0 ? 0 : Enumerable.Range(0, dealt.Length).Average(figure))];
        return new TargetEncoding([.. targets.Zip(readers, (target, reader) => new TargetColumn(
            target.Name, reader.Texts, reader.Codes(), dealt, figures, priors, target.Smoothing ?? DefaultSmoothing, MostCells / labels.Figures))]);
    }

    /// <summary>The label of each row that was read, as figures whose mean is wanted.</summary>
    private sealed class LabelFigures
    {
        private readonly List<float> _values = [];
        private readonly bool _isClass;

        public LabelFigures(DataViewRow cursor, DataViewSchema.Column column)
        {
            _isClass = column.Type is KeyDataViewType;
            Figures = column.Type is KeyDataViewType key ? checked((int)key.Count) : 1;
            Read = column.Type.RawType == typeof(bool) ? Reader<bool>(cursor, column, flag => flag ? 1 : 0)
                : _isClass ? Reader<uint>(cursor, column, number => number)
                : Reader<float>(cursor, column, number => number);
        }

        public int Figures { get; }

        public Action Read { get; }

        public Func<int, double> Of(int figure) => _isClass ? row => _values[row] == figure + 1 ? 1 : 0 : row => _values[row];

        private Action Reader<T>(DataViewRow cursor, DataViewSchema.Column column, Func<T, float> figure)
        {
            var getter = cursor.GetGetter<T>(column);
            T value = default!;
            return () =>
            {
                getter(ref value);
                _values.Add(figure(value));
            };
        }
    }
}
