using Mdlc.Contracts.Evaluation;

namespace Mdlc.Contracts.Verdicts;

/// <summary>The gate's decision on a candidate: fail when a rule fails, else inconclusive when a rule is, else pass.</summary>
public sealed record GateVerdict
{
    public required Verdict Verdict { get; init; }

    /// <summary>False: no rule applied, and <see cref="Verdict"/> is pass for want of one. Null: of a release that did not say.</summary>
    public bool? Judged { get; init; }

    /// <summary>The champion's version when the candidate is that very model, bit for bit: there is nothing to promote.</summary>
    public int? SameAs { get; init; }

    /// <summary>The champion, such as <c>adult-income@6</c>, that did best against the candidate; null where none could be compared.</summary>
    public string? BestChampion { get; init; }

    /// <summary>The metric that the comparisons are of.</summary>
    public required string Metric { get; init; }

    /// <summary>The chance, at most, that a rule passes a candidate that lies exactly on its limit.</summary>
    public required double Alpha { get; init; }

    /// <summary>The candidate's unseen rows.</summary>
    public required int Rows { get; init; }

    public required long Seed { get; init; }

    public required IReadOnlyList<GateRuleResult> Rules { get; init; }

    /// <summary>Earlier champions that the candidate could not be compared with, each with the reason.</summary>
    public IReadOnlyList<string> NotCompared { get; init; } = [];

    /// <summary>The champion's curves beside the candidate's; null: there is no champion, the candidate is it, or the gate is of a release that did not keep them.</summary>
    public CurvesBeside? Curves { get; init; }

    /// <summary>What speaks against trusting the numbers behind the verdict; it decides nothing.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>The largest number that an inconclusive rule asks for; null where none does.</summary>
    public long? RowsNeeded { get; init; }

    /// <summary>True: more than <see cref="RowsNeeded"/>.</summary>
    public bool RowsNeededIsBound { get; init; }

    /// <summary>The deciding rule's reason.</summary>
    public required string Summary { get; init; }
}
