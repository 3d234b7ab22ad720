using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Mdlc.Engine.Hosting;
using Mdlc.Engine.Kernel;
using Temporalio.Client;

namespace Mdlc.Engine.Tests.Hosting;

/// <summary>Who may connect, and that nobody reads along.</summary>
public sealed class ProtectionTests : IDisposable
{
    private const string Key = "the key";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mdlc-tls-");
    private readonly TlsFiles _tls;

    public ProtectionTests()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        _tls = new TlsFiles(Path.Combine(_folder.FullName, "cert.pem"), Path.Combine(_folder.FullName, "key.pem"));
        File.WriteAllText(_tls.CertificateFile, certificate.ExportCertificatePem());
        File.WriteAllText(_tls.KeyFile, key.ExportPkcs8PrivateKeyPem());
    }

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("0.0.0.0", false, false, "neither a certificate nor an API key")]
    [InlineData("0.0.0.0", true, false, "no API key")]
    [InlineData("::", false, true, "no certificate")]
    public async Task Bind_BeyondLoopback_NeedsBoth(string ip, bool tls, bool key, string found)
    {
        var refusal = await Assert.ThrowsAsync<ArgumentException>(
            () => EngineHost.StartAsync(new EngineOptions { Ip = ip, Tls = tls ? _tls : null, ApiKey = key ? Key : null }));

        Assert.Contains(found, refusal.Message, StringComparison.Ordinal);
        Assert.Contains("--api-key-file", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bind_OfTheWebInterfaceAlone_NeedsThemToo() =>
        await Assert.ThrowsAsync<ArgumentException>(() => EngineHost.StartAsync(new EngineOptions { Ui = new UiOptions { Ip = "0.0.0.0" } }));

    [Fact]
    public async Task Sdk_WithTlsAndKey_Works_AndWithoutTheKeyDoesNot()
    {
        await using var host = await EngineHost.StartAsync(new EngineOptions { Ip = "0.0.0.0", Tls = _tls, ApiKey = Key });
        var address = $"localhost:{host.Address.Split(':')[1]}";
        var tls = new TlsOptions { ServerRootCACert = await File.ReadAllBytesAsync(_tls.CertificateFile) };

        var client = await TemporalClient.ConnectAsync(new(address) { Tls = tls, ApiKey = Key });
        await client.StartWorkflowAsync("T", [], new("w", "q"));

        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => TemporalClient.ConnectAsync(new(address) { Tls = tls, ApiKey = "another" }));
        Assert.Contains("unauthorized", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Bearer", Key, HttpStatusCode.OK)]
    [InlineData("bearer", Key, HttpStatusCode.OK)]
    [InlineData("Bearer", "the kez", HttpStatusCode.Unauthorized)]
    [InlineData("Bearer", "", HttpStatusCode.Unauthorized)]
    [InlineData("Basic", "anybody:" + Key, HttpStatusCode.OK)]
    [InlineData("Basic", Key, HttpStatusCode.Unauthorized)]
    public async Task Http_AsksForTheKey(string scheme, string credentials, HttpStatusCode status)
    {
        await using var host = await EngineHost.StartAsync(new EngineOptions { ApiKey = Key, HttpPort = 0, Ui = new UiOptions(), MetricsPort = 0 });
        using var http = new HttpClient();
        var value = scheme == "Basic" ? Convert.ToBase64String(Encoding.UTF8.GetBytes(credentials)) : credentials;
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(scheme, value);

        foreach (var url in new[] { $"http://{host.HttpAddress}/system-info", $"http://{host.UiAddress}/namespaces/default/workflows", $"http://{host.MetricsAddress}/metrics" })
        {
            Assert.Equal(status, (await http.GetAsync(url)).StatusCode);
        }
    }

    [Fact]
    public async Task Tls_FilesThatAreNone_AreNamed()
    {
        await File.WriteAllTextAsync(_tls.KeyFile, "no key");

        var refusal = await Assert.ThrowsAsync<ArgumentException>(() => EngineHost.StartAsync(new EngineOptions { Tls = _tls }));

        Assert.Contains(_tls.KeyFile, refusal.Message, StringComparison.Ordinal);
    }
}
