using Mdlc.Contracts.Models;
using Mdlc.Contracts.Spec;

namespace Mdlc.Learning.Features;

/// <summary>What of a plan is worth varying: what the spec leaves open, and what would make another plan of these columns.</summary>
public static class PlanParameters
{
    /// <param name="columns">As <see cref="FeaturePlanner.Plan(IReadOnlyList{FeatureStatistics}, ModelSpec, FeatureStatistics?)"/> takes them.</param>
    public static IReadOnlyList<PlanParameter> Of(IReadOnlyList<FeatureStatistics> columns, ModelSpec spec)
    {
        var trainer = spec.Train.Trainer;
        ColumnRole[] native = TrainerAbilities.SplitsCategories(spec.Train) ? [ColumnRole.Native] : [];
        MissingValues[] missing = [.. Enum.GetValues<MissingValues>().Where(value => value != MissingValues.Native || TrainerAbilities.TakesMissing(trainer))];
        return
        [
            .. Varied(FeatureChoices.LowCardinalityName, spec.Transform.LowCardinality, [ColumnRole.Category, ColumnRole.Target, .. native]),
            .. Varied(FeatureChoices.HighCardinalityName, spec.Transform.HighCardinality, [ColumnRole.Hash, ColumnRole.Target, .. native]),
            .. Varied(FeatureChoices.DatesName, spec.Transform.Dates, Enum.GetValues<DateDetail>()),
            .. Varied(FeatureChoices.MissingName, spec.Transform.Missing, missing),
        ];

        IEnumerable<PlanParameter> Varied<T>(string name, T? stated, IReadOnlyList<T> choices)
            where T : struct, Enum
        {
            if (stated is not null)
            {
                return [];
            }

            // Two choices that make the same plan are one.
            var usual = WorkOf(FeaturePlanner.Plan(columns, spec));
            var seen = new HashSet<string>(StringComparer.Ordinal) { usual };
            List<string> others = [.. choices.Select(FeatureChoices.NameOf).Where(choice => seen.Add(PlanOf(name, choice)))];
            var own = choices.Select(FeatureChoices.NameOf).First(choice => PlanOf(name, choice) == usual);
            return others.Count == 0 ? [] : [new PlanParameter(name, [own, .. others])];
        }

        string PlanOf(string name, string choice) =>
            WorkOf(FeaturePlanner.Plan(columns, spec, FeatureChoices.Of(new Dictionary<string, string> { [name] = choice })));
    }

    /// <summary>What a plan does, without the reasons.</summary>
    public static string WorkOf(FeaturePlan plan) =>
        Contracts.Json.MdlcJson.Serialize(plan with { Notes = [], Columns = [.. plan.Columns.Select(column => column with { Reason = "" })] });
}
