using Mdlc.Contracts.Evaluation;
using ScottPlot;

namespace Mdlc.Reporting.Plots;

/// <summary>Plots as PNG pictures, drawn at twice the size that they are shown at; the same numbers give the same bytes.</summary>
public static class PlotImages
{
    /// <summary>Size at which a plot is meant to be shown, in CSS pixels.</summary>
    public const int Width = 480;

    public const int Height = 340;

    private const int Scale = 2;

    private static readonly Color Ink = Color.FromHex("#1f4e8c");
    private static readonly Color Other = Color.FromHex("#c2571a");
    private static readonly Color Faint = Color.FromHex("#9aa4b2");
    private static readonly Color Grid = Color.FromHex("#e6e9ef");
    private static readonly Color Text = Color.FromHex("#3a4250");

    /// <summary>False positive rate against true positive rate, with the diagonal of chance.</summary>
    /// <param name="champion">The champion's, drawn beneath; null: none.</param>
    public static byte[] Roc(IReadOnlyList<CurvePoint> points, IReadOnlyList<CurvePoint>? champion = null) => Draw("false positive rate", "true positive rate", plot =>
    {
        Line(plot, [new CurvePoint(0, 0), new CurvePoint(1, 1)], Faint, LinePattern.Dashed);
        Line(plot, champion ?? [], Other, LinePattern.Dashed);
        Line(plot, points, Ink, LinePattern.Solid);
        plot.Axes.SetLimits(-0.01, 1.01, -0.01, 1.01);
    });

    /// <summary>Recall against precision, with the share of positives.</summary>
    public static byte[] PrecisionRecall(IReadOnlyList<CurvePoint> points, double positiveShare, IReadOnlyList<CurvePoint>? champion = null) => Draw("recall", "precision", plot =>
    {
        Line(plot, [new CurvePoint(0, positiveShare), new CurvePoint(1, positiveShare)], Faint, LinePattern.Dashed);
        Line(plot, champion ?? [], Other, LinePattern.Dashed);
        Line(plot, points, Ink, LinePattern.Solid);
        plot.Axes.SetLimits(-0.01, 1.01, -0.01, 1.01);
    });

    /// <summary>Mean predicted probability against the observed share; a dot's area is its bin's share of the rows.</summary>
    /// <param name="champion">The champion's, drawn beneath; null: none.</param>
    public static byte[] Calibration(IReadOnlyList<CalibrationBin> bins, IReadOnlyList<CalibrationBin>? champion = null) => Draw("predicted probability", "observed share", plot =>
    {
        Line(plot, [new CurvePoint(0, 0), new CurvePoint(1, 1)], Faint, LinePattern.Dashed);
        Line(plot, [.. (champion ?? []).Select(bin => new CurvePoint(bin.MeanPredicted, bin.ObservedRate))], Other, LinePattern.Dashed);
        Line(plot, [.. bins.Select(bin => new CurvePoint(bin.MeanPredicted, bin.ObservedRate))], Ink, LinePattern.Solid);
        var largest = Math.Max(1, bins.Select(bin => bin.Rows).DefaultIfEmpty(1).Max());
        foreach (var bin in bins)
        {
            plot.Add.Marker(bin.MeanPredicted, bin.ObservedRate, MarkerShape.FilledCircle, (float)(4 + (10 * Math.Sqrt((double)bin.Rows / largest))), Ink);
        }

        plot.Axes.SetLimits(-0.02, 1.02, -0.02, 1.02);
    });

    /// <summary>Predictions against labels, with the line where they are equal.</summary>
    public static byte[] PredictedAgainstActual(IReadOnlyList<CurvePoint> points) => Draw("predicted", "actual", plot =>
    {
        Dots(plot, points);
        var all = points.SelectMany(point => new[] { point.X, point.Y }).DefaultIfEmpty(0).ToArray();
        Line(plot, [new CurvePoint(all.Min(), all.Min()), new CurvePoint(all.Max(), all.Max())], Faint, LinePattern.Dashed);
    });

