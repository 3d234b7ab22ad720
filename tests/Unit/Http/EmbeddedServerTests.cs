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

    /// <summary>What was sent cannot be taken back; it must not be taken for all of it.</summary>
    [Fact]
    public async Task Answer_ThatBreaksOffHalfWay_IsNotTakenForWhole()
    {
        await using var server = EmbeddedServer.Create(new IPEndPoint(IPAddress.Loopback, 0), NullLoggerFactory.Instance);
        server.UseGuard((context, status, sentence) => context.Response.WriteAsync(sentence, Cancellation), NullLogger.Instance);
        server.MapGet("/", async context =>
        {
            await context.Response.WriteAsync("half", Cancellation);
            await context.Response.Body.FlushAsync(Cancellation);
            throw new InvalidOperationException("the other half is not there");
        });
        await server.StartAsync(Cancellation);
        using var client = new HttpClient();

        await Assert.ThrowsAnyAsync<HttpRequestException>(() => client.GetStringAsync(new Uri(EmbeddedServer.AddressOf(server)), Cancellation));
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
