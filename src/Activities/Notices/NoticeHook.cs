using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Mdlc.Contracts.Faults;
using Mdlc.Workflows.Notices;

namespace Mdlc.Activities.Notices;

/// <summary>Posts notices, signed by Standard Webhooks.</summary>
public sealed class NoticeHook : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly NoticeSettings _settings;
    private readonly TimeProvider _time;
    private readonly HttpClient _client;

    public NoticeHook(NoticeSettings settings, TimeProvider time)
        : this(settings, time, new SocketsHttpHandler { AllowAutoRedirect = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5) })
    {
    }

    internal NoticeHook(NoticeSettings settings, TimeProvider time, HttpMessageHandler handler)
    {
        (_settings, _time) = (settings, time);
        _client = new HttpClient(handler) { Timeout = Patience };
    }

    /// <summary>Returns when the receiver has answered 2xx, or where there is none.</summary>
    /// <exception cref="FaultException">The settings are wrong.</exception>
    /// <exception cref="HttpRequestException">The receiver did not take it; to be tried again.</exception>
    public async Task PostAsync(Notice notice, CancellationToken cancellationToken)
    {
        if (_settings.Problem is { } problem)
        {
            throw FaultException.InEnvironment($"{problem} The notice stands in the home's file, and was posted nowhere.");
        }

        if (_settings.Url is null)
        {
            return;
        }

        var body = Encoding.UTF8.GetBytes(NoticeEvent.Of(notice));
        var timestamp = _time.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        using var request = new HttpRequestMessage(HttpMethod.Post, _settings.Url) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(NoticeEvent.MediaType);
        request.Headers.Add("webhook-id", notice.Id);
        request.Headers.Add("webhook-timestamp", timestamp);
        request.Headers.Add("webhook-signature", $"v1,{Convert.ToBase64String(Sign(notice.Id, timestamp, body))}");
        using var response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        if (!response.IsSuccessStatusCode)
        {
            throw new HttpRequestException($"{_settings.Url.GetLeftPart(UriPartial.Path)} answered {(int)response.StatusCode}, expected 2xx.", null, response.StatusCode);
        }
    }

    public void Dispose() => _client.Dispose();

    /// <summary>HMAC-SHA256 of <c>id.timestamp.body</c>.</summary>
    private byte[] Sign(string id, string timestamp, ReadOnlySpan<byte> body)
    {
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, _settings.Key);
        hmac.AppendData(Encoding.UTF8.GetBytes($"{id}.{timestamp}."));
        hmac.AppendData(body);
        return hmac.GetHashAndReset();
    }
}
