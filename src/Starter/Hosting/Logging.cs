using System.Globalization;
using Mdlc.Catalog;
using Microsoft.Extensions.Logging;
using Serilog;
using Serilog.Core;
using Serilog.Events;
using Serilog.Extensions.Logging;
using Serilog.Formatting.Compact;

namespace Mdlc.Starter.Hosting;

/// <summary>People's lines go to standard error, and everything to a JSON file of this process under the home.</summary>
internal static class Logging
{
    private const long MaxFileBytes = 20L * 1024 * 1024;

    /// <param name="verbose">More lines, and with an exception where it was thrown; the file has both anyway.</param>
    /// <param name="toFile">False for commands that must not write into the home.</param>
    public static ILoggerFactory Create(Home home, bool verbose, bool toFile)
    {
        var configuration = new LoggerConfiguration()
            .MinimumLevel.Information()
            .MinimumLevel.Override("Microsoft", LogEventLevel.Warning)
            .MinimumLevel.Override("Temporalio", LogEventLevel.Warning)

            // A server that cannot start throws what it logs, and who started it has a sentence for it.
            .MinimumLevel.Override("Microsoft.Extensions.Hosting.Internal.Host", LogEventLevel.Fatal)
            .Enrich.FromLogContext()
            .Enrich.With<Reason>()
            .WriteTo.Console(
                restrictedToMinimumLevel: verbose ? LogEventLevel.Information : LogEventLevel.Error,
                outputTemplate: verbose ? "{Timestamp:HH:mm:ss} {Level:u3} {Message:lj}{NewLine}{Exception}" : "{Timestamp:HH:mm:ss} {Level:u3} {Message:lj}{Reason}{NewLine}",
                standardErrorFromLevel: LogEventLevel.Verbose,
                formatProvider: CultureInfo.InvariantCulture);
        if (toFile)
        {
            // A file for each process: the sink locks the one it writes.
            configuration.WriteTo.File(
                new CompactJsonFormatter(),
                Path.Combine(home.Logs, $"mdlc-{Environment.ProcessId}-.jsonl"),
                rollingInterval: RollingInterval.Day,
                fileSizeLimitBytes: MaxFileBytes,
                rollOnFileSizeLimit: true,
                retainedFileCountLimit: 10);
        }

        return new SerilogLoggerFactory(configuration.CreateLogger(), dispose: true);
    }

    /// <summary>What an exception says, without where it was thrown: that is in the file, and on the console with <c>--verbose</c>.</summary>
    private sealed class Reason : ILogEventEnricher
    {
        public void Enrich(LogEvent logEvent, ILogEventPropertyFactory propertyFactory) =>
            logEvent.AddOrUpdateProperty(propertyFactory.CreateProperty(nameof(Reason), logEvent.Exception is { } fault ? $" ({fault.Message.ReplaceLineEndings(" ")})" : ""));
    }
}
