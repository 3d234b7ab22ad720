using System.Globalization;
using System.Text;
using Mdlc.Catalog.Files;
using Mdlc.Contracts.Faults;

namespace Mdlc.Catalog;

/// <summary>
/// What a home notes of one of its databases, apart from it: which one it is, and how many commits it has had at least. A database that was
/// emptied or taken away, or whose last commits were cut off, looks like a new one or like an older one, and only this tells that it is not.
/// </summary>
public sealed record HomeMark(string Id, long Commits)
{
    private const int Length = 64;

    /// <returns>Null when nothing was noted yet: the database is new, or of before there were marks.</returns>
    /// <exception cref="FaultException">The note cannot be read.</exception>
    public static HomeMark? Read(string file)
    {
        try
        {
            return File.ReadAllText(file).TrimEnd().Split(' ') is [var id, var commits] && long.TryParse(commits, CultureInfo.InvariantCulture, out var number)
                ? new HomeMark(id, number)
                : throw Unreadable(file, "expected an id and a number");
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(file, unreadable.Message);
        }
    }

    /// <summary>
    /// Notes it, after the commit. Of two processes that note at once the older note may win: it asks for less. Nor is the note of each commit
    /// forced to the disk, for the same reason; the first one is.
    /// </summary>
    public void Write(string file)
    {
        try
        {
            if (File.Exists(file))
            {
                // In place and of one length, so that no kill leaves half of it.
                using var known = File.OpenHandle(file, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
                RandomAccess.Write(known, Bytes(), fileOffset: 0);
                return;
            }

            var aside = $"{file}.{Guid.NewGuid():n}";
            using (var made = new FileStream(aside, PrivateFile.New(FileAccess.Write)))
            {
                made.Write(Bytes());
                made.Flush(flushToDisk: true);
            }

            File.Move(aside, file, overwrite: true);
            Disk.FlushFolder(Path.GetDirectoryName(file)!);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            // The commit stands; a disk without room for the note will say so of the next commit.
        }
    }

    private byte[] Bytes() => Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Id} {Commits}\n").PadRight(Length));

    private static FaultException Unreadable(string file, string why) =>
        FaultException.InEnvironment($"{file}, where the home notes which database it has, is damaged: {why}. Restore it from a backup, or delete it: it is made anew from the database that is there.");
}
