namespace Mdlc.Catalog.Metadata.Stored;

/// <summary>A stored record has something that is read by reflection only.</summary>
internal sealed class NotPlainException : Exception;
