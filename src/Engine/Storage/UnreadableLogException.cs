namespace Mdlc.Engine.Storage;

/// <summary>The log of a run does not make a history.</summary>
internal sealed class UnreadableLogException(string message, Exception cause) : Exception(message, cause);
