using System.Runtime.InteropServices;
using System.Text;

namespace Mdlc.Engine.Tests.Storage;

/// <summary>
/// A disk that fails when it is told: SQLite's own way to its files, with the two calls replaced by which bytes reach a file. Everything
/// else, the shared memory of the write-ahead log included, stays as it is. Only who names it as its VFS has it.
/// </summary>
internal sealed partial class FaultyDisk : IDisposable
{
    public const int InputOutput = 10;
    public const int Corrupt = 11;
    public const int Full = 13;

    // sqlite3_vfs and sqlite3_io_methods, as SQLite has promised them since 3.7.7.
    private const int VfsBytes = 168;
    private const int VfsNext = 16;
    private const int VfsName = 24;
    private const int VfsOpen = 40;
    private const int MethodsBytes = 152;
    private const int MethodsRead = 16;
    private const int MethodsWrite = 24;
    private const int MethodsSync = 40;

    private readonly Dictionary<nint, nint> _methods = [];
    private readonly Dictionary<nint, string> _names = [];

    /// <summary>What was written and not synced, by what stood there before, the oldest first.</summary>
    private readonly List<(string File, long Offset, byte[] Before)> _unsynced = [];
    private readonly List<nint> _allocated = [];
    private readonly List<Delegate> _kept = [];
    private readonly Open _open;
    private readonly nint _vfs;
    private volatile int _error;
    private int _left;

    public FaultyDisk()
    {
        Assert.True(nint.Size == 8);
        using (var connection = new Microsoft.Data.Sqlite.SqliteConnection("Data Source=:memory:"))
        {
            // Loads SQLite, whoever comes first.
            connection.Open();
        }

        var original = VfsFind(null);
        _open = Marshal.GetDelegateForFunctionPointer<Open>(Marshal.ReadIntPtr(original, VfsOpen));
        _vfs = Copy(original, VfsBytes);
        Marshal.WriteIntPtr(_vfs, VfsNext, 0);
        Marshal.WriteIntPtr(_vfs, VfsName, Allocate(Encoding.UTF8.GetBytes(Name + "\0")));
        Marshal.WriteIntPtr(_vfs, VfsOpen, Pointer<Open>(OpenFile));
        Assert.Equal(0, VfsRegister(_vfs, 0));
    }

    private delegate int Open(nint vfs, nint name, nint file, int flags, nint outFlags);

    private delegate int Write(nint file, nint data, int count, long offset);

    private delegate int Sync(nint file, int flags);

    public string Name { get; } = $"faulty-{Guid.NewGuid():N}";

    /// <summary>How many calls have been refused.</summary>
    public int Refused => Volatile.Read(ref _refused);

    private int _refused;

    /// <summary>Called, once, while a call is being refused: what comes at that moment.</summary>
    public Action? Meanwhile { get; set; }

    /// <summary>Whether it remembers what a power cut would take: <see cref="CutPower"/>. Of one thread only.</summary>
    public bool CanLosePower { get; init; }

    /// <summary>Called, once, while a call is being carried out: what comes while the disk is slow.</summary>
    public Action? Slowly { get; set; }

    /// <summary>From now on writing and syncing end with the error, one of SQLite's numbers.</summary>
    /// <param name="after">How many calls come through before.</param>
    public void Fail(int error, int after = 0) => (_left, _error) = (after, error);

    public bool IsFailing => _error != 0;

    public void Recover() => _error = 0;

    /// <summary>The power fails while no file is open: of what was written and not synced a part is there, whichever.</summary>
    public void CutPower(Random random)
    {
        for (var i = _unsynced.Count - 1; i >= 0; i--)
        {
            var (name, offset, before) = _unsynced[i];
            if (random.Next(2) == 0 && File.Exists(name))
            {
                using var file = File.OpenHandle(name, FileMode.Open, FileAccess.Write);
                RandomAccess.Write(file, before, offset);
            }
        }

        _unsynced.Clear();
    }

