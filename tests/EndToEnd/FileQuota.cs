using System.Runtime.InteropServices;

namespace Mdlc.EndToEnd.Tests;

/// <summary>A disk that is full for one process alone, and has room again when it is told: a limit on the size of what it writes.</summary>
internal static partial class FileQuota
{
    private const int FileSize = 1; // RLIMIT_FSIZE
    private const ulong Unlimited = ulong.MaxValue;

    public static bool IsAtHand => OperatingSystem.IsLinux();

    /// <summary>From now on no file can be written beyond so many bytes.</summary>
    public static void Set(int process, ulong bytes) => Limit(process, new Limits(bytes, Unlimited));

    public static void Lift(int process) => Limit(process, new Limits(Unlimited, Unlimited));

    private static void Limit(int process, Limits limits)
    {
        if (PrLimit(process, FileSize, limits, 0) != 0)
        {
            throw new InvalidOperationException($"No limit could be set: {Marshal.GetLastPInvokeErrorMessage()}");
        }
    }

    [LibraryImport("libc", EntryPoint = "prlimit", SetLastError = true)]
    private static partial int PrLimit(int process, int resource, in Limits limits, nint old);

    [StructLayout(LayoutKind.Sequential)]
    private readonly struct Limits(ulong now, ulong most)
    {
        public readonly ulong Now = now;
        public readonly ulong Most = most;
    }
}