    /// <summary>Predictions against what they miss the labels by, with the line of none.</summary>
    public static byte[] Residuals(IReadOnlyList<CurvePoint> points) => Draw("predicted", "actual less predicted", plot =>
    {
        Dots(plot, [.. points.Select(point => new CurvePoint(point.X, point.Y - point.X))]);
        var xs = points.Select(point => point.X).DefaultIfEmpty(0).ToArray();
        Line(plot, [new CurvePoint(xs.Min(), 0), new CurvePoint(xs.Max(), 0)], Faint, LinePattern.Dashed);
    });

    /// <summary>The score of each trial by its number, and the best so far.</summary>
    /// <param name="limits">Of the scores that are shown.</param>
    public static byte[] BestSoFar(string metric, IReadOnlyList<CurvePoint> scores, IReadOnlyList<CurvePoint> best, (double Low, double High) limits) => Draw("trial", metric, plot =>
    {
        Dots(plot, scores);
        Line(plot, best, Ink, LinePattern.Solid);
        var last = Math.Max(2, best[^1].X);
        plot.Axes.SetLimits(1 - (0.02 * last), last * 1.02, limits.Low, limits.High);
    });

    /// <summary>Iterations against loss, a line a trial.</summary>
    /// <param name="pruned">Those that ended early.</param>
    /// <param name="best">Drawn over the others; empty: none.</param>
    /// <param name="limits">Of the losses that are shown.</param>
    public static byte[] LearningCurves(
        IReadOnlyList<IReadOnlyList<CurvePoint>> pruned, IReadOnlyList<IReadOnlyList<CurvePoint>> others, IReadOnlyList<CurvePoint> best, (double Low, double High) limits) =>
        Draw("iterations", "loss", plot =>
        {
            foreach (var curve in pruned)
            {
                Line(plot, curve, Faint.WithAlpha(0.5), LinePattern.Solid, width: 1);
            }

            foreach (var curve in others)
            {
                Line(plot, curve, Ink.WithAlpha(0.35), LinePattern.Solid, width: 1);
            }

            Line(plot, best, Other, LinePattern.Solid);
            var last = pruned.Concat(others).Append(best).SelectMany(curve => curve).Max(point => point.X);
            plot.Axes.SetLimits(0, last * 1.02, limits.Low, limits.High);
        });

    private static byte[] Draw(string bottom, string left, Action<Plot> draw)
    {
        BundledFont.Register();
        using var plot = new Plot();
        plot.Font.Set(BundledFont.Name);
        plot.ScaleFactor = Scale;
        draw(plot);
        plot.FigureBackground.Color = Colors.White;
        plot.Grid.MajorLineColor = Grid;
        plot.Axes.Color(Text);
        plot.Axes.Bottom.Label.Text = bottom;
        plot.Axes.Left.Label.Text = left;
        plot.Axes.Bottom.Label.Bold = false;
        plot.Axes.Left.Label.Bold = false;
        plot.Axes.Right.FrameLineStyle.Width = 0;
        plot.Axes.Top.FrameLineStyle.Width = 0;
        return plot.GetImage(Width * Scale, Height * Scale).GetImageBytes(ImageFormat.Png);
    }

    private static void Line(Plot plot, IReadOnlyList<CurvePoint> points, Color color, LinePattern pattern, float width = 2)
    {
        if (points.Count == 0)
        {
            return;
        }

        var line = plot.Add.ScatterLine(points.Select(point => point.X).ToArray(), points.Select(point => point.Y).ToArray(), color);
        line.LineWidth = width;
        line.LinePattern = pattern;
    }

    private static void Dots(Plot plot, IReadOnlyList<CurvePoint> points)
    {
        var dots = plot.Add.ScatterPoints(points.Select(point => point.X).ToArray(), points.Select(point => point.Y).ToArray(), Ink.WithAlpha(0.35));
        dots.MarkerSize = 4;
    }
}
