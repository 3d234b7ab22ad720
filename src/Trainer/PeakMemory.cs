using System.Diagnostics;

namespace Mdlc.Trainer;

internal static class PeakMemory
{
    /// <summary>Largest resident memory of this process so far, in MiB.</summary>
    public static int Mb()
    {
        using var self = Process.GetCurrentProcess();
        return (int)(self.PeakWorkingSet64 / (1024 * 1024));
    }
}
