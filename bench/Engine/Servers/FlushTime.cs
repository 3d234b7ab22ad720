using System.Diagnostics;

namespace Mdlc.Engine.Bench.Servers;

/// <summary>What the disk itself costs: the median time of appending a page and waiting until it is on the disk.</summary>
internal static class FlushTime
{
    private const int Page = 4096;
    private const int Writes = 200;

    public static TimeSpan Measure()
    {
        var path = Path.Combine(Path.GetTempPath(), $"mdlc-flush-{Guid.NewGuid():N}");
        try
        {
            using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);
            var page = new byte[Page];
            var times = new TimeSpan[Writes];
            for (var i = 0; i < Writes; i++)
            {
                var watch = Stopwatch.StartNew();
                file.Write(page);
                file.Flush(flushToDisk: true);
                times[i] = watch.Elapsed;
            }

            return Statistics.Median(times);
        }
        finally
        {
            File.Delete(path);
        }
    }
}
