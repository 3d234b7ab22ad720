using Mdlc.Contracts.Evaluation;
using Mdlc.Contracts.Verdicts;

namespace Mdlc.Starter.Commands;

/// <summary>What a version is worth: of its run's report.</summary>
/// <param name="Metric">Null: the run's report does not have it.</param>
/// <param name="Judged">False: no rule applied, and the verdict is pass for want of one. Null: not known.</param>
internal sealed record VersionMetric(int Version, MetricValue? Metric, Verdict? Verdict, bool? Judged);
