namespace Mdlc.Unit.Tests.Workflows.Year;

/// <summary>The machine's clock, set to another time.</summary>
internal sealed class ShiftedTime(DateTimeOffset beginning) : TimeProvider
{
    private readonly TimeSpan _shift = beginning - TimeProvider.System.GetUtcNow();

    public override DateTimeOffset GetUtcNow() => TimeProvider.System.GetUtcNow() + _shift;
}