    public void Dispose()
    {
        _ = VfsUnregister(_vfs);
        _allocated.ForEach(Marshal.FreeHGlobal);
        GC.KeepAlive(_kept);
    }

    private int OpenFile(nint vfs, nint name, nint file, int flags, nint outFlags)
    {
        var result = _open(vfs, name, file, flags, outFlags);
        if (Marshal.ReadIntPtr(file) is var methods && methods != 0)
        {
            Marshal.WriteIntPtr(file, Faulty(methods));
            if (CanLosePower)
            {
                _names[file] = Marshal.PtrToStringUTF8(name) ?? "";
            }
        }

        return result;
    }

    /// <summary>Files have one of a few tables of methods, by how they are locked.</summary>
    private nint Faulty(nint methods)
    {
        lock (_methods)
        {
            if (!_methods.TryGetValue(methods, out var faulty))
            {
                faulty = Copy(methods, MethodsBytes);
                var write = Marshal.GetDelegateForFunctionPointer<Write>(Marshal.ReadIntPtr(methods, MethodsWrite));
                var sync = Marshal.GetDelegateForFunctionPointer<Sync>(Marshal.ReadIntPtr(methods, MethodsSync));
                var read = Marshal.GetDelegateForFunctionPointer<Write>(Marshal.ReadIntPtr(methods, MethodsRead));
                Marshal.WriteIntPtr(faulty, MethodsWrite, Pointer<Write>((file, data, count, offset) => Refusal() ?? Remembering(read, write, file, data, count, offset)));
                Marshal.WriteIntPtr(faulty, MethodsSync, Pointer<Sync>((file, flags) => Refusal() ?? Forgetting(sync, file, flags)));
                _methods.Add(methods, faulty);
            }

            return faulty;
        }
    }

    private unsafe int Remembering(Write read, Write write, nint file, nint data, int count, long offset)
    {
        if (CanLosePower)
        {
            // Behind the file's end there are zeros.
            var before = new byte[count];
            fixed (byte* place = before)
            {
                _ = read(file, (nint)place, count, offset);
            }

            _unsynced.Add((_names[file], offset, before));
        }

        return write(file, data, count, offset);
    }

    private int Forgetting(Sync sync, nint file, int flags)
    {
        if (CanLosePower)
        {
            var name = _names[file];
            _unsynced.RemoveAll(entry => entry.File == name);
        }

        return sync(file, flags);
    }

    private int? Refusal()
    {
        var slowly = Slowly;
        Slowly = null;
        slowly?.Invoke();
        if (_error is var error && (error == 0 || Interlocked.Decrement(ref _left) >= 0))
        {
            return null;
        }

        Interlocked.Increment(ref _refused);
        var meanwhile = Meanwhile;
        Meanwhile = null;
        meanwhile?.Invoke();
        return error;
    }

    private nint Pointer<T>(T method)
        where T : Delegate
    {
        _kept.Add(method);
        return Marshal.GetFunctionPointerForDelegate(method);
    }

    private nint Copy(nint from, int count)
    {
        var bytes = new byte[count];
        Marshal.Copy(from, bytes, 0, count);
        return Allocate(bytes);
    }

    private nint Allocate(byte[] bytes)
    {
        var place = Marshal.AllocHGlobal(bytes.Length);
        Marshal.Copy(bytes, 0, place, bytes.Length);
        _allocated.Add(place);
        return place;
    }

    [LibraryImport("e_sqlite3", EntryPoint = "sqlite3_vfs_find", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint VfsFind(string? name);

    [LibraryImport("e_sqlite3", EntryPoint = "sqlite3_vfs_register")]
    private static partial int VfsRegister(nint vfs, int makeDefault);

    [LibraryImport("e_sqlite3", EntryPoint = "sqlite3_vfs_unregister")]
    private static partial int VfsUnregister(nint vfs);
}
