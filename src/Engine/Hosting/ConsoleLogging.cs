using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace Mdlc.Engine.Hosting;

/// <summary>Logs go to standard error; standard output has the addresses only.</summary>
internal static class ConsoleLogging
{
    public static ILoggerFactory Create(LogLevel level, LogFormat format) => LoggerFactory.Create(logging =>
    {
        // What the web server says of each request is for its own developers.
        logging.SetMinimumLevel(level).AddFilter("Microsoft", level > LogLevel.Warning || level == LogLevel.Debug ? level : LogLevel.Warning);

        // A server that cannot start throws what this would log, and the command says it in a sentence.
        logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None);
        if (format == LogFormat.Json)
        {
            logging.AddJsonConsole(console =>
            {
                console.UseUtcTimestamp = true;
                console.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ";
            });
        }
        else
        {
            logging.AddSimpleConsole(console => console.SingleLine = true);
        }

        logging.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
    });
}
