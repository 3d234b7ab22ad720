namespace Mdlc.Engine.Visibility.Attributes;

/// <summary>A search attribute by its stored name.</summary>
#pragma warning disable CA1711 // Temporal's noun.
public sealed record SearchAttribute(string Name, IndexedValueType Type);
#pragma warning restore CA1711
