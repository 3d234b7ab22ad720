using Mdlc.Contracts.Runs;
using Mdlc.Contracts.Spec;

namespace Mdlc.Catalog.Metadata;

/// <summary>A run that is asked for.</summary>
/// <param name="RequestId">The same request of the same model is the same run.</param>
/// <param name="Asked">When, UTC.</param>
public sealed record NewRun(string Project, string Model, ModelSpec Spec, RunTrigger Trigger, string RequestId, DateTimeOffset Asked)
{
    /// <summary>What it takes over from an earlier run; null: nothing.</summary>
    public TakeOver? TakeOver { get; init; }
}
