using Microsoft.AspNetCore.Http;

namespace Mdlc.Http;

/// <summary>Reads a request's body whole, up to a limit.</summary>
public static class RequestBody
{
    private const int ChunkBytes = 64 << 10;

    /// <returns>Null when the body is larger than <paramref name="most"/> bytes, whether its header says so or not: what is left of it stays unread.</returns>
    /// <exception cref="BadHttpRequestException">What comes is no body, or ends before it is whole.</exception>
    public static async Task<ReadOnlyMemory<byte>?> ReadAsync(HttpRequest request, long most, CancellationToken cancellationToken)
    {
        if (request.ContentLength > most)
        {
            return null;
        }

        // No more than has come is held: a length costs its sender nothing to say.
        var chunk = new byte[(int)Math.Clamp(request.ContentLength ?? ChunkBytes, 1, ChunkBytes)];
        using var body = new MemoryStream(chunk.Length);
        int read;
        while ((read = await ReadAsync(request.Body, chunk, cancellationToken)) > 0)
        {
            if (body.Length + read > most)
            {
                return null;
            }

            body.Write(chunk, 0, read);
        }

        return body.GetBuffer().AsMemory(0, (int)body.Length);
    }

    /// <summary>Not all that can be wrong with a body has an exception of its own: a chunk's size of 17 digits has none.</summary>
    private static async ValueTask<int> ReadAsync(Stream body, byte[] chunk, CancellationToken cancellationToken)
    {
        try
        {
            return await body.ReadAsync(chunk, cancellationToken);
        }
        catch (Exception broken) when (broken is not BadHttpRequestException and not OperationCanceledException)
        {
            throw new BadHttpRequestException($"The body cannot be read: {broken.Message}", StatusCodes.Status400BadRequest, broken);
        }
    }
}
