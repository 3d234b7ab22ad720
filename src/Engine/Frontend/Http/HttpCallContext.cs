using System.Globalization;
using Grpc.Core;
using Microsoft.AspNetCore.Http;

namespace Mdlc.Engine.Frontend.Http;

/// <summary>What a call knows of its caller when it came by HTTP.</summary>
internal sealed class HttpCallContext : ServerCallContext
{
    /// <summary>Where the gRPC server, too, keeps the HTTP request.</summary>
    private const string HttpContextKey = "__HttpContext";

    /// <summary>A page or a script that says nothing waits no longer than this.</summary>
    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(30);

    private readonly HttpContext _http;
    private readonly string _method;

    /// <param name="clientName">The name by which the calls know this kind of client, unless it says its own.</param>
    public HttpCallContext(HttpContext http, string method, string clientName, DateTime now)
    {
        _http = http;
        _method = method;
        UserState[HttpContextKey] = http;
        DeadlineCore = now + Timeout(http.Request.Headers["Grpc-Timeout"].ToString());
        foreach (var (name, value) in http.Request.Headers)
        {
            // HTTP allows names that gRPC does not: no call looks for one of them.
            if (name.All(IsOfAName) && !name.EndsWith("-bin", StringComparison.OrdinalIgnoreCase))
            {
                RequestHeadersCore.Add(name.ToLowerInvariant(), value.ToString());
            }
        }

        if (RequestHeadersCore.Get("client-name") is null)
        {
            RequestHeadersCore.Add("client-name", clientName);
        }
    }

    protected override string MethodCore => _method;

    protected override string HostCore => _http.Request.Host.Value ?? "";

    protected override string PeerCore => _http.Connection.RemoteIpAddress?.ToString() ?? "";

    protected override DateTime DeadlineCore { get; }

    protected override Metadata RequestHeadersCore { get; } = [];

    protected override CancellationToken CancellationTokenCore => _http.RequestAborted;

    protected override Metadata ResponseTrailersCore { get; } = [];

    protected override Status StatusCore { get; set; }

    protected override WriteOptions? WriteOptionsCore { get; set; }

    protected override AuthContext AuthContextCore { get; } = new(null, []);

    protected override ContextPropagationToken CreatePropagationTokenCore(ContextPropagationOptions? options) =>
        throw new NotSupportedException("A call that came by HTTP has no gRPC call to propagate.");

    protected override Task WriteResponseHeadersAsyncCore(Metadata responseHeaders) => Task.CompletedTask;

    private static bool IsOfAName(char letter) => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.';

    /// <summary>Reads gRPC's form: digits and one of H, M, S, m, u, n.</summary>
    private static TimeSpan Timeout(string text) =>
        text.Length > 1 && long.TryParse(text[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number < int.MaxValue
            ? text[^1] switch
            {
                'H' => TimeSpan.FromHours(Math.Min(number, 24)),
                'M' => TimeSpan.FromMinutes(Math.Min(number, 1440)),
                'S' => TimeSpan.FromSeconds(Math.Min(number, 86400)),
                'm' => TimeSpan.FromMilliseconds(number),
                _ => DefaultTimeout,
            }
            : DefaultTimeout;
}
