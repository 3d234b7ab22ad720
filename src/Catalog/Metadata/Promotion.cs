namespace Mdlc.Catalog.Metadata;

/// <param name="Moved">Whether the request made its version champion (now, or when it was first asked).</param>
/// <param name="Champion">Where champion stands now.</param>
/// <param name="Previous">Where previous stands now.</param>
public sealed record Promotion(bool Moved, int? Champion, int? Previous);
