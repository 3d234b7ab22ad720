namespace Mdlc.Catalog.Metadata;

/// <summary>The version of a model that servers shall serve.</summary>
/// <param name="Version">Null: none.</param>
/// <param name="Sequence">Higher with each change of any model's desired version.</param>
/// <param name="By">The run or the person that asked for it.</param>
public sealed record DesiredVersion(string Project, string Model, int? Version, long Sequence, string By, DateTimeOffset At);
