using Mdlc.Contracts.Spec;

namespace Mdlc.Plans.Bench;

/// <summary>A way of training that is compared with another.</summary>
/// <param name="Than">The way that it is measured against; null: none.</param>
internal sealed record PlanVariant(string Name, string? Than, Func<ModelSpec, ModelSpec> Apply)
{
    private const string Hundred = "100 iterations";
    private const string Stopped = "early stopping";

    public static IReadOnlyList<PlanVariant> All { get; } =
    [
        new(Hundred, null, spec => spec),
        new(Stopped, Hundred, Stopping),
        Plan("low: target", transform => transform with { LowCardinality = ColumnRole.Target }),
        Plan("low: native", transform => transform with { LowCardinality = ColumnRole.Native }),
        Plan("high: target", transform => transform with { HighCardinality = ColumnRole.Target }),
        Plan("high: native", transform => transform with { HighCardinality = ColumnRole.Native }),
        Plan("dates: minute", transform => transform with { Dates = DateDetail.Minute }),
        Plan("dates: cyclic", transform => transform with { Dates = DateDetail.Cyclic }),
        Plan("missing: native", transform => transform with { Missing = MissingValues.Native }),
        Plan("missing: indicator", transform => transform with { Missing = MissingValues.Indicator }),
        Plan("missing: mean", transform => transform with { Missing = MissingValues.Mean }),
        Plan("missing: median", transform => transform with { Missing = MissingValues.Median }),
    ];

    private static PlanVariant Plan(string name, Func<TransformSpec, TransformSpec> change) =>
        new(name, Stopped, spec => Stopping(spec) with { Transform = change(spec.Transform) });

    private static ModelSpec Stopping(ModelSpec spec) => spec with { Train = spec.Train with { EarlyStopping = new EarlyStoppingSpec() } };
}
