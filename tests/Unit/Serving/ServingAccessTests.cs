using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Mdlc.Contracts.Faults;
using Mdlc.Contracts.Spec;
using Mdlc.Http;
using Mdlc.Serving;
using Mdlc.Serving.Pages;
using Mdlc.Serving.Security;
using Mdlc.Serving.Settings;
using Microsoft.Extensions.Logging;

namespace Mdlc.Unit.Tests.Serving;

/// <summary>Who may ask, and over which line.</summary>
public sealed class ServingAccessTests : IAsyncLifetime
{
    private const string Key = "a-key-of-the-lake-0123";

    private readonly ServedHome _home = new();
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    private static CancellationToken Token => ServedHome.Token;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await _home.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData("127.0.0.1", false, false, null, null)]
    [InlineData("127.0.0.1", true, false, null, null)]
    [InlineData("::1", false, true, null, null)]
    [InlineData("0.0.0.0", false, false, null, "--api-key-file")]
    [InlineData("0.0.0.0", false, true, null, "--api-key-file")]
    [InlineData("::", true, false, null, "--tls-cert")]
    [InlineData("0.0.0.0", true, true, null, null)]
    [InlineData("0.0.0.0", true, false, "https://models.example", null)]
    [InlineData("127.0.0.1", false, false, "https://models.example", "--api-key-file")]
    [InlineData("127.0.0.1", true, false, "https://models.example", null)]
    public async Task Server_BeyondThisMachine_NeedsKeysAndTls(string host, bool keys, bool tls, string? proxy, string? lacking)
    {
        using var certificate = tls ? Certificate() : null;
        var options = new ServingOptions
        {
            Home = _home.Home,
            Host = IPAddress.Parse(host),
            Keys = keys ? new ApiKeys([Key]) : ApiKeys.None,
            Certificate = certificate,
            Proxy = proxy is null ? null : new Uri(proxy),
        };

        var refusal = ServingExposure.Refusal(options);

        Assert.Equal(lacking is not null, refusal is not null);
        if (lacking is not null)
        {
            Assert.Contains(lacking, refusal, StringComparison.Ordinal);
            Assert.Equal(refusal, (await Assert.ThrowsAsync<FaultException>(() => ServingHost.StartAsync(options, Token))).Message);
        }
    }

    [Fact]
    public async Task Key_IsAskedForEverywhere_ButWhetherTheServerLives()
    {
        var log = new LogLines();
        await _home.PublishChampionAsync(SmallModels.Binary);
        await _home.StartAsync(options => options with { Keys = new ApiKeys(["an-older-key-of-the-lake", Key]), LoggerFactory = new OneLog(log) });
        Assert.All(_home.Host.Routes, route => Assert.Equal(route.Path == CallerCheck.OpenPath ? 200 : 401, Ask(route.Method, route.Path, null).Status));
        Assert.Equal(401, Ask("GET", "/nothing/here", null).Status);

        var (_, body, challenge) = Ask("GET", "/v2", null);
        Assert.Contains("Found no API key", body, StringComparison.Ordinal);
        Assert.Contains("Bearer", challenge, StringComparison.Ordinal);
        Assert.Contains("Basic", challenge, StringComparison.Ordinal);
        Assert.All(
            new[] { $"Bearer {Key}", $"bearer  {Key}", "Bearer an-older-key-of-the-lake", Basic($"anybody:{Key}"), Basic($":{Key}") },
            header => Assert.Equal(200, Ask("GET", "/v2", header).Status));
        Assert.All(
            new[] { $"Bearer {Key}x", $"Bearer {Key[..^1]}", "Bearer", "Bearer ", Key, $"Basic {Key}", Basic(Key), Basic($"{Key}:"), "Basic ====", $"Digest {Key}" },
            header => Assert.Equal(401, Ask("GET", "/v2", header).Status));
        Assert.Contains("not known here", Ask("GET", "/v2", "Bearer what-is-not-known-here").Body, StringComparison.Ordinal);
        Assert.DoesNotContain(log.Lines, line => line.Contains(Key, StringComparison.Ordinal) || line.Contains("what-is-not-known-here", StringComparison.Ordinal));
    }

    [Fact]
    public async Task OpenApi_WithKeys_SaysHowTheyAreSent()
    {
        await _home.StartAsync(options => options with { Keys = new ApiKeys([Key]) });

        var document = System.Text.Json.Nodes.JsonNode.Parse(Ask("GET", "/openapi.json", $"Bearer {Key}").Body)!;

        Assert.Equal(["key", "password"], document["security"]!.AsArray().Select(one => one!.AsObject().Single().Key));
        Assert.Equal(["key", "password"], document["components"]!["securitySchemes"]!.AsObject().Select(scheme => scheme.Key));
        Assert.Empty(document["paths"]![CallerCheck.OpenPath]!["get"]!["security"]!.AsArray());
    }

    [Fact]
    public async Task Tls_WithACertificateAndItsKey_IsSpoken()
    {
        using var certificate = Certificate();
        await _home.StartAsync(options => options with { Certificate = certificate, Keys = new ApiKeys([Key]), Host = IPAddress.Any });
        Assert.StartsWith("https://", _home.Host.Address, StringComparison.Ordinal);
        using var handler = new SocketsHttpHandler { SslOptions = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = (_, shown, _, _) => shown!.Subject == "CN=mdlc test" } };
        using var client = new HttpClient(handler);
        client.DefaultRequestHeaders.Authorization = new("Bearer", Key);

        var document = await client.GetStringAsync(new Uri(_home.Host.Address.Replace("0.0.0.0", "127.0.0.1", StringComparison.Ordinal) + "/openapi.json"), Token);
        Assert.Equal("/", (string?)System.Text.Json.Nodes.JsonNode.Parse(document)!["servers"]![0]!["url"]);
        Assert.Equal("mdlc", (await client.GetStringAsync(new Uri(_home.Host.Address.Replace("0.0.0.0", "127.0.0.1", StringComparison.Ordinal) + "/v2"), Token))[9..13]);
    }

    [Fact]
    public async Task Proxy_ThatIsDeclared_IsTheAddressThatIsTold()
    {
        await _home.StartAsync(options => options with { Proxy = new Uri("https://models.example:8443"), Keys = new ApiKeys([Key]) });

        Assert.Equal("https://models.example:8443", _home.Host.Address);
        Assert.Equal("https://models.example:8443", (await _home.Catalog.Servers.LiveAsync(DateTimeOffset.UtcNow, Token)).Single().Endpoint);
    }

    [Fact]
    public async Task Page_OfNamesThatLookLikeMarkup_ShowsThemAsText()
    {
        var evil = SmallModels.Binary.Signature with { Label = "<img src=x onerror=alert(1)>", Inputs = [.. SmallModels.Binary.Signature.Inputs.Select((input, i) => i == 0 ? input with { Name = "\"><script>alert(2)</script>" } : input)] };
        await _home.PromoteAsync(await _home.PublishAsync(SmallModels.Binary.Zip, evil, spec: null, "bikes"));
        var document = new ServedDocument(
            "mdlc", "1", "http://x", true, false,
            [new("p.m", "m", "1", ModelTask.Binary, evil.Label, "<b>", [new(evil.Inputs[0].Name, "FP64")], [new("<i>", "BOOL")], "/v2/\"onclick=", "<u>")],
            new Dictionary<string, string>());

        var page = ServedPage.Render(document);

        Assert.All(new[] { "<img", "<script", "<b>,", "<i>", "<u>", "/\"onclick" }, markup => Assert.DoesNotContain(markup, page, StringComparison.Ordinal));
        Assert.Contains("&lt;img src=x onerror=alert(1)&gt;", page, StringComparison.Ordinal);
    }

    private (int Status, string Body, string Challenge) Ask(string method, string path, string? authorization)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(path.Replace("{model}", "bikes", StringComparison.Ordinal).Replace("{version}", "1", StringComparison.Ordinal), UriKind.Relative));
        if (authorization is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", authorization);
        }

        using var client = new HttpClient { BaseAddress = new Uri(_home.Host.Address) };
        using var answer = client.Send(request, Token);
        using var reader = new StreamReader(answer.Content.ReadAsStream(Token));
        return ((int)answer.StatusCode, reader.ReadToEnd(), answer.Headers.WwwAuthenticate.ToString());
    }

    private static string Basic(string pair) => $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes(pair))}";

    private ServerCertificate Certificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=mdlc test", key, HashAlgorithmName.SHA256);
        using var certificate = request.CreateSelfSigned(new DateTimeOffset(2000, 1, 1, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2100, 1, 1, 0, 0, 0, TimeSpan.Zero));
        var (cert, pem) = (Path.Combine(_folder, "cert.pem"), Path.Combine(_folder, "key.pem"));
        File.WriteAllText(cert, certificate.ExportCertificatePem());
        File.WriteAllText(pem, key.ExportPkcs8PrivateKeyPem());
        return ServerCertificate.Load(cert, pem);
    }

    private sealed class OneLog(ILogger log) : ILoggerFactory
    {
        public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

        public ILogger CreateLogger(string categoryName) => log;

        public void Dispose()
        {
            // Nothing is held.
        }
    }
}
