using System.Globalization;
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
    public static DriftReport Compare(DataProfile reference, DataProfile current, DriftOptions? options = null)
    {
        var settings = options ?? new DriftOptions();
        var windows = current.Columns.ToDictionary(column => column.Name, StringComparer.Ordinal);
        var compared = reference.Columns
            .Select(column => Measure(column, windows.GetValueOrDefault(column.Name), settings))
            .Concat(Others(reference, current))
            .Select(column => WithUnreadable(column, reference, current))
            .ToArray();
        Adjust(compared);
        var known = reference.Columns.Select(column => column.Name).ToHashSet(StringComparer.Ordinal);
        var decided = compared
            .Select(column => Decide(column, settings))
            .Where(column => column.Status == DriftStatus.Drift || known.Contains(column.Column))
            .OrderBy(column => column.Status != DriftStatus.Drift)
            .ThenBy(column => Math.Min(Math.Min(column.PAdjusted ?? 1, column.MissingPAdjusted ?? 1), column.UnreadablePAdjusted ?? 1))
            .ThenByDescending(column => column.Psi ?? 0)
            .ToArray();
        return new DriftReport
        {
            Status = Overall(decided),
            ReferenceRows = reference.Rows,
            CurrentRows = current.Rows,
            FalseDiscoveryRate = settings.FalseDiscoveryRate,
            Columns = decided,
            Summary = Summary(decided),
        };
    }

    private static Measured Measure(ColumnProfile reference, ColumnProfile? current, DriftOptions settings)
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
            return new Measured(column, null, "the window has no such column");
        }
        if (current.Kind != reference.Kind)
        {
            return new Measured(column, null, $"it is {Word(current.Kind)} in the window and {Word(reference.Kind)} in the reference");
        }
        if (Math.Min(reference.Rows, current.Rows) < settings.MinimumRows)
        {
            return new Measured(column, null, TooFew(Math.Min(reference.Rows, current.Rows), "rows", settings));
        }
        column = WithMissing(column, reference, current);
        if (reference.Kind == ColumnKind.Time)
        {
            return new Measured(column, null, null);
        }
        var present = Math.Min(reference.Present, current.Present);
        return present < settings.MinimumRows
            ? new Measured(column, null, TooFew(present, "values", settings))
            : WithShape(column, reference, current, settings);
    }

    /// <summary>What cannot be read, and is not of a column that is compared: free text, and records that are none.</summary>
    private static IEnumerable<Measured> Others(DataProfile reference, DataProfile current) =>
        current.Unreadable.Keys.Except(reference.Columns.Select(column => column.Name)).Order(StringComparer.Ordinal).Select(name => new Measured(
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
    private static Measured WithUnreadable(Measured measured, DataProfile reference, DataProfile current)
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
                    UnreadableP = Proportions.TwoSample(before, recordsBefore, now, recordsNow).PValue,
                },
            };
    }

    private static ColumnDrift WithMissing(ColumnDrift column, ColumnProfile reference, ColumnProfile current) => column with
    {
        MissingReference = (double)reference.Missing / reference.Rows,
        MissingCurrent = (double)current.Missing / current.Rows,
        MissingP = reference.Missing + current.Missing == 0
            ? null
            : Proportions.TwoSample(reference.Missing, reference.Rows, current.Missing, current.Rows).PValue,
    };

    private static Measured WithShape(ColumnDrift column, ColumnProfile reference, ColumnProfile current, DriftOptions settings)
    {
        var shape = reference.Kind == ColumnKind.Numeric
            ? NumericShape.Compare(reference, current)
            : CategoricalShape.Compare(reference, current);
        var hasMissing = reference.Missing + current.Missing > 0;
        double[] before = hasMissing ? [.. shape.ReferenceBins, reference.Missing] : shape.ReferenceBins;
        double[] now = hasMissing ? [.. shape.CurrentBins, current.Missing] : shape.CurrentBins;
        return new Measured(
            column with
            {
                Psi = Divergence.PopulationStability(before, now),
                PsiLimit = PsiLimit(before.Length, reference.Rows, current.Rows, settings.PsiAlpha),
                WassersteinNormed = shape.WassersteinNormed,
                Test = shape.Test,
                Statistic = shape.Statistic,
                P = shape.P,
                NewCategories = shape.NewCategories,
            },
            shape,
            null);
    }

    /// <summary>
    /// (1/N + 1/M) χ²₁₋α with one degree of freedom less than there are bins: B. Yurdakul, "Statistical properties of population
    /// stability index" (2018).
    /// </summary>
    public static double? PsiLimit(int bins, long referenceRows, long currentRows, double alpha = 0.05) => bins < 2
        ? null
        : ((1.0 / referenceRows) + (1.0 / currentRows)) * ChiSquare.Quantile(1 - alpha, bins - 1);

    /// <summary>One family: the tests of shape, of missing values and of unreadable ones over all columns.</summary>
    private static void Adjust(Measured[] columns)
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

    private static ColumnDrift Decide(Measured measured, DriftOptions settings)
    {
        var column = measured.Column;
        var shifted = column.PAdjusted <= settings.FalseDiscoveryRate && Matters(measured, settings);
        var emptied = column.MissingPAdjusted <= settings.FalseDiscoveryRate && MissingPsi(column) >= settings.PsiFloor;
        var broken = column.UnreadablePAdjusted <= settings.FalseDiscoveryRate && column.UnreadableCurrent > column.UnreadableReference;
        string[] found = [.. Sentences()];
        return column with
        {
            Status = found.Length > 0 ? DriftStatus.Drift
                : measured.Obstacle is null ? DriftStatus.Stable
                : DriftStatus.Inconclusive,
            Reason = found.Length > 0 ? string.Join("; ", found) : measured.Obstacle ?? StableSentence(column, settings),
        };

        IEnumerable<string> Sentences()
        {
            if (broken)
            {
                yield return UnreadableSentence(column);
            }

            if (shifted)
            {
                yield return ShapeSentence(column);
            }
            else if (emptied)
            {
                yield return MissingSentence(column);
            }
        }
    }

    private static string StableSentence(ColumnDrift column, DriftOptions settings) =>
        column.Kind == ColumnKind.Time ? "time goes on: only whether it is missing is compared"
        : column.PAdjusted <= settings.FalseDiscoveryRate ? $"too small a difference to matter: {ShapeSentence(column)}"
        : "no evidence of a change";

    private static bool Matters(Measured measured, DriftOptions settings) =>
        measured.Column.Psi >= settings.PsiFloor
        || measured.Column.WassersteinNormed >= settings.WassersteinFloor
        || measured.Shape is { LeavesConstant: true };

    private static double MissingPsi(ColumnDrift column) => Divergence.PopulationStability(
        [1 - column.MissingReference!.Value, column.MissingReference.Value],
        [1 - column.MissingCurrent!.Value, column.MissingCurrent.Value]);

    private static DriftStatus Overall(ColumnDrift[] columns) =>
        columns.Any(column => column.Status == DriftStatus.Drift) ? DriftStatus.Drift
        : columns.Any(column => column.Status == DriftStatus.Stable) ? DriftStatus.Stable
        : DriftStatus.Inconclusive;

    private static string Summary(ColumnDrift[] columns)
    {
        var drifted = columns.Where(column => column.Status == DriftStatus.Drift).Select(column => column.Column).ToArray();
        var unknown = columns.Count(column => column.Status == DriftStatus.Inconclusive);
        var told = drifted.Length == 0
            ? $"none of {columns.Length} columns drifted"
            : $"{drifted.Length} of {columns.Length} columns drifted: {string.Join(", ", drifted)}";
        return unknown == 0 ? told : $"{told}; {unknown} cannot be judged ({columns.First(c => c.Status == DriftStatus.Inconclusive).Reason})";
    }

    private static string ShapeSentence(ColumnDrift column)
    {
        var distance = column.WassersteinNormed is { } normed
            ? string.Create(CultureInfo.InvariantCulture, $", {normed:0.###} standard deviations")
            : "";
        return string.Create(
            CultureInfo.InvariantCulture, $"its values are distributed otherwise (adjusted p {column.PAdjusted:G2}, PSI {column.Psi:0.###}{distance})");
    }

    private static string MissingSentence(ColumnDrift column) => string.Create(
        CultureInfo.InvariantCulture,
        $"{100 * column.MissingCurrent:0.##} % of its values are missing, {100 * column.MissingReference:0.##} % in the reference (adjusted p {column.MissingPAdjusted:G2})");

    private static string UnreadableSentence(ColumnDrift column) => string.Create(
        CultureInfo.InvariantCulture,
        $"unreadable values: {100 * column.UnreadableCurrent:0.0#} %, {100 * column.UnreadableReference:0.0#} % in the reference (adjusted p {column.UnreadablePAdjusted:G2})");

    private static string TooFew(long found, string noun, DriftOptions settings) =>
        $"{found} {noun}, at least {settings.MinimumRows} are needed";

    private static string Word(ColumnKind kind) => kind switch
    {
        ColumnKind.Numeric => "numeric",
        ColumnKind.Time => "time",
        _ => "categorical",
    };

    private sealed record Measured(ColumnDrift Column, ShapeComparison? Shape, string? Obstacle);
}
