using System.Globalization;
using Mdlc.Http;
using Mdlc.Serving.Security;
using Mdlc.Serving.Settings;
using Mdlc.Starter.Output;

namespace Mdlc.Starter.Hosting;

/// <summary>Where the inference server listens, and what a caller must know. A key comes from a file, never from a command line that others can list.</summary>
/// <param name="Url">Null: <see cref="DefaultUrl"/>.</param>
/// <param name="Port">A port of the loopback address, in place of a URL.</param>
/// <param name="Proxy">Where a proxy that ends TLS shows the server.</param>
internal sealed record ServeSettings(string? Url, int? Port = null, string? ApiKeyFile = null, string? CertificateFile = null, string? KeyFile = null, string? Proxy = null)
{
    public const int DefaultPort = 8080;

    public const string DefaultUrl = "http://127.0.0.1:8080";

    /// <summary>Whether others than programs of this machine are to be refused, whatever they know.</summary>
    public bool OnLoopbackOnly { get; init; }

    /// <param name="options">What does not depend on these.</param>
    /// <exception cref="UserException">They do not go together, or one is not usable. The message does not hold the key.</exception>
    public ServingOptions Apply(ServingOptions options)
    {
        if (Url is not null && Port is not null)
        {
            throw Bad("Found --url and --port, expected one of them: --url holds a port.");
        }

        var url = Url ?? string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{Port ?? DefaultPort}");
        var listen = ListenUrl.Read(url, "serving", DefaultUrl, mayBeHttps: true, out var problem) ?? throw Bad(problem!);
        if (OnLoopbackOnly && Exposure.IsBeyondThisMachine(listen.EndPoint))
        {
            throw Bad($"Found serving URL {url}, expected a loopback address: what is for one developer is open to this machine only. For others there is mdlc serve --url {url} --api-key-file FILE.");
        }

        var asked = options with
        {
            Host = listen.EndPoint.Address,
            Port = listen.EndPoint.Port,
            Proxy = ReadProxy(),
            Keys = ReadKeys(),
            Certificate = ReadCertificate(listen.IsHttps, url),
        };
        return ServingExposure.Refusal(asked) is { } refusal ? throw Bad(refusal) : asked;
    }

    private Uri? ReadProxy() => Proxy is null ? null
        : Uri.TryCreate(Proxy, UriKind.Absolute, out var proxy) && proxy.Scheme == Uri.UriSchemeHttps && proxy.AbsolutePath == "/" && proxy.Query.Length + proxy.Fragment.Length + proxy.UserInfo.Length == 0 ? proxy
        : throw Bad($"Found --proxy '{Proxy}', expected the https URL under which it shows this server, such as https://models.example.com.");

    private ApiKeys ReadKeys()
    {
        if (ApiKeyFile is null)
        {
            return ApiKeys.None;
        }

        var keys = ApiKeys.Split(Read("--api-key-file", ApiKeyFile, () => BoundedFile.ReadText(ApiKeyFile)));
        if (keys.Length == 0)
        {
            throw Bad($"--api-key-file {ApiKeyFile} holds nothing, expected a key of at least {ApiKeys.FewestCharacters} characters. Make one: head -c 32 /dev/urandom | base64 > {ApiKeyFile}");
        }

        return keys.Select(ApiKeys.Problem).FirstOrDefault(problem => problem is not null) is { } problem
            ? throw Bad($"--api-key-file {ApiKeyFile} holds a key {problem}.")
            : new ApiKeys(keys);
    }

    private ServerCertificate? ReadCertificate(bool isHttps, string url) => (CertificateFile, KeyFile) switch
    {
        (null, null) when isHttps => throw Bad($"Found the URL {url}, expected --tls-cert and --tls-key with it: the certificate to show, and its key, as PEM files."),
        (null, null) => null,
        (null, _) or (_, null) => throw Bad($"Found {(KeyFile is null ? "--tls-cert" : "--tls-key")} alone, expected --tls-cert and --tls-key: the certificate and its key, as PEM files."),
        _ when !isHttps => throw Bad($"Found --tls-cert with the URL {url}, expected an https URL such as https://0.0.0.0:8443 with it."),
        var (certificate, key) => Read("--tls-cert and --tls-key", $"{certificate}, {key}", () => ServerCertificate.Load(certificate, key)),
    };

    private static T Read<T>(string option, string file, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw new UserException($"{option} {file} cannot be used: {fault.Message}", ExitCode.Usage, fault);
        }
    }

    private static UserException Bad(string message) => new(message, ExitCode.Usage);
}
