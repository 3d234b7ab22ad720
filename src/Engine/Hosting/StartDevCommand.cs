using System.CommandLine;
using Mdlc.Engine.Kernel;
using Microsoft.Extensions.Logging;

namespace Mdlc.Engine.Hosting;

/// <summary>The command line <c>server start-dev</c>, with the flags of the <c>temporal</c> executable of that name.</summary>
internal sealed class StartDevCommand
{
    /// <summary>Names the key where a file is not wanted.</summary>
    public const string ApiKeyVariable = "MDLC_ENGINE_API_KEY";

    private const int DefaultPort = 7233;

    /// <summary>How far the web interface's port is from the server's, unless it is named.</summary>
    private const int UiPortDistance = 1000;

    /// <summary>Flags that every command of the <c>temporal</c> executable takes and that mean nothing to a server.</summary>
    private static readonly string[] Ignored = ["--color", "--output", "--time-format", "--env", "--env-file"];

    private readonly Option<int?> _port = OptionRules.Port("--port", $"Where the server listens; {DefaultPort} by default, 0 picks a free one.", "-p");
    private readonly Option<string?> _ip = OptionRules.Address("--ip", "The address to listen at; 127.0.0.1 by default.");
    private readonly Option<string?> _database = new Option<string?>("--db-filename", "-f") { Description = "The file that everything is kept in. Without it everything is kept in memory, and gone at the end.", HelpName = "file" }.NeedsSomething();
    private readonly Option<string[]> _namespaces = new Option<string[]>("--namespace", "-n") { Description = "A namespace that there is from the start; may be repeated.", HelpName = "name", DefaultValueFactory = _ => [] }.NeedsSomething();
    private readonly Option<IReadOnlyDictionary<string, string>> _searchAttributes = OptionRules.Pairs("--search-attribute", "A search attribute that there is from the start; may be repeated.", "NAME=TYPE", StringComparer.Ordinal);
    private readonly Option<IReadOnlyDictionary<string, string>> _dynamicConfig = OptionRules.Pairs("--dynamic-config-value", "A limit, by Temporal's name of it; may be repeated.", "KEY=VALUE", StringComparer.Ordinal);
    private readonly Option<IReadOnlyDictionary<string, string>> _pragmas = OptionRules.Pairs("--sqlite-pragma", "A pragma of the database; may be repeated.", "NAME=VALUE", StringComparer.OrdinalIgnoreCase);
    private readonly Option<Durability?> _durability = OptionRules.OneOf("--durability", "Whether a power cut may cost the last moment's writes (relaxed) or nothing (strict, the default).", ("strict", Durability.Strict), ("relaxed", Durability.Relaxed));
    private readonly Option<int?> _httpPort = OptionRules.Port("--http-port", "Where the HTTP API is served as well.");
    private readonly Option<int?> _metricsPort = OptionRules.Port("--metrics-port", "Where metrics are served, for Prometheus.");
    private readonly Option<bool> _headless = new("--headless") { Description = "No web interface." };
    private readonly Option<int?> _uiPort = OptionRules.Port("--ui-port", $"Where the web interface is served; {UiPortDistance} above the server's port by default.");
    private readonly Option<string?> _uiIp = OptionRules.Address("--ui-ip", "The address of the web interface; the server's by default.");
    private readonly Option<string> _uiPublicPath = new("--ui-public-path") { Description = "The path under which the web interface is served.", HelpName = "path", DefaultValueFactory = _ => "" };
    private readonly Option<string?> _uiAssetPath = new("--ui-asset-path") { Description = "The folder of a build of Temporal's web interface, to be served instead of the engine's own.", HelpName = "folder" };
    private readonly Option<string> _uiCodecEndpoint = new("--ui-codec-endpoint") { Description = "The codec server that Temporal's web interface asks.", HelpName = "url", DefaultValueFactory = _ => "" };
    private readonly Option<bool> _uiDisableNewsFetch = new("--ui-disable-news-fetch") { Description = "Temporal's web interface asks for no news." };
    private readonly Option<string?> _certificate = new Option<string?>("--tls-cert") { Description = "The server's certificate, as PEM; needs --tls-key.", HelpName = "file" }.NeedsSomething();
    private readonly Option<string?> _key = new Option<string?>("--tls-key") { Description = "The certificate's key, as PEM.", HelpName = "file" }.NeedsSomething();
    private readonly Option<string?> _apiKeyFile = new Option<string?>("--api-key-file") { Description = $"A file with the key that every call must bring; {ApiKeyVariable} has it as well.", HelpName = "file" }.NeedsSomething();
    private readonly Option<LogLevel?> _logLevel = OptionRules.OneOf(
        "--log-level", "What is logged; warn by default.",
        ("debug", LogLevel.Debug), ("info", LogLevel.Information), ("warn", LogLevel.Warning), ("error", LogLevel.Error), ("fatal", LogLevel.Critical), ("never", LogLevel.None));

