namespace Mdlc.Engine.Kernel;

/// <summary>A request that the caller must change: answered as INVALID_ARGUMENT with this message, worded as Temporal words it.</summary>
public sealed class InvalidVisibilityRequestException(string message) : Exception(message);
