using Mdlc.Contracts.Artifacts;
using Mdlc.Contracts.Spec;

namespace Mdlc.Contracts.Models;

/// <param name="Nullable">Whether values were missing in training. A missing value is scored either way.</param>
public sealed record SignatureInput(string Name, ColumnType Type, ColumnRole Role, bool Nullable)
{
    /// <summary>The notation of the column's texts, see <see cref="SourceSpec.Formats"/>; null: plain, or ISO 8601.</summary>
    public string? Format { get; init; }

    /// <summary>Texts that mean "missing", besides the empty one.</summary>
    public IReadOnlyList<string> NullWords { get; init; } = [];

    /// <summary>How the column's numbers get into single precision; null: as they stand. Clients send, and the log keeps, what is not rescaled.</summary>
    public Rescaling? Rescaling { get; init; }
}
