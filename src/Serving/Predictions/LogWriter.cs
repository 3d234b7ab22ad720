using Mdlc.Catalog;
using Mdlc.Catalog.Predictions;
using Mdlc.Serving.Telemetry;
using Microsoft.Extensions.Logging;

namespace Mdlc.Serving.Predictions;

/// <summary>
/// Puts entries into files. What the machine refuses is handed back, to be tried again. What cannot be written because of what it is, is
/// searched for by halves and set aside alone, so that all others are written.
/// </summary>
internal sealed class LogWriter(Home home, string writer, ServingMetrics metrics, ILogger logger) : IDisposable
{
    /// <summary>Of one writing: a bound of what DuckDB holds, and of what fails at once.</summary>
    private const int MostRows = 20_000;
    private const long MostBytes = 32 << 20;

    private readonly PredictionLogFiles _files = new(home, writer);
    private readonly SetAsidePredictions _aside = new(home, writer);
    private string? _told;

    /// <summary>Why the last writing failed; null when it did not.</summary>
    public string? Error { get; private set; }

    public long SetAsideRows { get; private set; }

    public void Dispose() => _files.Dispose();

    /// <param name="settled">Told of each entry that is in a file, and needs no more care.</param>
    /// <returns>What the machine refused.</returns>
    public List<LogEntry> Write(IReadOnlyList<LogEntry> entries, Action<LogEntry> settled)
    {
        Error = null;
        var left = new List<LogEntry>();
        foreach (var group in entries.GroupBy(entry => entry.Model))
        {
            var refused = new List<(LogEntry Entry, Exception Why)>();
            foreach (var slice in Slices(group))
            {
                // Once a model's folder is not to be written, the rest of its rows is not tried: each try rewrites a file.
                left.AddRange(left.Count > 0 && left[^1].Model == group.Key ? slice : WriteSlice(slice, settled, refused));
            }

            left.AddRange(SetAside(refused, settled));
        }

        if (Error is null && _told is not null)
        {
            logger.LogWarning("The prediction log can be written again.");
            _told = null;
        }

        return left;
    }

    private static IEnumerable<List<LogEntry>> Slices(IEnumerable<LogEntry> entries)
    {
        var slice = new List<LogEntry>();
        var (rows, bytes) = (0L, 0L);
        foreach (var entry in entries)
        {
            if (slice.Count > 0 && (rows + entry.Request.Rows > MostRows || bytes + entry.Request.Bytes > MostBytes))
            {
                yield return slice;
                slice = [];
                (rows, bytes) = (0, 0);
            }

            slice.Add(entry);
            rows += entry.Request.Rows;
            bytes += entry.Request.Bytes;
        }

        yield return slice;
    }

    private List<LogEntry> WriteSlice(List<LogEntry> slice, Action<LogEntry> settled, List<(LogEntry Entry, Exception Why)> refused)
    {
        var model = slice[0].Model;
        try
        {
            _files.Write(model.Project, model.Model, model.Package.Version, [.. slice.Select(entry => entry.Request)]);
        }
        catch (Exception failure) when (LogFailure.IsOfTheMachine(failure))
        {
            Fail(failure);
            return slice;
        }
        catch (Exception failure)
        {
            metrics.LogFailed();
            _files.BeginAnew();
            if (slice.Count > 1)
            {
                return [.. WriteSlice(slice[..(slice.Count / 2)], settled, refused), .. WriteSlice(slice[(slice.Count / 2)..], settled, refused)];
            }

            refused.Add((slice[0], failure));
            return [];
        }

        metrics.Logged(RowsOf(slice));
        slice.ForEach(settled);
        return [];
    }

    /// <returns>What is in no file yet.</returns>
    private List<LogEntry> SetAside(List<(LogEntry Entry, Exception Why)> refused, Action<LogEntry> settled)
    {
        if (refused.Count == 0)
        {
            return [];
        }

        var (model, why) = (refused[0].Entry.Model, refused[0].Why);
        var done = 0;
        try
        {
            foreach (var (entry, _) in refused)
            {
                _aside.Add(model.Project, model.Model, model.Package.Version, entry.Request);
                done++;
                SetAsideRows += entry.Request.Rows;
                metrics.SetAside(entry.Request.Rows);
                settled(entry);
            }
        }
        catch (Exception failure)
        {
            Fail(failure);
        }

        if (done > 0)
        {
            logger.LogError(
                why,
                "The prediction log does not take {Rows} rows of {Requests} requests to {Project}/{Model}: {Why} They are set aside in {File}, and in no report.",
                refused.Take(done).Sum(one => one.Entry.Request.Rows),
                done,
                model.Project,
                model.Model,
                why.Message,
                _aside.FileOf(model.Project, model.Model, model.Package.Version));
        }

        return [.. refused.Skip(done).Select(one => one.Entry)];
    }

    /// <summary>Told once, and not with each attempt: a disk may be full for hours.</summary>
    private void Fail(Exception failure)
    {
        metrics.LogFailed();
        Error = failure.Message;
        if (_told != Error)
        {
            _told = Error;
            logger.LogError(failure, "The prediction log cannot be written; rows wait, and writing is tried again: {Why}", Error);
        }
    }

    private static int RowsOf(List<LogEntry> entries) => entries.Sum(entry => entry.Request.Rows);
}
