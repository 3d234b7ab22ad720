using System.Globalization;
using Mdlc.Contracts.Evaluation;
using Mdlc.Contracts.Monitoring;
using Mdlc.Learning.Statistics;
using Mdlc.Learning.Statistics.Distributions;

namespace Mdlc.Learning.Drift;

/// <summary>
/// Compares a window with a reference, column by column. A column drifts when a calibrated test is significant after correction for the
/// number of tests <em>and</em> the difference is large enough to matter: fixed thresholds on an index alone alarm on every small
/// window and see nothing in a large one.
/// </summary>
public static class DriftDetector
{
    /// <summary>A pure function of its arguments. Columns that only the window has are left out.</summary>
    /// <param name="importances">How much the model depends on each column; null: not known.</param>
    public static DriftReport Compare(
        DataProfile reference, DataProfile current, DriftOptions? options = null, IReadOnlyList<FeatureImportance>? importances = null)
    {
        var settings = options ?? new DriftOptions();
        var weights = new ColumnWeights(importances);
        var windows = current.Columns.ToDictionary(column => column.Name, StringComparer.Ordinal);
        var compared = reference.Columns
            .Select(column => Measure(column, windows.GetValueOrDefault(column.Name), settings))
            .Concat(Others(reference, current))
            .Select(column => WithUnreadable(column, reference, current))
            .Concat(Predictions(reference, current, settings))
            .ToArray();
        Adjust(compared);
        var known = reference.Columns.Select(column => column.Name).ToHashSet(StringComparer.Ordinal);
        var verdicts = compared.Select(column => weights.Of(ColumnVerdict.Decide(column, settings))).ToList();
        var predictions = verdicts.FirstOrDefault(column => column.Column == DataProfile.PredictionName);
        var decided = verdicts
            .Where(column => column != predictions && (column.Status == DriftStatus.Drift || known.Contains(column.Column)))
            .OrderBy(column => column.Status != DriftStatus.Drift)
            .ThenByDescending(column => column.Severity ?? DriftSeverity.None)
            .ThenByDescending(column => column.Status == DriftStatus.Drift ? column.Importance ?? 0 : 0)
            .ThenBy(column => Math.Min(Math.Min(column.PAdjusted ?? 1, column.MissingPAdjusted ?? 1), column.UnreadablePAdjusted ?? 1))
            .ThenByDescending(column => column.Psi ?? 0)
            .ToArray();
        ColumnDrift[] all = predictions is null ? decided : [.. decided, predictions];
        return new DriftReport
        {
            Status = Overall(all),
            ReferenceRows = reference.Rows,
            CurrentRows = current.Rows,
            FalseDiscoveryRate = settings.FalseDiscoveryRate,
            Columns = decided,
            Predictions = predictions,
            Severity = all.Max(column => column.Severity) ?? DriftSeverity.None,
            Summary = DriftSummary.Of(decided, predictions),
        };
    }

    private static MeasuredColumn Measure(ColumnProfile reference, ColumnProfile? current, DriftOptions settings)
    {
        var column = new ColumnDrift
        {
            Column = reference.Name,
            Kind = reference.Kind,
            Status = DriftStatus.Inconclusive,
            Reason = "",
            ReferenceRows = reference.Rows,
            CurrentRows = current?.Rows ?? 0,
        };
        if (current is null)
        {
            return new MeasuredColumn(column, null, "the window has no such column");
        }
        if (current.Kind != reference.Kind)
        {
            return new MeasuredColumn(column, null, $"it is {Word(current.Kind)} in the window and {Word(reference.Kind)} in the reference");
        }
        if (Math.Min(reference.Rows, current.Rows) < settings.MinimumRows)
        {
            return new MeasuredColumn(column, null, TooFew(Math.Min(reference.Rows, current.Rows), "rows", settings));
        }
        var measured = WithMissing(column, reference, current);
        if (reference.Kind == ColumnKind.Time)
        {
            return measured with { Note = reference.Note };
        }
        var present = Math.Min(reference.Present, current.Present);
        return present < settings.MinimumRows
            ? measured with { Obstacle = TooFew(present, "values", settings) }
            : WithShape(measured, reference, current, settings);
    }

    /// <summary>What the model says is one more column.</summary>
    private static IEnumerable<MeasuredColumn> Predictions(DataProfile reference, DataProfile current, DriftOptions settings) =>
        reference.Predictions is { } before && current.Predictions is { } now ? [Measure(before, now, settings)] : [];

    /// <summary>What cannot be read, and is not of a column that is compared: free text, and records that are none.</summary>
    private static IEnumerable<MeasuredColumn> Others(DataProfile reference, DataProfile current) =>
        current.Unreadable.Keys.Except(reference.Columns.Select(column => column.Name)).Order(StringComparer.Ordinal).Select(name => new MeasuredColumn(
            new ColumnDrift
            {
                Column = name,
                Kind = ColumnKind.Categorical,
                Status = DriftStatus.Inconclusive,
                Reason = "",
                ReferenceRows = reference.Rows,
                CurrentRows = current.Rows,
            },
            null,
            null));

