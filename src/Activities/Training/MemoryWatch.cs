using System.Diagnostics;
using System.Globalization;

namespace Mdlc.Activities.Training;

/// <summary>Reads a process's memory, ten times a second, and ends it over its limit.</summary>
/// <param name="limitMb">Resident memory in MiB; null: only watched.</param>
internal sealed class MemoryWatch(Process process, int? limitMb, TimeProvider time)
{
    private const int BytesPerMb = 1024 * 1024;

    // The child refuses itself private memory over the limit and a quarter; see the trainer's MemoryLimit.
    private const double PrivateShare = 1.25;

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private volatile int _residentMb;
    private volatile int _peakMb;
    private double _peakPressure;

    public int ResidentMb => _residentMb;

    public int PeakMb => _peakMb;

    /// <summary>True once the process was ended because it was seen over its limit.</summary>
    public bool Exceeded { get; private set; }

    /// <summary>Largest share of what the limit allows that was seen: of resident, or of private memory.</summary>
    public double PeakPressure => Volatile.Read(ref _peakPressure);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        do
        {
            if (!Look())
            {
                return;
            }
        }
        while (await timer.WaitForNextTickAsync(cancellationToken));
    }

    private bool Look()
    {
        try
        {
            process.Refresh();
            _residentMb = (int)(process.WorkingSet64 / BytesPerMb);
            _peakMb = Math.Max(_peakMb, Math.Max(_residentMb, (int)(process.PeakWorkingSet64 / BytesPerMb)));
            if (limitMb is not { } limit)
            {
                return !process.HasExited;
            }

            Volatile.Write(ref _peakPressure, Math.Max(_peakPressure, Math.Max(_peakMb, PrivateMb() / PrivateShare) / limit));
            if (_residentMb < limit)
            {
                return !process.HasExited;
            }

            Exceeded = true;
            process.Kill(entireProcessTree: true);
            return false;
        }
        catch (InvalidOperationException)
        {
            // It ended between two looks.
            return false;
        }
    }

    // What RLIMIT_DATA counts; .NET's PrivateMemorySize64 has the runtime's reservations in it.
    private double PrivateMb()
    {
        var status = $"/proc/{process.Id}/status";
        if (!OperatingSystem.IsLinux() || !File.Exists(status))
        {
            return 0;
        }

        try
        {
            var line = File.ReadLines(status).FirstOrDefault(text => text.StartsWith("VmData:", StringComparison.Ordinal));
            return line is null ? 0 : double.Parse(line["VmData:".Length..^" kB".Length], CultureInfo.InvariantCulture) / 1024;
        }
        catch (IOException)
        {
            return 0;
        }
    }
}
