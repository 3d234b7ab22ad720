using System.Globalization;
using Mdlc.Contracts.Models;
using Mdlc.Learning.Statistics;

namespace Mdlc.Learning.Features;

/// <summary>
/// Finds out whether single precision, in which ML.NET computes, keeps a column's numbers apart, and if not, what they are best counted
/// from. It has 24 bits: of ten-digit numbers it rounds the last two or three digits away, and of eight-digit ones the trees' thresholds.
/// </summary>
public static class SinglePrecision
{
    /// <summary>Numbers below it make no feature that matters: 2^22, under which single precision has quarters.</summary>
    public const double SmallestAffected = 4_194_304;

    /// <summary>More than this share of the rows confused with neighbours is a loss; less happens to any long column of measurements.</summary>
    private const double TolerableShare = 0.01;

    /// <summary>So is a mean error of this part of the spread.</summary>
    private const double TolerableError = 1.0 / (1 << 17);

    // A prediction is as coarse as the label is large, which costs accuracy only where it compares with the errors of a good model.
    private const double TolerablePredictionError = 1.0 / (1 << 12);

    /// <summary>Values that fewer rows share are confused without harm: nothing can be learned from them apart.</summary>
    private const int FewestConfused = 3;

    private const int ConfusedPart = 2000;

    /// <summary>Doubles so few steps apart are one number that was computed in two ways (0.1 + 0.2 and 0.3).</summary>
    private const int NoiseSteps = 4;

    private const double WorthWhile = 0.9;

    // LightGBM takes what is smaller for zero.
    private const float Zero = 1e-35f;
    private const double Large = 1.27e30; // 2^100
    private const int MostBinades = 90;
    private const int HighExponent = 60;
    private const int MostExponent = 1000;

    /// <param name="predicted">Whether it is the label: a prediction is then a single, too.</param>
    public static PrecisionFit Fit(NumberSample sample, bool predicted = false)
    {
        var column = Column.Of(sample, predicted);
        if (column.Count < 2)
        {
            return new PrecisionFit(null, column.Count, 0, sample.Beyond, sample.IsPart);
        }

        var asItStands = column.Try(Rescaling.None);
        var best = asItStands;
        if (Needs(asItStands, sample, predicted))
        {
            foreach (var rescaling in Candidates(column, sample, asItStands))
            {
                var outcome = column.Try(rescaling);
                best = outcome.Cost < best.Cost ? outcome : best;
            }

            // What mends nothing is left alone.
            best = best.Cost < WorthWhile * asItStands.Cost ? best : asItStands;
        }

        var rescaled = best.Rescaling != Rescaling.None;
        return new PrecisionFit(
            rescaled ? best.Rescaling : null,
            column.Count,
            best.ConfusedRows > TolerableShare * column.Rows ? best.Confused : 0,
            rescaled && best.Rescaling.Scale < 1 ? best.BeyondRows : Math.Max(best.BeyondRows, sample.Beyond),
            sample.IsPart);
    }

    /// <summary>How coarse predictions of such a number are.</summary>
    public static string StepNote(NumberSample sample)
    {
        var largest = (float)Math.Max(Math.Abs(sample.Min), Math.Abs(sample.Max));
        return float.IsFinite(largest)
            ? string.Create(CultureInfo.InvariantCulture, $"models predict in single precision, which has numbers of its size in steps of {MathF.BitIncrement(largest) - largest:G3}")
            : "models predict in single precision, which has no numbers of its size";
    }

    private static bool Needs(Outcome outcome, NumberSample sample, bool predicted) =>
        sample.Beyond > 0
        || outcome.BeyondRows > 0
        || outcome.ConfusedShare > TolerableShare
        || outcome.MeanError > (predicted ? TolerablePredictionError : TolerableError);

    /// <summary>Numbers are finest around zero, so that is put where the rows are: those that are lost, or else some quantile.</summary>
    private static IEnumerable<Rescaling> Candidates(Column column, NumberSample sample, Outcome asItStands)
    {
        double[] shifts =
        [
            0,
            column.Median(_ => true),
            column.Median(i => asItStands.IsLost[i]),
            .. new[] { 0, 0.25, 0.5, 0.75, 1 }.Select(p => column.Values[(int)(p * (column.Count - 1))]),
        ];
        foreach (var shift in shifts.Distinct())
        {
            yield return new Rescaling(shift);
            var largest = Math.Max(Math.Abs(sample.Min - shift), Math.Abs(sample.Max - shift));
            var smallest = column.Values.Select(value => Math.Abs(value - shift)).Where(value => value > 0).DefaultIfEmpty(largest).Min();
            if (double.IsFinite(largest) && largest > 0 && (largest > Large || smallest < Zero))
            {
                var target = Math.ILogB(largest) - Math.ILogB(smallest) > MostBinades ? HighExponent : 0;
                yield return new Rescaling(shift, Math.ScaleB(1, Math.Clamp(target - Math.ILogB(largest), -MostExponent, MostExponent)));
            }
        }
    }

