using System.Threading.Channels;
using Mdlc.Catalog.Predictions;
using Mdlc.Serving.Models;
using Mdlc.Serving.Settings;
using Mdlc.Serving.Telemetry;
using Microsoft.Extensions.Logging;

namespace Mdlc.Serving.Predictions;

/// <summary>
/// Every answered prediction goes to disk, every second or so: what a killed server can lose is the last second, and what a stopped
/// server can lose it counts and tells. A full disk does not lose rows either: they wait in memory, and when too many wait, requests are refused.
/// </summary>
internal sealed class PredictionLog : IAsyncDisposable
{
    /// <summary>Between attempts of a server that stops.</summary>
    private static readonly TimeSpan LastAttemptsEvery = TimeSpan.FromMilliseconds(200);

    /// <summary>A writing that is under way when the time is over: it may still end.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);

    // Not bounded by entries: what counts is their rows and bytes, which PendingRows bounds.
    private readonly Channel<LogEntry> _entries = Channel.CreateUnbounded<LogEntry>(new UnboundedChannelOptions { SingleReader = true });
    private readonly SemaphoreSlim _wake = new(0);
    private readonly ServingOptions _options;
    private readonly PendingRows _pending;
    private readonly LogWriter _writer;
    private readonly ServingMetrics _metrics;
    private readonly ILogger _logger;
    private readonly Task _writing;
    private long _lostRows;
    private long _stopped;

    public PredictionLog(ServingOptions options, string writer, ServingMetrics metrics, ILogger logger)
    {
        _options = options;
        _pending = new PendingRows(options.Pending);
        _writer = new LogWriter(options.Home, writer, metrics, logger);
        _metrics = metrics;
        _logger = logger;
        metrics.WatchPending(() => _pending.Rows);
        _writing = Task.Run(WriteAsync);
    }

    public PredictionLogState State => new(_pending.Rows, _writer.SetAsideRows, Interlocked.Read(ref _lostRows), _pending.IsFull, _writer.Error);

    private bool IsStopping => Volatile.Read(ref _stopped) != 0;

    /// <returns>False when the log takes no more: the prediction must not be answered.</returns>
    public bool TryAdd(LoadedModel model, LoggedRequest request)
    {
        if (request.Rows == 0)
        {
            return true;
        }

        var entry = new LogEntry(model, request);
        if (_pending.TryAdd(entry) is not { } pending)
        {
            return false;
        }

        if (!_entries.Writer.TryWrite(entry))
        {
            _pending.Remove(entry);
            return false;
        }

        if (pending >= _options.FlushRows && pending - request.Rows < _options.FlushRows)
        {
            _wake.Release();
        }

        return true;
    }

    /// <summary>Ends when all that was added is on disk, or told as lost. Call when no request is being answered any more.</summary>
    public async ValueTask DisposeAsync()
    {
        Volatile.Write(ref _stopped, _options.Time.GetTimestamp() | 1);
        _entries.Writer.TryComplete();
        _wake.Release();
        var hasEnded = await Task.WhenAny(_writing, Task.Delay(_options.LogWithin + Grace, _options.Time)) == _writing;
        TellLost();
        if (hasEnded)
        {
            _writer.Dispose();
            _wake.Dispose();
        }
    }

    private async Task WriteAsync()
    {
        var waiting = new List<LogEntry>();
        while (waiting.Count > 0 || await _entries.Reader.WaitToReadAsync())
        {
            await _wake.WaitAsync(IsStopping ? LastAttemptsEvery : _options.FlushEvery);
            while (_entries.Reader.TryRead(out var entry))
            {
                waiting.Add(entry);
            }

            waiting = Write(waiting);
            if (waiting.Count > 0 && IsStopping && _options.Time.GetElapsedTime(_stopped) >= _options.LogWithin)
            {
                return;
            }
        }
    }

    /// <summary>Never throws: a log that has ended would be a log that takes rows for ever and writes none.</summary>
    private List<LogEntry> Write(List<LogEntry> entries)
    {
        var open = entries.ToHashSet(ReferenceEqualityComparer.Instance);
        try
        {
            return _writer.Write(entries, entry =>
            {
                open.Remove(entry);
                _pending.Remove(entry);
            });
        }
        catch (Exception fault)
        {
            _logger.LogError(fault, "The prediction log failed; trying again.");
            return [.. entries.Where(open.Contains)];
        }
    }

    private void TellLost()
    {
        var rows = _pending.Rows;
        if (rows == 0)
        {
            return;
        }

        Interlocked.Add(ref _lostRows, rows);
        _metrics.Lost(rows);
        _logger.LogError(
            "{Rows} answered predictions are lost: the log could not be written within {Seconds} s of the stop: {Why}",
            rows,
            _options.LogWithin.TotalSeconds,
            _writer.Error ?? "a writing takes longer.");
    }
}
