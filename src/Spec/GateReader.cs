using Mdlc.Contracts.Evaluation;
using Mdlc.Contracts.Faults;
using Mdlc.Contracts.Spec;

namespace Mdlc.Spec;

/// <summary>Reads what a candidate must show: limits by metric, and how it must stand against the champion.</summary>
/// <param name="task">Null when the spec's task could not be read: then metric names are not checked.</param>
internal sealed class GateReader(ModelTask? task)
{
    private const double NonInferiorMargin = 0.01;

    public GateSpec Read(SpecSection section)
    {
        var limits = ReadLimits(section.Find("limits"));
        var champion = section.Section("champion", "a rule such as {kind: nonInferior, margin: 0.005}");
        var rule = ReadChampion(champion);
        section.Close();
        return new GateSpec { Limits = limits, Champion = champion.IsPresent ? rule : null };
    }

    private Dictionary<string, LimitSpec> ReadLimits(SpecValue? value)
    {
        var limits = new Dictionary<string, LimitSpec>(StringComparer.Ordinal);
        foreach (var (name, bounds) in value?.Entries("bounds by metric, such as {auc: {min: 0.85}}") ?? [])
        {
            var metric = FindMetric(name, bounds);
            var limit = ReadLimit(metric, bounds);
            if (metric is not null && limits.Keys.FirstOrDefault(other => FindMetric(other) == metric) is { } same)
            {
                bounds.Report($"{name} is bounded twice{(same == name ? "" : $": {same} is another name of it")}; keep one of them");
            }

            // By the name that was asked for: verdicts answer by it.
            limits.TryAdd(name, limit);
        }

        return limits;
    }

    private MetricInfo? FindMetric(string name) => task is { } known ? MetricTable.Find(known, name) : null;

    private MetricInfo? FindMetric(string name, SpecValue bounds)
    {
        var metric = FindMetric(name);
        if (task is { } known && metric is null)
        {
            var metrics = MetricTable.ChoicesOf(known);
            var near = NearestName.Of(name, metrics);
            bounds.Report($"found the metric {name}, expected one of {string.Join(", ", metrics)} for a {EnumNames.Of(known)} task"
                + (near is null ? "" : $"; did you mean {near}?"));
        }

        return metric;
    }

    private static LimitSpec ReadLimit(MetricInfo? metric, SpecValue bounds)
    {
        var section = bounds.Section("bounds such as {min: 0.85}");
        var isShare = metric is { Range: MetricRange.Share };
        var expected = isShare ? "a number from 0 to 1" : "a number";
        Func<double, bool> isAllowed = n => !isShare || n is >= 0 and <= 1;
        var (min, max) = (section.Find("min"), section.Find("max"));
        var limit = new LimitSpec(min?.Number(expected, isAllowed), max?.Number(expected, isAllowed));
        section.Close();
        if (section.IsPresent && min is null && max is null)
        {
            section.Report("the limit bounds nothing; add min or max");
        }

        if (limit.Min > limit.Max)
        {
            max!.Report("max is below min; nothing can be within");
        }

        return limit;
    }

    private static ChampionRule ReadChampion(SpecSection section)
    {
        var kind = section.Find("kind")?.Choice(EnumNames.Of<ChampionRuleKind>()) ?? new ChampionRule().Kind;
        var margin = section.Find("margin");
        section.Close();
        if (margin is null)
        {
            return kind == ChampionRuleKind.NonInferior
                ? new ChampionRule { Kind = kind, Margin = NonInferiorMargin, MarginIsRelative = true }
                : new ChampionRule { Kind = kind };
        }

        var rule = margin.Node is SpecNode.Mapping ? ReadStandardErrors(margin) : ReadFixed(margin);
        if (kind == ChampionRuleKind.Superior && (rule.Margin > 0 || rule.StandardErrors is not null))
        {
            margin.Report("superior takes no margin: it asks that the candidate is better, by however little; leave the margin out");
        }

        return rule with { Kind = kind };
    }

    /// <summary>So many standard errors of the difference on the rows at hand, and the most that may be.</summary>
    private static ChampionRule ReadStandardErrors(SpecValue margin)
    {
        var section = margin.Section("a margin such as {standardErrors: 3, atMost: 5%}");
        var many = section.Require("standardErrors", "how many standard errors of the difference the margin is, such as 3")?
            .Number("a number above 0 and up to 100", n => n is > 0 and <= 100);
        var most = section.Require("atMost", "the most that the margin may be, such as 5% or 0.02");
        section.Close();
        return (most is null ? new ChampionRule() : ReadFixed(most)) with { StandardErrors = many };
    }

    private static ChampionRule ReadFixed(SpecValue margin)
    {
        var (value, isRelative) = ReadMargin(margin);
        return new ChampionRule { Margin = value, MarginIsRelative = isRelative };
    }

    /// <summary>0.005 is absolute, "1%" a share of the champion's value.</summary>
    private static (double Margin, bool IsRelative) ReadMargin(SpecValue margin)
    {
        const string Expected = "a number that is not negative, or a share of the champion's value from 0% to 100%, such as 1%";
        if (margin.Node is not SpecNode.Scalar scalar || !scalar.Text.EndsWith('%'))
        {
            return (margin.Number(Expected, n => n >= 0) ?? 0, false);
        }

        if (SpecValue.TryNumber(scalar.Text[..^1], out var percent) && percent is >= 0 and <= 100)
        {
            // Through decimal, so that 0.1% is the number 0.001 and not its neighbour.
            return ((double)((decimal)percent / 100m), true);
        }

        margin.Expect(Expected);
        return (0, true);
    }
}
