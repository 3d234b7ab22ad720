using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Mdlc.Catalog;
using Mdlc.Serving.Settings;
using Mdlc.Starter.Hosting;
using Mdlc.Starter.Output;

namespace Mdlc.Unit.Tests.Starter.Hosting;

public sealed class ServeSettingsTests : IDisposable
{
    private const string Secret = "hunter2-hunter2-hunter2";

    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    public ServeSettingsTests()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = new CertificateRequest("CN=mdlc test", key, HashAlgorithmName.SHA256)
            .CreateSelfSigned(DateTimeOffset.UnixEpoch, new DateTimeOffset(2100, 1, 1, 0, 0, 0, TimeSpan.Zero));
        File.WriteAllText(In("cert.pem"), certificate.ExportCertificatePem());
        File.WriteAllText(In("key.pem"), key.ExportPkcs8PrivateKeyPem());
        File.WriteAllText(In("keys"), $"{Secret}\nanother-{Secret}\n");
        File.WriteAllText(In("short"), "hunter2");
        File.WriteAllText(In("empty"), " \n");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Settings_WithoutAny_AreLoopback()
    {
        var options = Apply(new ServeSettings(Url: null));

        Assert.Equal(("127.0.0.1", 8080, true), (options.Host.ToString(), options.Port, options.Keys.AreNone));
        Assert.Equal(5, Apply(new ServeSettings(null, Port: 5)).Port);
        Assert.Equal(("::1", 0), (Apply(new ServeSettings("http://[::1]:0")).Host.ToString(), Apply(new ServeSettings("http://[::1]:0")).Port));
    }

    [Fact]
    public void Settings_BeyondLoopback_WithKeysAndTlsOrAProxy_AreTaken()
    {
        var tls = Apply(new ServeSettings("https://0.0.0.0:8443", ApiKeyFile: In("keys"), CertificateFile: In("cert.pem"), KeyFile: In("key.pem")));
        var proxied = Apply(new ServeSettings("http://0.0.0.0:8080", ApiKeyFile: In("keys"), Proxy: "https://models.example"));

        Assert.True(tls.Keys.Knows(Secret) && tls.Keys.Knows($"another-{Secret}"));
        Assert.False(tls.Keys.Knows("") || tls.Keys.Knows($"{Secret}\nanother-{Secret}"));
        Assert.NotNull(tls.Certificate);
        Assert.Equal("https://models.example/", proxied.Proxy!.ToString());
    }

    [Theory]
    [InlineData("http://0.0.0.0:8080", null, null, null, null, "ask for no key")]
    [InlineData("https://0.0.0.0:8443", null, "cert.pem", "key.pem", null, "ask for no key")]
    [InlineData("http://0.0.0.0:8080", "keys", null, null, null, "without TLS")]
    [InlineData("https://0.0.0.0:8443", "keys", null, null, null, "expected --tls-cert and --tls-key")]
    [InlineData("https://127.0.0.1:8443", null, "cert.pem", null, null, "Found --tls-cert alone")]
    [InlineData("https://127.0.0.1:8443", null, null, "key.pem", null, "Found --tls-key alone")]
    [InlineData("http://127.0.0.1:8080", null, "cert.pem", "key.pem", null, "expected an https URL")]
    [InlineData("https://127.0.0.1:8443", null, "key.pem", "cert.pem", null, "no certificate with its key")]
    [InlineData("https://127.0.0.1:8443", null, "none.pem", "key.pem", null, "cannot be used")]
    [InlineData("http://127.0.0.1:8080", "none", null, null, null, "cannot be used")]
    [InlineData("http://127.0.0.1:8080", "empty", null, null, null, "holds nothing")]
    [InlineData("http://127.0.0.1:8080", "short", null, null, null, "of 7 characters")]
    [InlineData("http://127.0.0.1:8080", "keys", null, null, "http://models.example", "expected the https URL")]
    [InlineData("http://127.0.0.1:8080", "keys", null, null, "models.example", "expected the https URL")]
    [InlineData("http://127.0.0.1:8080", null, null, null, "https://models.example", "ask for no key")]
    [InlineData("ftp://127.0.0.1:8080", null, null, null, null, "expected http://ADDRESS:PORT or https://ADDRESS:PORT")]
    [InlineData("http://models.example:8080", null, null, null, null, "expected localhost or the IP address")]
    [InlineData("http://127.0.0.1:8080/v2", null, null, null, null, "Found serving URL")]
    public void Settings_ThatDoNotGoTogether_AreAUsageErrorThatHoldsNoKey(string url, string? keys, string? certificate, string? key, string? proxy, string sentence)
    {
        var refused = Assert.Throws<UserException>(() => Apply(new ServeSettings(url, null, In(keys), In(certificate), In(key), proxy)));

        Assert.Equal(ExitCode.Usage, refused.ExitCode);
        Assert.Contains(sentence, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Settings_WithPortAndUrl_OrOfADeveloperBeyondLoopback_AreAUsageError()
    {
        Assert.Contains("expected one of them", Assert.Throws<UserException>(() => Apply(new ServeSettings("http://127.0.0.1:1", Port: 1))).Message, StringComparison.Ordinal);
        Assert.Contains("this machine only", Assert.Throws<UserException>(() => Apply(new ServeSettings("http://0.0.0.0:1") { OnLoopbackOnly = true })).Message, StringComparison.Ordinal);
    }

    private ServingOptions Apply(ServeSettings settings) => settings.Apply(new ServingOptions { Home = new Home(_folder) });

    [return: NotNullIfNotNull(nameof(file))]
    private string? In(string? file) => file is null ? null : Path.Combine(_folder, file);
}
