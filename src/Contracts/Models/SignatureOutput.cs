using Mdlc.Contracts.Artifacts;

namespace Mdlc.Contracts.Models;

/// <param name="Type">Numbers are in single precision, unless <see cref="DoublePrecision"/>.</param>
public sealed record SignatureOutput(string Name, ColumnType Type)
{
    /// <summary>Whether the numbers need double precision: those of a rescaled label.</summary>
    public bool DoublePrecision { get; init; }
}
