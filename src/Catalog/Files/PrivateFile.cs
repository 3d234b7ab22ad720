namespace Mdlc.Catalog.Files;

/// <summary>Files and folders that only their owner can read, whatever the process's mask says.</summary>
public static class PrivateFile
{
    private const UnixFileMode Folder = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode File = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private const UnixFileMode Others =
        UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    /// <summary>Options for a file that is made now.</summary>
    public static FileStreamOptions New(FileAccess access)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = access };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = File;
        }

        return options;
    }

    /// <summary>Makes an empty file, for those that open what is there. What is there already stays as it is.</summary>
    public static void Make(string file)
    {
        try
        {
            using var made = new FileStream(file, New(FileAccess.Write));
        }
        catch (IOException) when (System.IO.File.Exists(file))
        {
            // Another process was there first.
        }
    }

    /// <summary>Makes a folder. One that is there keeps the mode that somebody gave it.</summary>
    public static void MakeFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, Folder);
        }
    }

    /// <summary>
    /// From now on whatever this process makes, anywhere, is as private as that folder is. What libraries write for us (Parquet, logs) goes by
    /// the process's mask alone.
    /// </summary>
    public static void KeepLike(string folder)
    {
        if (!OperatingSystem.IsWindows() && (System.IO.File.GetUnixFileMode(folder) & Others) == 0)
        {
            Disk.KeepPrivate();
        }
    }
}
