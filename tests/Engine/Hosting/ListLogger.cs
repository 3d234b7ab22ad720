using Microsoft.Extensions.Logging;

namespace Mdlc.Engine.Tests.Hosting;

/// <summary>Keeps warnings and errors.</summary>
internal sealed class ListLogger : ILoggerFactory, ILogger
{
    public List<string> Lines { get; } = [];

    public bool Has(string text)
    {
        lock (Lines)
        {
            return Lines.Exists(line => line.Contains(text, StringComparison.Ordinal));
        }
    }

    public void AddProvider(ILoggerProvider provider)
    {
    }

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel))
        {
            lock (Lines)
            {
                Lines.Add(formatter(state, exception));
            }
        }
    }

    public void Dispose()
    {
    }
}
