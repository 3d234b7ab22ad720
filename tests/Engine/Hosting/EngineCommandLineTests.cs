using Mdlc.Engine.Hosting;
using Mdlc.Engine.Kernel;
using Microsoft.Extensions.Logging.Abstractions;

namespace Mdlc.Engine.Tests.Hosting;

public sealed class EngineCommandLineTests
{
    [Fact]
    public void Nothing_IsTemporalsDefaults()
    {
        var options = Options();

        Assert.Equal(("127.0.0.1", 7233), (options.Ip, options.Port));
        Assert.Equal(8233, options.Ui!.Port);
        Assert.Null(options.HttpPort);
        Assert.Null(options.MetricsPort);
        Assert.Null(options.DbFilename);
    }

    [Fact]
    public void Everything_IsUnderstood()
    {
        var options = Options(
            "-p", "1", "--ip=localhost", "-f", "f.db", "-n", "a", "--namespace", "b", "--search-attribute", "S=Int", "--dynamic-config-value", "k=\"v\"",
            "--http-port", "2", "--metrics-port", "3", "--ui-port", "4", "--ui-ip", "127.0.0.2", "--ui-public-path", "/t", "--ui-asset-path", "assets",
            "--ui-codec-endpoint", "http://codec", "--ui-disable-news-fetch", "--sqlite-pragma", "cache_size=5", "--durability", "relaxed", "--log-format", "json",
            "--log-level", "warn", "--log-config", "--color", "never", "--tls-cert", "c", "--tls-key", "k");

        Assert.Equal(("127.0.0.1", 1, 2, 3, "f.db"), (options.Ip, options.Port, options.HttpPort, options.MetricsPort, options.DbFilename));
        Assert.Equal(["a", "b"], options.Namespaces);
        Assert.Equal(("Int", "v", "5"), (options.SearchAttributes["S"], options.DynamicConfig["k"], options.SqlitePragmas["cache_size"]));
        Assert.Equal(Durability.Relaxed, options.Durability);
        Assert.Equal(new TlsFiles("c", "k"), options.Tls);
        Assert.Equal(
            new UiOptions { Port = 4, Ip = "127.0.0.2", PublicPath = "/t", AssetPath = "assets", CodecEndpoint = "http://codec", DisableNewsFetch = true }, options.Ui);
    }

    [Fact]
    public void Headless_HasNoWebInterface() => Assert.Null(Options("--headless").Ui);

    [Theory]
    [InlineData("--port", "70000")]
    [InlineData("--port", "-1")]
    [InlineData("--durability", "none")]
    [InlineData("--tls-cert", "c")]
    [InlineData("--search-attribute", "S")]
    [InlineData("--bogus", "1")]
    [InlineData("stray")]
    [InlineData("--port")]
    [InlineData("--db-filename", "")]
    [InlineData("--db-filename=")]
    [InlineData("--db-filename", "/")]
    [InlineData("--namespace", " ")]
    [InlineData("--api-key-file", "")]
    public void WhatDoesNotFit_IsNamed(params string[] args) =>
        Assert.Contains(args[0].TrimEnd('='), Assert.Throws<ArgumentException>(() => Options(args)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("--log-format", "xml")]
    [InlineData("--log-level", "loud")]
    public void Logging_WhatDoesNotFit_IsNamed(string flag, string value) =>
        Assert.Contains(value, Assert.Throws<ArgumentException>(() => Command(flag, value).CreateLogging()).Message, StringComparison.Ordinal);

    [Fact]
    public void ApiKeyFile_WithoutAKey_IsRefused()
    {
        var file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, "  \n");
            Assert.Contains("expected a key", Assert.Throws<ArgumentException>(() => Options("--api-key-file", file)).Message, StringComparison.Ordinal);
            File.WriteAllText(file, "secret\n");
            Assert.Equal("secret", Options("--api-key-file", file).ApiKey);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Theory]
    [InlineData("server", "start-dev", "--por", "1", "perhaps --port is meant")]
    [InlineData("server", "start", "found 'start', expected start-dev or backup or check")]
    [InlineData("server", "start-dev", "--port", "1", "--port", "2", "--port")]
    [InlineData("server", "start-dev", "--log-level", "--headless", "--log-level")]
    [InlineData("server", "start-dev", "@args", "found '@args'")]
    [InlineData("server", "backup", "--to", "x", "--db-filename")]
    [InlineData("server", "check", "-f", "", "--db-filename: found nothing")]
    [InlineData("server", "check", "-f", "x", "--all", "unknown flag --all")]
    [InlineData("serve", "found 'serve', expected server")]
    [InlineData("/?", "found '/?'")]
    [InlineData("99999", "found '99999', expected a port")]
    [InlineData("0", "--faster", "unknown flag --faster")]
    public void Misuse_IsToldWithWhereToLook(params string[] argsAndExpected)
    {
        var message = Assert.Throws<ArgumentException>(() => EngineCommandLine.Parse(argsAndExpected[..^1])).Message;

        Assert.Contains(argsAndExpected[^1], message, StringComparison.Ordinal);
        Assert.EndsWith("--help", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("server", "--help", "start-dev")]
    [InlineData("server", "start-dev")]
    [InlineData("--help", "server")]
    [InlineData("server")]
    [InlineData("server", "start-dev", "-h", "--dynamic-config-value <KEY=VALUE>")]
    [InlineData("server", "check", "--help", "--db-filename")]
    [InlineData("7233", "--help", "--enable-time-skipping")]
    public async Task Help_ShowsWhatThereIs(params string[] argsAndExpected)
    {
        var output = new StringWriter();

        await EngineCommandLine.RunAsync(argsAndExpected[..^1], new() { Serve = _ => throw new InvalidOperationException("served"), Output = output });

        Assert.Contains(argsAndExpected[^1], output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Version_IsThatOfTheProgram()
    {
        var output = new StringWriter();

        await EngineCommandLine.RunAsync(["--version"], new() { Serve = _ => throw new InvalidOperationException("served"), Output = output });

        Assert.Matches(@"^\d+\.\d+", output.ToString());
    }

    [Fact]
    public async Task TestServer_IsAPortAndWhetherTimeIsSkipped()
    {
        var options = (await MeantAsync("0", "--enable-time-skipping")).Options(NullLoggerFactory.Instance);

        Assert.Equal((0, TimeSkipping.Unlocked), (options.Port, options.TimeSkipping));
        Assert.Equal(TimeSkipping.Locked, (await MeantAsync("0")).Options(NullLoggerFactory.Instance).TimeSkipping);
    }

    private static EngineOptions Options(params string[] args) => Command(args).Options(NullLoggerFactory.Instance);

    private static IServerCommand Command(params string[] args) => MeantAsync(["server", "start-dev", .. args]).GetAwaiter().GetResult();

    private static async Task<IServerCommand> MeantAsync(params string[] args)
    {
        IServerCommand? meant = null;
        await EngineCommandLine.RunAsync(
            args,
            new()
            {
                Serve = command =>
                {
                    meant = command;
                    return Task.CompletedTask;
                },
            });
        return meant!;
    }
}
