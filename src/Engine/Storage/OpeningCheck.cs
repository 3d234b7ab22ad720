using Microsoft.Extensions.Logging;

namespace Mdlc.Engine.Storage;

/// <summary>What an engine makes sure of before it goes on with a database that another life of it, or another disk, has left.</summary>
internal static class OpeningCheck
{
    /// <param name="note">What the engine before this one noted; null when nothing is known of it.</param>
    /// <exception cref="InvalidDataException">The database is damaged.</exception>
    public static void Run(string filename, EngineDatabase database, CommitNote? note, ILogger logger)
    {
        // After a stop in good order nothing can be half written, and reading all pages would only cost time.
        if (note is not { IsStopped: true } && database.FindFaults() is { Count: > 0 } faults)
        {
            throw DamagedDatabase.Refusal(filename, string.Join("; ", faults));
        }

        if (note is not null && !database.Has(note))
        {
            logger.LogWarning(
                "'{File}' lacks its last commits: the engine had committed {What} at {Time:O}, and it is not there. "
                + "The file, or its write-ahead log, was cut off, or an older copy was put in its place. What is there is whole, and the engine goes on from it.",
                filename, note.What, note.Time);
        }
    }
}
