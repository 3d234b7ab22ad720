using System.Text.Json;
using Mdlc.Catalog;
using Mdlc.Contracts.Json;

namespace Mdlc.Starter.Hosting;

/// <summary>
/// One engine per home. The lock is the operating system's, on a file: it falls when its process dies, however it dies. Where the engine
/// listens stands in a file of its own beside it, because a locked file cannot be read.
/// </summary>
internal sealed class EngineLock : IDisposable
{
    private readonly FileStream _held;
    private readonly string _addressFile;

    private EngineLock(FileStream held, string addressFile)
    {
        _held = held;
        _addressFile = addressFile;
    }

    /// <returns>Null when another process holds it.</returns>
    public static EngineLock? TryAcquire(Home home)
    {
        Directory.CreateDirectory(home.Root);
        try
        {
            var held = new FileStream(home.EngineLock, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            return new EngineLock(held, AddressFile(home));
        }
        catch (IOException) when (File.Exists(home.EngineLock))
        {
            return null;
        }
    }

    /// <summary>True when a process holds the lock. Writes nothing.</summary>
    public static bool IsHeld(Home home)
    {
        try
        {
            using var probe = new FileStream(home.EngineLock, FileMode.Open, FileAccess.Read, FileShare.None);
            return false;
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException or UnauthorizedAccessException)
        {
            return false;
        }
        catch (IOException)
        {
            return File.Exists(home.EngineLock);
        }
    }

    /// <summary>Where the holder's engine listens; null while it is starting. It may be stale: the lock says whether somebody lives.</summary>
    public static EngineAddress? ReadAddress(Home home)
    {
        try
        {
            return MdlcJson.Deserialize<EngineAddress>(File.ReadAllText(AddressFile(home)));
        }
        catch (Exception unreadable) when (unreadable is IOException or JsonException)
        {
            return null;
        }
    }

    public void Publish(EngineAddress address)
    {
        var aside = _addressFile + ".new";
        File.WriteAllText(aside, MdlcJson.Serialize(address));
        File.Move(aside, _addressFile, overwrite: true);
    }

    public void Dispose()
    {
        File.Delete(_addressFile);
        _held.Dispose();
    }

    private static string AddressFile(Home home) => Path.Combine(home.Root, "engine.json");
}
