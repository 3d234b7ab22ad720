using System.Globalization;
using Mdlc.Contracts.Spec;
using Mdlc.Contracts.Verdicts;
using Mdlc.Learning.Gating;
using Mdlc.Learning.Metrics;

namespace Mdlc.Unit.Tests.Learning.Gating;

/// <summary>Champions that follow each other on test rows that stay, as the gate stage lets them.</summary>
internal sealed class Succession(ChampionRule rule, string metric, TestRows rows, long seed)
{
    private readonly Dictionary<int, Predictions> _models = [];
    private readonly List<int> _champions = [];
    private int? _best;

    /// <summary>How much worse than the first champion the present one truly is.</summary>
    public double Loss { get; private set; }

    public double LargestLoss { get; private set; }

    public int Passed { get; private set; }

    /// <param name="generations">How many challengers there are.</param>
    /// <param name="challenger">A challenger's true loss, of the champion's.</param>
    public Succession Run(int generations, Func<double, double> challenger)
    {
        Promote(0, 0, rows.Model(0, seed), best: null);
        for (var version = 1; version <= generations; version++)
        {
            var loss = challenger(Loss);
            var candidate = rows.Model(loss, (seed * 1000) + version);
            var evidence = Evidence(candidate, version);
            var verdict = GateEvaluator.Evaluate(new GateSpec { Champion = rule }, evidence);
            if (verdict.Verdict == Verdict.Pass)
            {
                Passed++;
                Promote(version, loss, candidate, int.Parse(verdict.BestChampion!, CultureInfo.InvariantCulture));
            }
        }

        return this;
    }

    private GateEvidence Evidence(Predictions candidate, int version) => new()
    {
        Candidate = candidate,
        Metric = metric,
        Champion = Against(candidate, _champions[^1]),
        Recent = [.. EarlierChampions.Choose(_champions, _champions[^1], _best).Select(earlier => Against(candidate, earlier))],
        Seed = (seed * 1000) + version,
        Replicates = 200,
    };

    private PairedComparison Against(Predictions candidate, int version) =>
        PairedComparison.Of(version.ToString(CultureInfo.InvariantCulture), candidate, _models[version]);

    private void Promote(int version, double loss, Predictions model, int? best)
    {
        _models[version] = model;
        _champions.Add(version);
        _best = best;
        Loss = loss;
        LargestLoss = Math.Max(LargestLoss, loss);
    }
}
