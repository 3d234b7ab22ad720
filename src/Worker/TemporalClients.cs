using Mdlc.Workflows;
using Microsoft.Extensions.Logging;
using Temporalio.Client;
using Temporalio.Common.EnvConfig;
using Temporalio.Runtime;

namespace Mdlc.Worker;

/// <summary>Connects to a Temporal server, the embedded engine or another.</summary>
public static class TemporalClients
{
    private static readonly Lock RuntimeGate = new();
    private static TemporalRuntime? _runtime;

    /// <summary>True when the environment names a server: then no engine is embedded.</summary>
    public static bool HasConfiguredServer => !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("TEMPORAL_ADDRESS"));

    /// <summary>Connects to the server that the environment names: TEMPORAL_ADDRESS, _NAMESPACE, _API_KEY, _TLS…, as every Temporal SDK reads them.</summary>
    public static Task<TemporalClient> ConnectConfiguredAsync(ILoggerFactory loggers) =>
        ConnectAsync(ClientEnvConfig.LoadClientConnectOptions(), loggers);

    /// <param name="identity">How the process signs what it does; its number and its machine by default.</param>
    public static Task<TemporalClient> ConnectAsync(string address, ILoggerFactory loggers, string? identity = null) =>
        ConnectAsync(new TemporalClientConnectOptions(address) { Identity = identity }, loggers);

    private static Task<TemporalClient> ConnectAsync(TemporalClientConnectOptions options, ILoggerFactory loggers)
    {
        options.DataConverter = MdlcDataConverter.Instance;
        options.LoggerFactory = loggers;
        options.Runtime = Runtime(loggers);
        return TemporalClient.ConnectAsync(options);
    }

    /// <summary>The SDK's core would write its log to standard output, where a JSON document may be expected: it goes to our log.</summary>
    private static TemporalRuntime Runtime(ILoggerFactory loggers)
    {
        lock (RuntimeGate)
        {
            return _runtime ??= new TemporalRuntime(new TemporalRuntimeOptions
            {
                Telemetry = new()
                {
                    Logging = new LoggingOptions
                    {
                        Filter = new TelemetryFilterOptions(TelemetryFilterOptions.Level.Warn, TelemetryFilterOptions.Level.Error),
                        Forwarding = new LogForwardingOptions(loggers.CreateLogger("Temporalio.Core")),
                    },
                },
            });
        }
    }
}
