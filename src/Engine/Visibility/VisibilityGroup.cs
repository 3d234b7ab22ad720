namespace Mdlc.Engine.Visibility;

/// <summary>The runs that share a value; null for those that have none.</summary>
public sealed record VisibilityGroup(string? Value, long Count);
