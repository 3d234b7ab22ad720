using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Mdlc.EndToEnd.Tests;

/// <summary>Posts events as a sender would that follows CloudEvents and Standard Webhooks.</summary>
internal sealed class EventSender(string secret) : IDisposable
{
    private readonly HttpClient _client = new();
    private int _messages;

    public void Dispose() => _client.Dispose();

    /// <param name="id">Of the event; each message that carries it has an id of its own.</param>
    public async Task<HttpResponseMessage> SendAsync(Uri url, string id, string model, string uri)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(
            new { specversion = "1.0", id, source = "/lake", type = "mdlc.data.arrived", data = new { model, uri } });
        var message = $"msg_{Interlocked.Increment(ref _messages)}";
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var signed = Encoding.UTF8.GetBytes($"{message}.{now}.").Concat(body).ToArray();
        var signature = HMACSHA256.HashData(Convert.FromBase64String(secret["whsec_".Length..]), signed);
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new("application/cloudevents+json");
        request.Headers.Add("webhook-id", message);
        request.Headers.Add("webhook-timestamp", now);
        request.Headers.Add("webhook-signature", $"v1,{Convert.ToBase64String(signature)}");
        return await _client.SendAsync(request);
    }
}
