using System.Text;

namespace Mdlc.Engine.Storage;

/// <summary>
/// Keeps a second engine off a database file, and holds the note of the last commit. The lock ends with the process, however it ends.
/// </summary>
internal sealed class DatabaseLock : IDisposable
{
    /// <summary>What a disk without room, or a quota, says on Linux and on Windows: nobody else holds the file then.</summary>
    private static readonly int[] WantsRoom = [28, 122, unchecked((int)0x80070070), unchecked((int)0x80070027)];

    /// <summary>The journal's thread notes commits, a timer that the engine lives.</summary>
    private readonly Lock _gate = new();
    private readonly FileStream _file;
    private CommitNote? _last;

    private DatabaseLock(FileStream file)
    {
        _file = file;
        using var reader = new StreamReader(file, Encoding.UTF8, leaveOpen: true);
        Found = _last = CommitNote.Parse(reader.ReadToEnd());
    }

    /// <summary>The note that the engine before this one left; null when there is none.</summary>
    public CommitNote? Found { get; }

    /// <exception cref="IOException">Another engine has the file open.</exception>
    public static DatabaseLock Take(string databaseFile)
    {
        var path = databaseFile + ".lock";
        try
        {
            return new DatabaseLock(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0));
        }
        catch (IOException e) when (e is not DirectoryNotFoundException && !WantsRoom.Contains(e.HResult))
        {
            throw new IOException(
                $"'{databaseFile}' is in use by another engine ('{path}' is locked). Connect to that engine, stop it, or name another file.", e);
        }
    }

    /// <summary>Notes a commit. It is not forced to the disk: where that matters, after a power cut, an older note asks for less.</summary>
    public void Note(CommitNote note) => Change(note.Time, last => note with { WrittenBack = last.WrittenBack });

    /// <summary>Notes that the log is about to be written back into the file, up to the mark.</summary>
    public void NoteWriteBack(long mark, DateTimeOffset time) => Change(time, last => last with { WrittenBack = Math.Max(mark, last.WrittenBack), IsStopped = false });

    /// <summary>
    /// Notes that the database was found whole at this mark. An older copy that was put in the file's place has less than was written back
    /// into that one, and is not to be measured by it.
    /// </summary>
    public void NoteFound(long mark, DateTimeOffset time) => Change(time, last => last with { WrittenBack = Math.Min(mark, last.WrittenBack) });

    /// <summary>Notes that the engine is there, whether or not it commits anything.</summary>
    public void NoteAlive(DateTimeOffset time) => Change(time, last => last with { Time = time, IsStopped = false });

    /// <summary>Notes that all that was queued is committed and the engine stops.</summary>
    public void NoteStop(DateTimeOffset time) => Change(time, last => last with { Time = time, IsStopped = true });

    public void Dispose() => _file.Dispose();

    private void Change(DateTimeOffset time, Func<CommitNote, CommitNote> change)
    {
        lock (_gate)
        {
            _last = change(_last ?? new CommitNote(0, 0, time, IsStopped: false));
            try
            {
                RandomAccess.Write(_file.SafeFileHandle, Encoding.UTF8.GetBytes(_last.ToString()), fileOffset: 0);
            }
            catch (IOException)
            {
                // The commit stands; a disk without room for the note will say so of the next commit.
            }
        }
    }
}
