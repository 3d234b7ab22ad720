namespace Mdlc.Engine.Storage;

/// <summary>The log of a run does not make a history: it is not what was written. The message names the run.</summary>
internal sealed class UnreadableLogException(string message, Exception? cause = null) : Exception(message, cause);
