using System.Globalization;
using Mdlc.Engine.Kernel;
using Microsoft.Extensions.Logging;

namespace Mdlc.Engine.Hosting;

/// <summary>The command line <c>server start-dev</c>, with the flags of the <c>temporal</c> executable of that name.</summary>
internal sealed class StartDevCommand : IServerCommand
{
    public const string Usage =
        "usage: server start-dev [--port N] [--ip ADDRESS] [--db-filename FILE] [--namespace NAME]... [--search-attribute NAME=TYPE]..."
        + " [--dynamic-config-value KEY=VALUE]... [--sqlite-pragma NAME=VALUE]... [--durability strict|relaxed]"
        + " [--http-port N] [--metrics-port N] [--headless] [--ui-port N] [--ui-ip ADDRESS] [--ui-public-path PATH] [--ui-asset-path FOLDER]"
        + " [--ui-codec-endpoint URL] [--ui-disable-news-fetch] [--tls-cert FILE --tls-key FILE] [--api-key-file FILE]"
        + " [--log-level debug|info|warn|error|never] [--log-format text|json] [--log-config]";

    /// <summary>Names the key where a file is not wanted.</summary>
    public const string ApiKeyVariable = "MDLC_ENGINE_API_KEY";

    private const int DefaultPort = 7233;

    /// <summary>How far the web interface's port is from the server's, unless it is named.</summary>
    private const int UiPortDistance = 1000;

    /// <summary>Flags that every command of the <c>temporal</c> executable takes and that mean nothing to a server.</summary>
    private static readonly HashSet<string> Ignored = new(StringComparer.Ordinal) { "--color", "--output", "--time-format", "--env", "--env-file" };

    private static readonly HashSet<string> Switches = new(StringComparer.Ordinal) { "--headless", "--ui-disable-news-fetch", "--log-config" };

