using System.Threading.Channels;
using Mdlc.Catalog.Predictions;
using Mdlc.Serving.Models;
using Mdlc.Serving.Settings;
using Mdlc.Serving.Telemetry;
using Microsoft.Extensions.Logging;

namespace Mdlc.Serving.Predictions;

/// <summary>
/// Every answered prediction goes to disk, every second or so: what a killed server can lose is the last second, and what a stopped
/// server can lose is nothing. A full disk does not lose rows either: they wait in memory, and when too many wait, requests are refused.
/// </summary>
internal sealed class PredictionLog : IAsyncDisposable
{
    private const int MostPendingRows = 500_000;
    private const int LastAttempts = 5;

    private readonly Channel<Entry> _entries = Channel.CreateUnbounded<Entry>(new UnboundedChannelOptions { SingleReader = true });
    private readonly SemaphoreSlim _wake = new(0);
    private readonly ServingOptions _options;
    private readonly PredictionLogFiles _files;
    private readonly ServingMetrics _metrics;
    private readonly ILogger _logger;
    private readonly Task _writing;
    private int _pendingRows;

    public PredictionLog(ServingOptions options, string writer, ServingMetrics metrics, ILogger logger)
    {
        _options = options;
        _files = new PredictionLogFiles(options.Home, writer);
        _metrics = metrics;
        _logger = logger;
        _writing = Task.Run(WriteAsync);
    }

    /// <returns>False when the log takes no more: the prediction must not be answered.</returns>
    public bool TryAdd(LoadedModel model, LoggedRequest request)
    {
        if (request.Rows == 0)
        {
            return true;
        }

        if (Volatile.Read(ref _pendingRows) > MostPendingRows || !_entries.Writer.TryWrite(new Entry(model, request)))
        {
            return false;
        }

        var pending = Interlocked.Add(ref _pendingRows, request.Rows);
        if (pending >= _options.FlushRows && pending - request.Rows < _options.FlushRows)
        {
            _wake.Release();
        }

        return true;
    }

    /// <summary>Ends when all that was added is on disk. Call when no request is being answered any more.</summary>
    public async ValueTask DisposeAsync()
    {
        _entries.Writer.TryComplete();
        _wake.Release();
        await _writing;
        _files.Dispose();
        _wake.Dispose();
    }

    private async Task WriteAsync()
    {
        var waiting = new List<Entry>();
        var attempts = 0;
        while (waiting.Count > 0 || await _entries.Reader.WaitToReadAsync())
        {
            await _wake.WaitAsync(_options.FlushEvery);
            while (_entries.Reader.TryRead(out var entry))
            {
                waiting.Add(entry);
            }

            waiting = WriteFiles(waiting);
            _metrics.Unlogged(Volatile.Read(ref _pendingRows));
            if (waiting.Count > 0 && _entries.Reader.Completion.IsCompleted && ++attempts == LastAttempts)
            {
                _logger.LogError("{Rows} answered predictions are lost: the log could not be written before the server stopped.", _pendingRows);
                return;
            }
        }
    }

    /// <returns>What could not be written.</returns>
    private List<Entry> WriteFiles(List<Entry> entries)
    {
        var left = new List<Entry>();
        foreach (var group in entries.GroupBy(entry => entry.Model))
        {
            var rows = group.Sum(entry => entry.Request.Rows);
            try
            {
                _files.Write(group.Key.Project, group.Key.Model, group.Key.Package.Version, [.. group.Select(entry => entry.Request)]);
                _metrics.Logged(rows);
                Interlocked.Add(ref _pendingRows, -rows);
            }
            catch (Exception exception)
            {
                _metrics.LogFailed();
                _logger.LogError(exception, "{Rows} predictions could not be logged; trying again.", rows);
                left.AddRange(group);
            }
        }

        return left;
    }

    private sealed record Entry(LoadedModel Model, LoggedRequest Request);
}