    /// <summary>Of a reference that does not know its records it is taken that all of them could be read.</summary>
    private static MeasuredColumn WithUnreadable(MeasuredColumn measured, DataProfile reference, DataProfile current)
    {
        var name = measured.Column.Column;
        var (before, now) = (reference.Unreadable.GetValueOrDefault(name), current.Unreadable.GetValueOrDefault(name));
        var (recordsBefore, recordsNow) = (Math.Max(reference.Records, reference.Rows), Math.Max(current.Records, current.Rows));
        return before + now == 0 || recordsBefore == 0 || recordsNow == 0
            ? measured
            : measured with
            {
                Column = measured.Column with
                {
                    UnreadableReference = (double)before / recordsBefore,
                    UnreadableCurrent = (double)now / recordsNow,
                    UnreadableP = Proportions.PValue(before, recordsBefore, now, recordsNow),
                },
            };
    }

    private static MeasuredColumn WithMissing(ColumnDrift column, ColumnProfile reference, ColumnProfile current)
    {
        var some = reference.Missing + current.Missing > 0;
        var (missingBefore, missingNow) = MissingBin(reference, current);
        return new MeasuredColumn(
            column with
            {
                MissingReference = (double)reference.Missing / reference.Rows,
                MissingCurrent = (double)current.Missing / current.Rows,
                MissingP = some ? Proportions.PValue(reference.Missing, reference.Rows, current.Missing, current.Rows) : null,
            },
            null,
            null)
        {
            MissingPsi = some ? Divergence.PopulationStability([reference.Present, missingBefore], [current.Present, missingNow]) : null,
        };
    }

    private static MeasuredColumn WithShape(MeasuredColumn measured, ColumnProfile reference, ColumnProfile current, DriftOptions settings)
    {
        var shape = reference.Kind == ColumnKind.Numeric
            ? NumericShape.Compare(reference, current)
            : CategoricalShape.Compare(reference, current);
        var hasMissing = reference.Missing + current.Missing > 0;
        var (missingBefore, missingNow) = MissingBin(reference, current);
        double[] before = hasMissing ? [.. shape.ReferenceBins, missingBefore] : shape.ReferenceBins;
        double[] now = hasMissing ? [.. shape.CurrentBins, missingNow] : shape.CurrentBins;
        return measured with
        {
            Column = measured.Column with
            {
                Psi = Divergence.PopulationStability(before, now),
                PsiLimit = PsiLimit(before.Length - shape.OpenBins, reference.Rows, current.Rows, settings.PsiAlpha),
                WassersteinNormed = shape.WassersteinNormed,
                Distance = shape.Distance,
                Below = shape.Below,
                Above = shape.Above,
                Test = shape.Test,
                Statistic = shape.Statistic,
                P = shape.P,
                NewCategories = shape.NewCategories,
            },
            Shape = shape,
            ShapePsi = Divergence.PopulationStability(shape.ReferenceBins, shape.CurrentBins),
        };
    }

    private static (double Reference, double Current) MissingBin(ColumnProfile reference, ColumnProfile current) => reference.Missing == 0
        ? OpenBins.Of(current.Missing, reference.Rows, current.Rows)
        : (reference.Missing, current.Missing);

    /// <summary>
    /// (1/N + 1/M) χ²₁₋α with one degree of freedom less than there are bins: B. Yurdakul, "Statistical properties of population
    /// stability index" (2018).
    /// </summary>
    public static double? PsiLimit(int bins, long referenceRows, long currentRows, double alpha = 0.05) => bins < 2
        ? null
        : ((1.0 / referenceRows) + (1.0 / currentRows)) * ChiSquare.Quantile(1 - alpha, bins - 1);

    /// <summary>One family: the tests of shape, of missing values and of unreadable ones over all columns.</summary>
    private static void Adjust(MeasuredColumn[] columns)
    {
        var adjusted = new Queue<double>(BenjaminiHochberg.Adjust(
            [.. columns.Select(c => c.Column.P).Concat(columns.Select(c => c.Column.MissingP)).Concat(columns.Select(c => c.Column.UnreadableP)).OfType<double>()]));
        Give(c => c.P, (c, p) => c with { PAdjusted = p });
        Give(c => c.MissingP, (c, p) => c with { MissingPAdjusted = p });
        Give(c => c.UnreadableP, (c, p) => c with { UnreadablePAdjusted = p });

        void Give(Func<ColumnDrift, double?> of, Func<ColumnDrift, double, ColumnDrift> with)
        {
            for (var i = 0; i < columns.Length; i++)
            {
                if (of(columns[i].Column) is not null)
                {
                    columns[i] = columns[i] with { Column = with(columns[i].Column, adjusted.Dequeue()) };
                }
            }
        }
    }

    private static DriftStatus Overall(ColumnDrift[] columns) =>
        columns.Any(column => column.Status == DriftStatus.Drift) ? DriftStatus.Drift
        : columns.Any(column => column.Status == DriftStatus.Stable) ? DriftStatus.Stable
        : DriftStatus.Inconclusive;

    private static string TooFew(long found, string noun, DriftOptions settings) =>
        string.Create(CultureInfo.InvariantCulture, $"{found} {noun}, at least {settings.MinimumRows} are needed");

    private static string Word(ColumnKind kind) => kind switch
    {
        ColumnKind.Numeric => "numeric",
        ColumnKind.Time => "time",
        _ => "categorical",
    };
}
