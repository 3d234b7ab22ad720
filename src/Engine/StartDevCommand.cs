using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace Mdlc.Engine;

/// <summary>The command line <c>server start-dev</c>, with the flags of the <c>temporal</c> executable of that name.</summary>
internal sealed class StartDevCommand
{
    private const string Usage =
        "usage: server start-dev [--port N] [--ip ADDRESS] [--db-filename FILE] [--namespace NAME]... [--search-attribute NAME=TYPE]..."
        + " [--dynamic-config-value KEY=VALUE]... [--durability strict|relaxed] [--log-level debug|info|warn|error|never] [--log-format text|json] [--headless]";

    /// <summary>Flags of <c>temporal server start-dev</c> for parts that are not here (web interface, metrics); their values are taken and left alone.</summary>
    private static readonly HashSet<string> Ignored = new(StringComparer.Ordinal)
    {
        "--ui-port", "--ui-ip", "--ui-public-path", "--ui-asset-path", "--ui-codec-endpoint", "--http-port", "--metrics-port", "--sqlite-pragma", "--color",
        "--output", "--log-config", "--time-format", "--env", "--env-file",
    };

    private static readonly HashSet<string> Switches = new(StringComparer.Ordinal) { "--headless", "--ui-disable-news-fetch" };

    private readonly List<string> _namespaces = [];
    private readonly Dictionary<string, string> _searchAttributes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _dynamicConfig = new(StringComparer.Ordinal);
    private string _ip = "127.0.0.1";
    private int _port = 7233;
    private string? _file;
    private string _logFormat = "text";
    private LogLevel _logLevel = LogLevel.Warning;
    private Storage.Durability _durability = Storage.Durability.Strict;

    /// <exception cref="ArgumentException">The command line is not understood; the message says what was expected.</exception>
    public static StartDevCommand Parse(IReadOnlyList<string> args)
    {
        if (args is not ["server", "start-dev", ..])
        {
            throw new ArgumentException($"found '{string.Join(' ', args)}', expected 'server start-dev'. {Usage}");
        }

        var command = new StartDevCommand();
        for (var i = 2; i < args.Count; i++)
        {
            var (flag, value) = args[i].Split('=', 2) is [var name, var given] && name.StartsWith("--", StringComparison.Ordinal) ? (name, given) : (args[i], null);
            if (Switches.Contains(flag))
            {
                continue;
            }

            value ??= i + 1 < args.Count ? args[++i] : throw new ArgumentException($"{flag} needs a value. {Usage}");
            command.Set(flag, value);
        }

        return command;
    }

    public EngineOptions Options(ILoggerFactory logging) => new()
    {
        Ip = _ip,
        Port = _port,
        DbFilename = _file,
        Namespaces = _namespaces,
        SearchAttributes = _searchAttributes,
        DynamicConfig = _dynamicConfig,
        Durability = _durability,
        LoggerFactory = logging,
    };

    /// <summary>Logs go to standard error; standard output has the address only.</summary>
    public ILoggerFactory CreateLogging() => LoggerFactory.Create(logging =>
    {
        logging.SetMinimumLevel(_logLevel);
        if (_logFormat == "json")
        {
            logging.AddJsonConsole();
        }
        else
        {
            logging.AddSimpleConsole(console => console.SingleLine = true);
        }

        logging.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
    });

    private static (string Key, string Value) Pair(string flag, string text) => text.Split('=', 2) is [var key, var value]
        ? (key, value)
        : throw new ArgumentException($"{flag}: found '{text}', expected NAME=VALUE");

    private static LogLevel Level(string text) => text switch
    {
        "debug" => LogLevel.Debug,
        "info" => LogLevel.Information,
        "warn" => LogLevel.Warning,
        "error" => LogLevel.Error,
        "fatal" => LogLevel.Critical,
        "never" => LogLevel.None,
        _ => throw new ArgumentException($"--log-level: found '{text}', expected debug, info, warn, error or never"),
    };

    private void Set(string flag, string value)
    {
        switch (flag)
        {
            case "--port" or "-p":
                _port = int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port <= ushort.MaxValue
                    ? port
                    : throw new ArgumentException($"--port: found '{value}', expected 0 to {ushort.MaxValue}");
                break;
            case "--ip":
                _ip = value == "localhost" ? "127.0.0.1" : value;
                break;
            case "--db-filename" or "-f":
                _file = value;
                break;
            case "--namespace" or "-n":
                _namespaces.Add(value);
                break;
            case "--search-attribute":
                var (attribute, type) = Pair(flag, value);
                _searchAttributes[attribute] = type;
                break;
            case "--dynamic-config-value":
                var (key, setting) = Pair(flag, value);
                _dynamicConfig[key] = setting.Trim('"');
                break;
            case "--durability":
                _durability = Enum.TryParse<Storage.Durability>(value, ignoreCase: true, out var durability)
                    ? durability
                    : throw new ArgumentException($"--durability: found '{value}', expected strict or relaxed");
                break;
            case "--log-level":
                _logLevel = Level(value);
                break;
            case "--log-format":
                _logFormat = value;
                break;
            default:
                if (!Ignored.Contains(flag))
                {
                    throw new ArgumentException($"unknown flag {flag}. {Usage}");
                }

                break;
        }
    }
}
