namespace Mdlc.Engine.Storage;

/// <summary>What the database holds is not what was written. The message names it.</summary>
internal sealed class DamagedRecordException(string message, Exception? cause = null) : Exception(message, cause);
