namespace Mdlc.Contracts.Verdicts;

/// <summary>The gate's decision on a candidate: fail when a rule fails, else inconclusive when a rule is, else pass.</summary>
public sealed record GateVerdict
{
    public required Verdict Verdict { get; init; }

    /// <summary>The metric that the comparisons are of.</summary>
    public required string Metric { get; init; }

    /// <summary>The chance, at most, that a rule passes a candidate that lies exactly on its limit.</summary>
    public required double Alpha { get; init; }

    /// <summary>The candidate's unseen rows.</summary>
    public required int Rows { get; init; }

    public required long Seed { get; init; }

    public required IReadOnlyList<GateRuleResult> Rules { get; init; }

    /// <summary>Recent champions that the candidate could not be compared with, each with the reason.</summary>
    public IReadOnlyList<string> NotCompared { get; init; } = [];

    /// <summary>What speaks against trusting the numbers behind the verdict; it decides nothing.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>The largest number that an inconclusive rule asks for; null where none does.</summary>
    public long? RowsNeeded { get; init; }

    /// <summary>The deciding rule's reason.</summary>
    public required string Summary { get; init; }
}