    private readonly Option<LogFormat?> _logFormat = OptionRules.OneOf("--log-format", "How a line of the log looks; text by default.", ("text", LogFormat.Text), ("pretty", LogFormat.Text), ("json", LogFormat.Json));
    private readonly Option<bool> _logConfig = new("--log-config") { Description = "Say the options at the start." };

    private StartDevCommand()
    {
    }

    public static Command Create()
    {
        var flags = new StartDevCommand();
        var command = new Command("start-dev", "Run a server.")
        {
            flags._port, flags._ip, flags._database, flags._namespaces, flags._searchAttributes, flags._dynamicConfig, flags._pragmas, flags._durability,
            flags._httpPort, flags._metricsPort, flags._headless, flags._uiPort, flags._uiIp, flags._uiPublicPath, flags._uiAssetPath,
            flags._uiCodecEndpoint, flags._uiDisableNewsFetch, flags._certificate, flags._key, flags._apiKeyFile, flags._logLevel, flags._logFormat,
            flags._logConfig,
        };
        foreach (var ignored in Ignored)
        {
            command.Add(new Option<string?>(ignored) { Hidden = true });
        }

        command.SetAction((parse, _) => ((EngineInvocation)parse.InvocationConfiguration).Serve(new Server(flags, parse)));
        return command;
    }

    /// <summary>The server that one command line asks for.</summary>
    private sealed class Server(StartDevCommand flags, ParseResult parse) : IServerCommand
    {
        public bool LogsConfig => parse.GetValue(flags._logConfig);

        private int Port => parse.GetValue(flags._port) ?? DefaultPort;

        /// <exception cref="ArgumentException">A value does not fit its flag.</exception>
        /// <exception cref="IOException">The file of the API key cannot be read.</exception>
        public EngineOptions Options(ILoggerFactory logging) => new()
        {
            Ip = parse.GetValue(flags._ip) ?? "127.0.0.1",
            Port = Port,
            HttpPort = parse.GetValue(flags._httpPort),
            MetricsPort = parse.GetValue(flags._metricsPort),
            Ui = parse.GetValue(flags._headless) ? null : Ui(),
            Tls = Tls(),
            ApiKey = ApiKey(),
            DbFilename = DbFilename(),
            Namespaces = parse.GetValue(flags._namespaces)!,
            SearchAttributes = parse.GetValue(flags._searchAttributes)!,
            DynamicConfig = parse.GetValue(flags._dynamicConfig)!,
            SqlitePragmas = parse.GetValue(flags._pragmas)!,
            Durability = parse.GetValue(flags._durability) ?? Durability.Strict,
            LoggerFactory = logging,
        };

        public ILoggerFactory CreateLogging() => ConsoleLogging.Create(parse.GetValue(flags._logLevel) ?? LogLevel.Warning, parse.GetValue(flags._logFormat) ?? LogFormat.Text);

        private UiOptions Ui() => new()
        {
            Port = parse.GetValue(flags._uiPort) ?? (Port == 0 ? 0 : Port + UiPortDistance),
            Ip = parse.GetValue(flags._uiIp),
            PublicPath = parse.GetValue(flags._uiPublicPath)!,
            AssetPath = parse.GetValue(flags._uiAssetPath),
            CodecEndpoint = parse.GetValue(flags._uiCodecEndpoint)!,
            DisableNewsFetch = parse.GetValue(flags._uiDisableNewsFetch),
        };

        private string? DbFilename() => parse.GetValue(flags._database) is { } file && Directory.Exists(file)
            ? throw new ArgumentException($"--db-filename: found the folder '{file}', expected a file")
            : parse.GetValue(flags._database);

        private TlsFiles? Tls() => (parse.GetValue(flags._certificate), parse.GetValue(flags._key)) switch
        {
            (null, null) => null,
            ({ } certificate, { } key) => new TlsFiles(certificate, key),
            _ => throw new ArgumentException("--tls-cert and --tls-key: found one of them, expected both: the certificate and its key, as PEM files"),
        };

        private string? ApiKey()
        {
            var file = parse.GetValue(flags._apiKeyFile);
            var key = (file is not null ? File.ReadAllText(file) : Environment.GetEnvironmentVariable(ApiKeyVariable))?.Trim();
            return key is ""
                ? throw new ArgumentException($"{(file is null ? ApiKeyVariable : $"--api-key-file {file}")}: found nothing, expected a key")
                : key;
        }
    }
}
