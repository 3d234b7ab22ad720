namespace Mdlc.Engine.Storage;

/// <summary>Keeps a second engine off a database file. The lock ends with the process, however it ends.</summary>
internal sealed class DatabaseLock : IDisposable
{
    private readonly FileStream _file;

    private DatabaseLock(FileStream file) => _file = file;

    /// <exception cref="IOException">Another engine has the file open.</exception>
    public static DatabaseLock Take(string databaseFile)
    {
        var path = databaseFile + ".lock";
        try
        {
            return new DatabaseLock(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException e) when (e is not DirectoryNotFoundException)
        {
            throw new IOException(
                $"'{databaseFile}' is in use by another engine ('{path}' is locked). Connect to that engine, stop it, or name another file.", e);
        }
    }

    public void Dispose() => _file.Dispose();
}
