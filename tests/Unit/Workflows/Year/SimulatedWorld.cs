namespace Mdlc.Unit.Tests.Workflows.Year;

/// <summary>A world whose data change for good at six in the morning of some days.</summary>
/// <param name="start">Midnight before the first day, which has the number 0.</param>
/// <param name="changes">The numbers of those days.</param>
internal sealed class SimulatedWorld(DateTimeOffset start, IReadOnlyCollection<int> changes)
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(6);

    /// <summary>Names what data look like at a moment; the names differ whenever the data do.</summary>
    public string At(DateTimeOffset now) => $"world-{changes.Count(day => now >= start.AddDays(day) + Hour)}";
}
