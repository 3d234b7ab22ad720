using Mdlc.Contracts.Spec;

namespace Mdlc.Catalog.Metadata;

/// <summary>A spec that was applied.</summary>
/// <param name="RequestId">Names this one application.</param>
/// <param name="By">Who applied it.</param>
public sealed record AppliedEntry(ModelSpec Spec, string RequestId, string By, DateTimeOffset At);
