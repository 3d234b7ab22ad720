using Mdlc.Contracts.Artifacts;
using Mdlc.Contracts.Spec;

namespace Mdlc.Contracts.Models;

/// <param name="Nullable">Whether values were missing in training. A missing value is scored either way.</param>
public sealed record SignatureInput(string Name, ColumnType Type, ColumnRole Role, bool Nullable)
{
    /// <summary>How the column's numbers get into single precision; null: as they stand. Clients send, and the log keeps, what is not rescaled.</summary>
    public Rescaling? Rescaling { get; init; }
}
