using System.Globalization;
using Mdlc.Contracts.Evaluation;
using Mdlc.Contracts.Spec;
using Mdlc.Learning.Gating;
using Mdlc.Learning.Statistics;
using Mdlc.Spec;
using Mdlc.Unit.Tests.Spec;

namespace Mdlc.Unit.Tests.Learning.Gating;

/// <summary>
/// The gate that mdlc init proposes, over generations of retrains that are judged on the same 2 000 rows. The champion is the luckiest of those that
/// came before it there, which is what a single comparison does not show. MDLC_SIMULATIONS=1 runs ten times as many.
/// </summary>
public sealed class SuccessionSimulationTests(ITestOutputHelper output)
{
    private const int Rows = 2000;

    private static readonly int Times = Environment.GetEnvironmentVariable("MDLC_SIMULATIONS") == "1" ? 10 : 1;

    [Theory]
    [InlineData(MetricName.Auc, 5, 40)]
    [InlineData(MetricName.Rmse, 4, 12)]
    public void Proposed_EqualRetrains_PassAtLeastEightyInHundred(string metric, int successions, int generations)
    {
        var all = Run(metric, Proposed(metric), successions, generations, _ => champion => 0);

        Assert.InRange(all.Sum(one => one.Passed) / ((double)all.Count * generations), 0.8, 0.97);
    }

    /// <summary>A step alone passes nearly every other time, Φ(1.5 − 1.64); so it is the best champion before them that stops the sum.</summary>
    [Theory]
    [InlineData(MetricName.Auc, 8, 12)]
    [InlineData(MetricName.Rmse, 4, 10)]
    public void Proposed_EachHalfAMarginWorseThanTheLast_StopsBeforeTheCap(string metric, int successions, int generations)
    {
        var rule = Proposed(metric);
        var step = rule.StandardErrors!.Value * StandardError(metric) / 2;

        var all = Run(metric, rule, successions, generations, _ => champion => champion + step);

        output.WriteLine(Text($"steps of {step:G3}, at most {rule.Margin:G3}: {all.Average(one => one.LargestLoss):G3} lost, at most {all.Max(one => one.LargestLoss):G3}"));
        Assert.True(all.Average(one => one.LargestLoss) > step / 2, "steps pass");
        Assert.InRange(all.Count(one => one.LargestLoss > rule.Margin), 0, all.Count / 10);
    }

    /// <summary>Retrains differ in what they are truly worth: around the first one, or around the champion that they set out from.</summary>
    [Theory]
    [InlineData(MetricName.Auc, 0.0)]
    [InlineData(MetricName.Auc, 1.0)]
    public void Proposed_FiftyGenerations_TheChampionsTrueQualityDoesNotFall(string metric, double heritage)
    {
        var spread = StandardError(metric) / 2;

        var all = Run(metric, Proposed(metric), 3, 50, seed =>
        {
            var random = new SeededRandom(seed);
            return champion => (heritage * champion) + (spread * random.NextNormal());
        });

        Assert.InRange(all.Average(one => one.Loss), double.NegativeInfinity, 0);
        Assert.InRange(all.Max(one => one.LargestLoss), 0, Proposed(metric).Margin);
    }

    /// <summary>Steps too small to be seen one by one, further back than the champions that are compared: the best of all is not forgotten.</summary>
    [Fact]
    public void Proposed_CreepingLoss_StopsAtTheCapThoughTheBestChampionIsLongPast()
    {
        var rule = Proposed(MetricName.Auc);

        var all = Run(MetricName.Auc, rule, 2, 60, _ => champion => champion + (rule.Margin / 15));

        output.WriteLine(Text($"{all.Average(one => one.LargestLoss):G3} lost, at most {all.Max(one => one.LargestLoss):G3} of {rule.Margin:G3}"));
        Assert.InRange(all.Max(one => one.LargestLoss), 0, rule.Margin);
    }

    private IReadOnlyList<Succession> Run(string metric, ChampionRule rule, int successions, int generations, Func<long, Func<double, double>> challengers)
    {
        var all = new Succession[successions * Times];
        Parallel.For(0, all.Length, i => all[i] = new Succession(rule, metric, new TestRows(metric, Rows, 7_000_000 + i), i + 1).Run(generations, challengers(i)));
        output.WriteLine(Text(
            $"{metric}: {all.Length} × {generations} challengers, {100.0 * all.Sum(one => one.Passed) / (all.Length * generations):0.0} % pass, true loss {all.Average(one => one.Loss):G3} ± {all.Average(one => Math.Abs(one.Loss)):G3}, largest {all.Max(one => one.LargestLoss):G3}"));
        return all;
    }

    /// <summary>As mdlc init writes it.</summary>
    private static ChampionRule Proposed(string metric)
    {
        var task = metric == MetricName.Rmse ? ModelTask.Regression : ModelTask.Binary;
        var gate = $"gate: {{champion: {{kind: nonInferior, margin: {{standardErrors: {TaskRules.MarginStandardErrors}, atMost: {TaskRules.MostOfMargin(task, metric)}}}}}}}";
        return SpecLoader.Parse(SpecExamples.Where("task: binary", $"task: {task.ToString().ToLowerInvariant()}\n{gate}"), SpecExamples.File).Gate.Champion!;
    }

    /// <summary>Of the difference between two equal models, in the unit of a loss.</summary>
    private static double StandardError(string metric)
    {
        var rows = new TestRows(metric, Rows, 1);
        var (ours, theirs) = (rows.Model(0, 2), rows.Model(0, 3));
        var rule = Assert.Single(GateEvaluator.Evaluate(new GateSpec { Champion = new ChampionRule() }, new GateEvidence
        {
            Candidate = ours,
            Metric = metric,
            Champion = PairedComparison.Of("m@1", ours, theirs),
            Seed = 1,
        }).Rules);
        return rule.StandardError!.Value / rows.Unit;
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