    private static readonly HashSet<string> NeedsSomething =
        new(StringComparer.Ordinal) { "--db-filename", "-f", "--namespace", "-n", "--tls-cert", "--tls-key", "--api-key-file" };

    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);
    private readonly List<string> _namespaces = [];
    private readonly Dictionary<string, string> _searchAttributes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _dynamicConfig = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _pragmas = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether the options are to be logged at the start.</summary>
    public bool LogsConfig => _values.ContainsKey("--log-config");

    private string Ip => Address("--ip") ?? "127.0.0.1";

    private int Port => Number("--port", DefaultPort);

    /// <exception cref="ArgumentException">The command line is not understood; the message says what was expected.</exception>
    public static StartDevCommand Parse(IReadOnlyList<string> args)
    {
        if (args is not ["server", "start-dev", ..])
        {
            throw new ArgumentException($"found '{string.Join(' ', args)}', expected 'server start-dev'. {Usage}");
        }

        var command = new StartDevCommand();
        foreach (var (flag, value) in Flags.Read(args.Skip(2), Switches, Usage))
        {
            command.Set(flag, value);
        }

        return command;
    }

    /// <exception cref="ArgumentException">A value does not fit its flag.</exception>
    /// <exception cref="IOException">The file of the API key cannot be read.</exception>
    public EngineOptions Options(ILoggerFactory logging) => new()
    {
        Ip = Ip,
        Port = Port,
        HttpPort = OptionalNumber("--http-port"),
        MetricsPort = OptionalNumber("--metrics-port"),
        Ui = _values.ContainsKey("--headless") ? null : Ui(),
        Tls = Tls(),
        ApiKey = ApiKey(),
        DbFilename = DbFilename(),
        Namespaces = _namespaces,
        SearchAttributes = _searchAttributes,
        DynamicConfig = _dynamicConfig,
        SqlitePragmas = _pragmas,
        Durability = OneOf("--durability", Durability.Strict, ("strict", Durability.Strict), ("relaxed", Durability.Relaxed)),
        LoggerFactory = logging,
    };

    public ILoggerFactory CreateLogging() => ConsoleLogging.Create(
        OneOf(
            "--log-level", LogLevel.Warning,
            ("debug", LogLevel.Debug), ("info", LogLevel.Information), ("warn", LogLevel.Warning), ("error", LogLevel.Error), ("fatal", LogLevel.Critical), ("never", LogLevel.None)),
        json: OneOf("--log-format", false, ("text", false), ("pretty", false), ("json", true)));

    private void Set(string flag, string value)
    {
        // As an unset variable leaves them: without a database's name everything would be kept in memory, and lost.
        if (string.IsNullOrWhiteSpace(value) && NeedsSomething.Contains(flag))
        {
            throw new ArgumentException($"{flag}: found nothing, expected a value");
        }

        switch (flag)
        {
            case "--namespace" or "-n":
                _namespaces.Add(value);
                break;
            case "--search-attribute":
                Add(_searchAttributes, flag, value);
                break;
            case "--dynamic-config-value":
                Add(_dynamicConfig, flag, value);
                break;
            case "--sqlite-pragma":
                Add(_pragmas, flag, value);
                break;
            case "--port" or "-p" or "--db-filename" or "-f" or "--ip" or "--http-port" or "--metrics-port" or "--ui-port" or "--ui-ip" or "--ui-public-path" or "--ui-asset-path"
                or "--ui-codec-endpoint" or "--tls-cert" or "--tls-key" or "--api-key-file" or "--log-level" or "--log-format" or "--durability":
                _values[flag switch { "-p" => "--port", "-f" => "--db-filename", _ => flag }] = value;
                break;
            case var known when Switches.Contains(known):
                _values[known] = value;
                break;
            case var known when !Ignored.Contains(known):
                throw new ArgumentException($"unknown flag {flag}. {Usage}");
        }
    }

    private static void Add(Dictionary<string, string> pairs, string flag, string text)
    {
        if (text.Split('=', 2) is not [var key, var value])
        {
            throw new ArgumentException($"{flag}: found '{text}', expected NAME=VALUE");
        }

        pairs[key] = value.Trim('"');
    }

    private string? DbFilename() =>
        _values.GetValueOrDefault("--db-filename") is { } file && Directory.Exists(file)
            ? throw new ArgumentException($"--db-filename: found the folder '{file}', expected a file")
            : _values.GetValueOrDefault("--db-filename");

    private UiOptions Ui() => new()
    {
        Port = Number("--ui-port", Port == 0 ? 0 : Port + UiPortDistance),
        Ip = Address("--ui-ip"),
        PublicPath = _values.GetValueOrDefault("--ui-public-path", ""),
        AssetPath = _values.GetValueOrDefault("--ui-asset-path"),
        CodecEndpoint = _values.GetValueOrDefault("--ui-codec-endpoint", ""),
        DisableNewsFetch = _values.ContainsKey("--ui-disable-news-fetch"),
    };

    private TlsFiles? Tls() => (_values.GetValueOrDefault("--tls-cert"), _values.GetValueOrDefault("--tls-key")) switch
    {
        (null, null) => null,
        ({ } certificate, { } key) => new TlsFiles(certificate, key),
        _ => throw new ArgumentException("--tls-cert and --tls-key: found one of them, expected both: the certificate and its key, as PEM files"),
    };

    private string? ApiKey()
    {
        var key = (_values.TryGetValue("--api-key-file", out var file) ? File.ReadAllText(file) : Environment.GetEnvironmentVariable(ApiKeyVariable))?.Trim();
        return key is ""
            ? throw new ArgumentException($"{(file is null ? ApiKeyVariable : $"--api-key-file {file}")}: found nothing, expected a key")
            : key;
    }

    private string? Address(string flag) => _values.GetValueOrDefault(flag) is { } ip ? ip == "localhost" ? "127.0.0.1" : ip : null;

    private int Number(string flag, int otherwise) => OptionalNumber(flag) ?? otherwise;

    private int? OptionalNumber(string flag) => !_values.TryGetValue(flag, out var text) ? null
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port <= ushort.MaxValue ? port
        : throw new ArgumentException($"{flag}: found '{text}', expected 0 to {ushort.MaxValue}");

    private T OneOf<T>(string flag, T otherwise, params (string Name, T Value)[] choices)
    {
        if (!_values.TryGetValue(flag, out var text))
        {
            return otherwise;
        }

        var chosen = Array.FindIndex(choices, choice => choice.Name.Equals(text, StringComparison.OrdinalIgnoreCase));
        return chosen >= 0
            ? choices[chosen].Value
            : throw new ArgumentException($"{flag}: found '{text}', expected {string.Join(", ", choices.Select(choice => choice.Name))}");
    }
}
