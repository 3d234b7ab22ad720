using Microsoft.Extensions.Logging;

namespace Mdlc.Engine.Tests.Simulation;

/// <summary>Keeps what an engine complains of, but for what a disk did to it.</summary>
internal sealed class ListedErrors : ILogger
{
    public List<string> Errors { get; } = [];

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (logLevel >= LogLevel.Error && exception is not Microsoft.Data.Sqlite.SqliteException)
        {
            Errors.Add($"{formatter(state, exception)} {exception}");
        }
    }
}
