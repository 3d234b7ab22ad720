using System.Globalization;
using System.Text;
using Mdlc.Contracts.Evaluation;
using Mdlc.Contracts.Json;
using Mdlc.Workflows.Evaluation;

namespace Mdlc.Activities.Registry;

/// <summary>The evaluation's figures as Markdown tables.</summary>
internal static class EvaluationTables
{
    public static void Write(StringBuilder card, EvaluateResult evaluation, string document)
    {
        var measured = MdlcJson.Deserialize<EvaluationDocument>(document);
        Line(card, $"## Metrics on the test rows");
        Line(card, $"");
        Line(card, $"| metric | value | interval |");
        Line(card, $"|---|---|---|");
        foreach (var (name, value) in evaluation.Metrics)
        {
            var interval = IntervalOf(measured.Metrics.FirstOrDefault(metric => metric.Name == name));
            Line(card, $"| {Markdown.Text(name)}{(name == evaluation.Metric ? " (decides)" : "")} | {value:0.####} | {interval} |");
        }

        Line(card, $"");
        WriteWarnings(card, measured.Warnings);
        if (measured.Slices.Count > 0)
        {
            WriteSlices(card, evaluation.Metric, measured.Slices);
        }
    }

    private static void WriteWarnings(StringBuilder card, IReadOnlyList<string> warnings)
    {
        if (warnings.Count == 0)
        {
            return;
        }

        Line(card, $"### Suspected leaks");
        Line(card, $"");
        foreach (var warning in warnings)
        {
            Line(card, $"- {Markdown.Text(warning)}");
        }

        Line(card, $"");
    }

    private static void WriteSlices(StringBuilder card, string decisive, IReadOnlyList<SliceMetrics> slices)
    {
        Line(card, $"### By slice");
        Line(card, $"");
        Line(card, $"| slice | rows | {Markdown.Text(decisive)} | interval |");
        Line(card, $"|---|---|---|---|");
        foreach (var slice in slices)
        {
            var metric = slice.Metrics.FirstOrDefault(m => m.Name == decisive);
            var value = slice.Sufficient && metric?.Value is { } number
                ? number.ToString("0.####", CultureInfo.InvariantCulture)
                : $"– ({Markdown.Text(slice.Reason ?? metric?.Reason ?? "")})";
            Line(card, $"| {Markdown.Text(slice.Column)} = {Markdown.Text(slice.Value ?? "(missing)")} | {slice.Rows} | {value} | {IntervalOf(metric)} |");
        }

        Line(card, $"");
    }

    private static string IntervalOf(MetricValue? metric) =>
        metric is { Lower: { } lower, Upper: { } upper, Confidence: { } confidence }
            ? string.Create(CultureInfo.InvariantCulture, $"{lower:0.####} … {upper:0.####} ({confidence:0.##%})")
            : "–";

    private static void Line(StringBuilder card, FormattableString text) =>
        card.Append(text.ToString(CultureInfo.InvariantCulture)).Append('\n');
}
