namespace Mdlc.Catalog.Sources.Cells;

/// <summary>How well a notation of times fits a column.</summary>
/// <param name="Pattern">In .NET's tokens.</param>
/// <param name="Count">Cells that are points in time in it.</param>
internal sealed record TimeFit(string Pattern, long Count)
{
    /// <summary>Cells that are points in time only with day and month in the other order.</summary>
    public long Otherwise { get; init; }
}
