using System.Text;
using Mdlc.Http;
using Microsoft.AspNetCore.Http;

namespace Mdlc.Unit.Tests.Http;

public sealed class RequestBodyTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("", 5)]
    [InlineData("12345", 5)]
    [InlineData("1234", 5)]
    public async Task Body_WithinTheLimit_IsReadWhole(string text, long most)
    {
        Assert.Equal(text, await ReadAsync(text, text.Length, most));
        Assert.Equal(text, await ReadAsync(text, contentLength: null, most));
    }

    [Fact]
    public async Task Body_LongerThanAChunk_IsReadWhole()
    {
        var text = new string('x', 200_000);

        Assert.Equal(text, await ReadAsync(text, contentLength: null, most: text.Length));
    }

    [Theory]
    [InlineData(6)]
    [InlineData(null)]
    public async Task Body_OverTheLimit_IsRefused_SaidOrNot(int? contentLength) => Assert.Null(await ReadAsync("123456", contentLength, most: 5));

    [Fact]
    public async Task Body_SaidToBeTooLong_IsNotRead()
    {
        var request = new DefaultHttpContext().Request;
        request.ContentLength = long.MaxValue;
        request.Body = Stream.Null;

        Assert.Null(await RequestBody.ReadAsync(request, 5, Cancellation));
    }

    private static async Task<string?> ReadAsync(string text, long? contentLength, long most)
    {
        var request = new DefaultHttpContext().Request;
        request.ContentLength = contentLength;
        request.Body = new MemoryStream(Encoding.UTF8.GetBytes(text));
        return await RequestBody.ReadAsync(request, most, Cancellation) is { } body ? Encoding.UTF8.GetString(body.Span) : null;
    }
}
