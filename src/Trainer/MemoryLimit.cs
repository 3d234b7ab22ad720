using System.Runtime.InteropServices;

namespace Mdlc.Trainer;

/// <summary>
/// The backstop behind the parent's watch: on Linux, private writable memory (the runtime's and native alike) is refused over the limit and
/// a quarter. Resident memory itself cannot be limited without cgroups.
/// </summary>
internal static partial class MemoryLimit
{
    private const int DataResource = 2; // RLIMIT_DATA

    public static void Apply(int limitMb)
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        var bytes = (ulong)limitMb * 1024 * 1024 * 5 / 4;
        var limit = new Limit { Soft = bytes, Hard = bytes };
        _ = SetResourceLimit(DataResource, ref limit);
    }

    [LibraryImport("libc", EntryPoint = "setrlimit")]
    private static partial int SetResourceLimit(int resource, ref Limit limit);

    [StructLayout(LayoutKind.Sequential)]
    private struct Limit
    {
        public ulong Soft;
        public ulong Hard;
    }
}
