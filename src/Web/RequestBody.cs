using Microsoft.AspNetCore.Http;

namespace Mdlc.Web;

/// <summary>Reads a request's body whole, up to a limit.</summary>
internal static class RequestBody
{
    private const int ChunkBytes = 16 << 10;

    /// <exception cref="WebhookProblem">The body is larger than <paramref name="most"/> bytes.</exception>
    public static async Task<ReadOnlyMemory<byte>> ReadAsync(HttpRequest request, int most, CancellationToken cancellationToken)
    {
        if (request.ContentLength > most)
        {
            throw WebhookProblem.TooLarge(most);
        }

        using var body = new MemoryStream();
        var chunk = new byte[ChunkBytes];
        int read;
        while ((read = await request.Body.ReadAsync(chunk, cancellationToken)) > 0)
        {
            if (body.Length + read > most)
            {
                throw WebhookProblem.TooLarge(most);
            }

            body.Write(chunk, 0, read);
        }

        return body.ToArray();
    }
}
