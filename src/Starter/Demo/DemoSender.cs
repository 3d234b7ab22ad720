using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Mdlc.Contracts.Spec;
using Mdlc.Starter.Output;
using Mdlc.Web.Security;

namespace Mdlc.Starter.Demo;

/// <summary>The sender of the demo's event: one that signs what it posts, and posts again until it is told that the event is durable.</summary>
internal sealed class DemoSender(Uri webhook, WebhookSecret secret, TimeProvider time) : IDisposable
{
    private const int Tries = 5;

    private readonly HttpClient _http = new();

    /// <summary>Returns once the event is durable.</summary>
    /// <exception cref="UserException">The event was not taken.</exception>
    public async Task SendAsync(string id, ModelSpec spec, string file, CancellationToken cancellationToken)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(new
        {
            specversion = "1.0",
            id,
            source = "/demo",
            type = "mdlc.data.arrived",
            data = new { model = $"{spec.Project}/{spec.Model}", uri = file },
        });
        for (var attempt = 1; ; attempt++)
        {
            using var request = Sign(id, body);
            using var answer = await _http.SendAsync(request, cancellationToken);
            if (answer.StatusCode == HttpStatusCode.Accepted)
            {
                return;
            }

            if (answer.StatusCode != HttpStatusCode.ServiceUnavailable || attempt == Tries)
            {
                throw new UserException($"The webhook answered {(int)answer.StatusCode} to the demo's event: {await answer.Content.ReadAsStringAsync(cancellationToken)}");
            }

            await Task.Delay(TimeSpan.FromSeconds(1), time, cancellationToken);
        }
    }

    public void Dispose() => _http.Dispose();

    private HttpRequestMessage Sign(string id, byte[] body)
    {
        var timestamp = time.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var request = new HttpRequestMessage(HttpMethod.Post, webhook) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/cloudevents+json");
        request.Headers.Add("webhook-id", id);
        request.Headers.Add("webhook-timestamp", timestamp);
        request.Headers.Add("webhook-signature", $"v1,{Convert.ToBase64String(secret.Sign(id, timestamp, body))}");
        return request;
    }
}
