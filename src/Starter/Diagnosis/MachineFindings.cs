using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Mdlc.Catalog;

namespace Mdlc.Starter.Diagnosis;

/// <summary>What a machine has to have besides programs: room, memory, ports, a clock that goes right. The judging is pure; what is looked up is given.</summary>
internal static class MachineFindings
{
    /// <summary>Below it, half-made files of ordinary data fill a disk.</summary>
    private const long LeastFree = 1L << 30;

    /// <summary>What reading and a small training take together.</summary>
    private const long LeastMemory = 1L << 30;

    /// <summary>Clocks of two machines that share a home differ by less.</summary>
    private static readonly TimeSpan Slack = TimeSpan.FromMinutes(2);

    /// <summary>Nothing of this program is older.</summary>
    private static readonly DateTimeOffset Earliest = new(2025, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <param name="free">Null: it cannot be found out.</param>
    public static DoctorFinding Disk(string folder, long? free) => free switch
    {
        null => new("disk", false, $"what is free at {folder} cannot be told", "see that the folder, or one above it, can be read"),
        < LeastFree => new("disk", false, $"{Show(free.Value)} free at {folder}, expected at least {Show(LeastFree)}", "make room there, or use another home (--home, MDLC_HOME): on a full disk runs wait or are suspended"),
        _ => new("disk", true, $"{Show(free.Value)} free at {folder}", null),
    };

    /// <param name="available">What processes may still take.</param>
    public static DoctorFinding Memory(long available, long total) => available < LeastMemory
        ? new("memory", false, $"{Show(available)} of {Show(total)} available, expected at least {Show(LeastMemory)}", "end other programs, or give this machine or container more; train.memoryLimitMb keeps a training within a limit")
        : new("memory", true, $"{Show(available)} of {Show(total)} available", null);

    /// <param name="isTaken">Whether something listens there already.</param>
    /// <param name="ours">What of this home does; null: nothing.</param>
    /// <param name="remedy">The option that names another port.</param>
    public static DoctorFinding Port(int port, string use, bool isTaken, string? ours, string remedy) => (isTaken, ours) switch
    {
        (false, _) => new($"port {port}", true, $"free, for {use}", null),
        (true, { } known) => new($"port {port}", true, $"in use by {known}", null),
        _ => new($"port {port}", false, $"in use by another program, wanted for {use}", remedy),
    };

    /// <param name="newest">The latest moment that this home's files tell of; null: it has none.</param>
    public static DoctorFinding Clock(DateTimeOffset now, DateTimeOffset? newest) =>
        newest is { } seen && now + Slack < seen
            ? new("clock", false, $"{Text(now)}, but this home was written at {Text(seen)}", "set the clock: timers, schedules and leases would wait until it has caught up")
            : now < Earliest
                ? new("clock", false, $"{Text(now)}, expected a time after {Text(Earliest)}", "set the clock")
                : new("clock", true, Text(now), null);

    /// <summary>When a file of the home was last written.</summary>
    public static DateTimeOffset? Newest(Home home)
    {
        DateTimeOffset[] written =
        [
            .. new[] { home.CatalogFile, home.CatalogFile + "-wal", home.EngineFile, home.EngineFile + "-wal" }
                .Where(File.Exists)
                .Select(file => new DateTimeOffset(File.GetLastWriteTimeUtc(file), TimeSpan.Zero)),
        ];
        return written.Length == 0 ? null : written.Max();
    }

    public static bool IsTaken(int port)
    {
        try
        {
            using var probe = new TcpListener(IPAddress.Loopback, port) { ExclusiveAddressUse = true };
            probe.Start();
            return false;
        }
        catch (SocketException)
        {
            return true;
        }
    }

    /// <summary>What processes may take: the container's limit, or what the machine has left where it says so.</summary>
    public static (long Available, long Total) MemoryNow()
    {
        var total = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        return File.Exists("/proc/meminfo") && Available(File.ReadLines("/proc/meminfo")) is { } left ? (Math.Min(left, total), total) : (total, total);
    }

    internal static long? Available(IEnumerable<string> meminfo) =>
        meminfo.FirstOrDefault(line => line.StartsWith("MemAvailable:", StringComparison.Ordinal)) is { } line
            && long.TryParse(line["MemAvailable:".Length..].Replace("kB", "", StringComparison.Ordinal).Trim(), CultureInfo.InvariantCulture, out var kilobytes)
            ? kilobytes * 1024
            : null;

    private static string Show(long bytes) => bytes >= 1L << 30
        ? string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1L << 30):0.#} GiB")
        : string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1L << 20):0.#} MiB");

    private static string Text(DateTimeOffset at) => at.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
