using System.Runtime.InteropServices;

namespace Mdlc.Catalog.Files;

/// <summary>What .NET does not offer of a file system. On Windows, which keeps its folders by itself, these do nothing or the next best thing.</summary>
internal static partial class Disk
{
    private const int ReadOnly = 0;
    private const int GroupAndOthers = 0x3F; // 077

    /// <summary>
    /// Returns when the names in a folder are on the disk: without this a file that was renamed into place may, after a power cut, be back at
    /// its old name or at none.
    /// </summary>
    public static void FlushFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var handle = Open(folder, ReadOnly);
        if (handle < 0)
        {
            throw Refused(folder);
        }

        try
        {
            if (Sync(handle) != 0)
            {
                throw Refused(folder);
            }
        }
        finally
        {
            _ = Close(handle);
        }
    }

    /// <summary>Gives a file a second name, by which it stays as it is when another takes its first one. Where links cannot be had it is copied.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    public static void Pin(string file, string name)
    {
        if (OperatingSystem.IsWindows() || Link(file, name) != 0)
        {
            File.Copy(file, name);
        }
    }

    /// <summary>Whatever this process makes from now on can be read by its owner only.</summary>
    public static void KeepPrivate()
    {
        if (!OperatingSystem.IsWindows())
        {
            _ = Mask(GroupAndOthers);
        }
    }

    private static IOException Refused(string path) => new($"{path} cannot be made durable: {Marshal.GetLastPInvokeErrorMessage()}", Marshal.GetLastPInvokeError());

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Sync(int handle);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int handle);

    [LibraryImport("libc", EntryPoint = "umask")]
    private static partial int Mask(int mask);

    [LibraryImport("libc", EntryPoint = "link", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int Link(string file, string name);
}
