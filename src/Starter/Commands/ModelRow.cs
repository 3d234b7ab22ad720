using Mdlc.Contracts.Evaluation;
using Mdlc.Contracts.Verdicts;

namespace Mdlc.Starter.Commands;

/// <summary>A line of <c>mdlc models --json</c>.</summary>
internal sealed record ModelRow(
    string Project, string Model, int Versions, int? Champion, int? Challenger, int? Previous, DateTimeOffset Newest)
{
    /// <summary>The champion's deciding metric, with its interval where its run knows it.</summary>
    public MetricValue? Deciding { get; init; }

    /// <summary>What the gate said of the champion.</summary>
    public Verdict? Verdict { get; init; }

    /// <inheritdoc cref="Mdlc.Contracts.Runs.RunReport.Judged"/>
    public bool? Judged { get; init; }
}
