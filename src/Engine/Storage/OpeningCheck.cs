using Microsoft.Extensions.Logging;

namespace Mdlc.Engine.Storage;

/// <summary>What an engine makes sure of before it goes on with a database that another life of it, or another disk, has left.</summary>
internal sealed class OpeningCheck
{
    /// <summary>Up to here all pages are read at every start: it takes some tens of milliseconds.</summary>
    private const long SmallFile = 8 << 20;

    private readonly string _filename;
    private readonly CommitNote? _note;
    private readonly bool _hasLog;
    private readonly bool _isSmall;
    private readonly bool _readsPages;

    private OpeningCheck(string filename, CommitNote? note)
    {
        (_filename, _note) = (filename, note);
        _hasLog = new FileInfo(filename + "-wal") is { Exists: true, Length: > 0 };
        _isSmall = new FileInfo(filename) is { Exists: true, Length: <= SmallFile };
        _readsPages = note is not { IsStopped: true } || _hasLog || _isSmall;
    }

    /// <summary>Looks at the files before the database is opened, which takes its log away.</summary>
    /// <param name="note">What the engine before this one noted; null when nothing is known of it.</param>
    public static OpeningCheck Of(string filename, CommitNote? note) => new(filename, note);

    /// <returns>What was lost, in words: the last commits are not there. Null when nothing is known to be.</returns>
    /// <exception cref="InvalidDataException">The database is damaged.</exception>
    public string? Run(EngineDatabase database, ILogger logger)
    {
        // Without a log it is an older copy, which is of one moment.
        if (_hasLog && _note?.WrittenBack > database.Mark)
        {
            throw DamagedDatabase.Refusal(_filename, "its write-ahead log was cut off, and later commits are in the file in part");
        }

        if (_readsPages && database.FindFaults(withIndexes: _isSmall) is { Count: > 0 } faults)
        {
            throw DamagedDatabase.Refusal(_filename, string.Join("; ", faults));
        }

        if (_note is null || database.Has(_note))
        {
            return null;
        }

        logger.LogWarning(
            "'{File}' lacks its last commits: the engine had committed {What} when it was last there, at {Time:O}, and now it is missing. "
            + "The file, or its write-ahead log, was cut off, or an older copy was put in its place. What is there is whole, and the engine goes on from it.",
            _filename, _note.What, _note.Time);
        return $"'{_filename}' lacks its last commits: it, or its write-ahead log, was cut off, or an older copy was put in its place. The engine goes on from what is there.";
    }
}
