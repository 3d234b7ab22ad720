using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Mdlc.Serving.Inference;

/// <summary>Reads a request's body whole, up to a limit.</summary>
internal static class RequestBody
{
    private const int ChunkBytes = 64 << 10;

    /// <exception cref="InferenceException">The body is larger than <paramref name="most"/> bytes (413).</exception>
    public static async Task<ReadOnlyMemory<byte>> ReadAsync(HttpRequest request, long most, CancellationToken cancellationToken)
    {
        if (request.ContentLength > most)
        {
            throw TooLarge(most);
        }

        using var body = new MemoryStream(checked((int)(request.ContentLength ?? ChunkBytes)));
        var chunk = new byte[(int)Math.Clamp(request.ContentLength ?? ChunkBytes, 1, ChunkBytes)];
        int read;
        while ((read = await request.Body.ReadAsync(chunk, cancellationToken)) > 0)
        {
            if (body.Length + read > most)
            {
                throw TooLarge(most);
            }

            body.Write(chunk, 0, read);
        }

        return body.GetBuffer().AsMemory(0, (int)body.Length);
    }

    private static InferenceException TooLarge(long most) =>
        new(413, string.Create(CultureInfo.InvariantCulture, $"The request is larger than {most} bytes; send fewer rows at once."));
}
