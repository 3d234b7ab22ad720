namespace Mdlc.Catalog.Metadata;

/// <param name="Expected">The version on which champion must stand; null: nowhere.</param>
/// <param name="By">The run or the person, for the history.</param>
/// <param name="Key">Names this one promotion, e.g. the run: what makes a repeated request harmless.</param>
public sealed record PromotionRequest(
    string Project, string Model, int Version, int? Expected, string By, string Reason, string Key, DateTimeOffset At);
