using Mdlc.Contracts.Spec;

namespace Mdlc.Spec;

/// <summary>Reads from which probability on a row counts as positive: a number, or how it is chosen.</summary>
internal static class ThresholdReader
{
    private const string Expected = "a number above 0 and below 1, {f1: max}, or {cost: {fp: 1, fn: 5}}";

    /// <param name="section">The section that has the key.</param>
    /// <param name="task">Null when the spec's task could not be read.</param>
    public static ThresholdSpec? Read(SpecSection section, ModelTask? task)
    {
        const string Key = "threshold";
        if (task is ModelTask.Multiclass or ModelTask.Regression)
        {
            section.Forbid(Key, $"only a binary task has a threshold; this one is {EnumNames.Of(task.Value)}");
        }

        var value = section.Find(Key);
        return value is { Node: not SpecNode.Mapping }
            ? value.Number(Expected, n => n is > 0 and < 1) is { } number ? new ThresholdSpec { Value = number } : null
            : ReadRule(section.Section(Key, Expected));
    }

    private static ThresholdSpec? ReadRule(SpecSection section)
    {
        var f1 = section.Find("f1");
        f1?.Choice(["max"]);
        var cost = section.Find("cost");
        var costs = section.Section("cost", "what errors cost, such as {fp: 1, fn: 5}");
        var (falsePositive, falseNegative) = (ReadCost(costs, "fp", "a false positive"), ReadCost(costs, "fn", "a false negative"));
        costs.Close();
        section.Close();
        if (!section.IsPresent)
        {
            return null;
        }

        if ((f1 is null) == (cost is null))
        {
            section.Report(f1 is null ? $"the threshold says nothing; expected {Expected}" : "f1 and cost are both there; keep one of them");
        }

        if (costs.IsPresent && falsePositive == 0 && falseNegative == 0)
        {
            costs.Report("neither error costs anything, so that every threshold is as good; let one of them cost something");
        }

        return f1 is not null
            ? new ThresholdSpec { Rule = ThresholdRule.F1 }
            : new ThresholdSpec { Rule = ThresholdRule.Cost, FalsePositive = falsePositive, FalseNegative = falseNegative };
    }

    private static double ReadCost(SpecSection section, string key, string error) =>
        section.Require(key, $"what {error} costs, a number that is not negative")?.Number("a number that is not negative", n => n >= 0) ?? 0;
}
