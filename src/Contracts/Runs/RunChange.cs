using Mdlc.Contracts.Spec;

namespace Mdlc.Contracts.Runs;

/// <summary>How a person had a suspended run go on, where that was not just as before.</summary>
/// <param name="At">When, UTC.</param>
/// <param name="Stage">The stage that it was suspended at, and that was begun again or skipped.</param>
/// <param name="By">Who asked for it.</param>
/// <param name="Reason">Why; null: no reason was given.</param>
/// <param name="Skipped">The stage was left out.</param>
/// <param name="Differences">Fields of the spec, before and after; none: a reason was given, or the stage left out.</param>
public sealed record RunChange(DateTimeOffset At, string Stage, string By, string? Reason, bool Skipped, IReadOnlyList<SpecDifference> Differences);
