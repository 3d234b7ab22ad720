using System.Net;
using Mdlc.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;

namespace Mdlc.Unit.Tests.Http;

public sealed class EmbeddedServerTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Server_OnAnyPort_AnswersAtTheAddressItTells()
    {
        await using var server = EmbeddedServer.Create(new IPEndPoint(IPAddress.Loopback, 0), NullLoggerFactory.Instance);
        server.MapGet("/", context => context.Response.WriteAsync("here", Cancellation));
        await server.StartAsync(Cancellation);
        using var client = new HttpClient();

        using var answer = await client.GetAsync(new Uri(EmbeddedServer.AddressOf(server)), Cancellation);

        Assert.Equal("here", await answer.Content.ReadAsStringAsync(Cancellation));
        Assert.Empty(answer.Headers.Server);
    }

    [Fact]
    public async Task Port_OfAnother_IsRefused()
    {
        await using var first = EmbeddedServer.Create(new IPEndPoint(IPAddress.Loopback, 0), NullLoggerFactory.Instance);
        await first.StartAsync(Cancellation);
        await using var second = EmbeddedServer.Create(
            new IPEndPoint(IPAddress.Loopback, new Uri(EmbeddedServer.AddressOf(first)).Port), NullLoggerFactory.Instance);

        await Assert.ThrowsAsync<IOException>(() => second.StartAsync(Cancellation));
    }
}
