using Mdlc.Engine.Hosting;
using Mdlc.Engine.Kernel;
using Microsoft.Extensions.Logging.Abstractions;

namespace Mdlc.Engine.Tests.Hosting;

public sealed class StartDevCommandTests
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
        Assert.Contains(value, Assert.Throws<ArgumentException>(() => StartDevCommand.Parse(["server", "start-dev", flag, value]).CreateLogging()).Message, StringComparison.Ordinal);

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

    private static EngineOptions Options(params string[] args) => StartDevCommand.Parse(["server", "start-dev", .. args]).Options(NullLoggerFactory.Instance);
}