    /// <summary>What becomes of the column under one rescaling.</summary>
    private sealed record Outcome(Rescaling Rescaling, bool[] IsLost, int Confused, long ConfusedRows, long BeyondRows, double MeanError, long Rows)
    {
        public double ConfusedShare => (double)ConfusedRows / Rows;

        public double Cost => ((double)(ConfusedRows + BeyondRows) / Rows) + MeanError;
    }

    /// <summary>Distinct numbers with their rows, those that differ by noise alone being one.</summary>
    private sealed class Column
    {
        private readonly List<int> _from = [];
        private readonly NumberSample _sample;
        private readonly bool _predicted;
        private readonly double _spread;
        private readonly long _fewest;

        private Column(NumberSample sample, bool predicted)
        {
            _sample = sample;
            _predicted = predicted;
            for (var i = 0; i < sample.Values.Length; i++)
            {
                if (i == 0 || sample.Whole is not null || sample.Values[i] - sample.Values[i - 1] > NoiseSteps * StepOf(sample.Values[i]))
                {
                    _from.Add(i);
                }
            }

            Values = [.. _from.Select(i => sample.Values[i])];
            Weights = [.. _from.Select((first, i) => sample.Rows[first..(i + 1 < _from.Count ? _from[i + 1] : sample.Rows.Length)].Sum())];
            Rows = Weights.Sum();
            _fewest = Math.Max(FewestConfused, Rows / ConfusedPart);
            _spread = SpreadOf(Values);
        }

        public double[] Values { get; }

        public long[] Weights { get; }

        public long Rows { get; }

        public int Count => Values.Length;

        public static Column Of(NumberSample sample, bool predicted) => new(sample, predicted);

        /// <summary>The median row's number, among those of the chosen values; of all where none is chosen.</summary>
        public double Median(Func<int, bool> chosen)
        {
            var half = Enumerable.Range(0, Count).Where(chosen).Sum(i => Weights[i]) / 2;
            for (var i = 0; i < Count; i++)
            {
                half -= chosen(i) ? Weights[i] : 0;
                if (half < 0)
                {
                    return Values[i];
                }
            }

            return Values[Count / 2];
        }

        public Outcome Try(Rescaling rescaling)
        {
            var singles = new float[Count];
            var lost = new bool[Count];
            var (error, beyond) = (0.0, 0L);
            for (var i = 0; i < Count; i++)
            {
                singles[i] = ToSingle(rescaling, _from[i]);
                lost[i] = float.IsNaN(singles[i]);
                beyond += lost[i] ? Weights[i] : 0;
                error += lost[i] ? 0 : Weights[i] * ErrorOf(rescaling, singles[i], i);
            }

            var (confused, rows) = (0, 0L);
            for (var start = 0; start < Count;)
            {
                var end = start + 1;
                while (end < Count && AreNeighbours(singles[end - 1], singles[end]))
                {
                    end++;
                }

                var weight = Weights.AsSpan(start, end - start).ToArray().Sum();
                if (end - start > 1 && weight >= _fewest)
                {
                    lost.AsSpan(start, end - start).Fill(true);
                    confused += end - start;
                    rows += weight;
                }

                start = end;
            }

            return new Outcome(rescaling, lost, confused, rows, beyond, error / Rows, Rows);
        }

        private float ToSingle(Rescaling rescaling, int i)
        {
            var single = _sample.Whole is { } whole ? rescaling.ToSingle(whole[i]) : rescaling.ToSingle(_sample.Values[i]);
            return Math.Abs(single) < Zero ? 0 : single;
        }

        private double ErrorOf(Rescaling rescaling, float single, int i)
        {
            var error = Math.Abs(rescaling.Restore(single) - Values[i]);
            if (_predicted)
            {
                error = Math.Max(error, (MathF.BitIncrement(MathF.Abs(single)) - MathF.Abs(single)) / rescaling.Scale / 4);
            }

            // A value that stands alone, such as 0 for "unknown", may be off by what is little beside the distance to the next one.
            var alone = Math.Min(
                i == 0 ? double.PositiveInfinity : Values[i] - Values[i - 1], i == Count - 1 ? double.PositiveInfinity : Values[i + 1] - Values[i]);
            return Math.Min(1, error / Math.Max(_spread, alone));
        }

        // Trees cut half-way between two numbers, and round that: between two neighbours of single precision it becomes one of them, and
        // half of the time the wrong one.
        private static bool AreNeighbours(float lower, float upper) => upper <= MathF.BitIncrement(lower);

        private static double StepOf(double value) => Math.BitIncrement(Math.Abs(value)) - Math.Abs(value);

        private static double SpreadOf(double[] values)
        {
            if (values.Length < 2)
            {
                return 1;
            }

            var quartiles = Descriptive.Quantile(values, 0.75) - Descriptive.Quantile(values, 0.25);
            var spread = quartiles > 0 ? quartiles : values[^1] - values[0];
            return spread > 0 && double.IsFinite(spread) ? spread : double.MaxValue;
        }
    }
}
