using System.IO.Compression;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Mdlc.Serving.Inference;

/// <summary>Opens what a request's body was packed in. How large it gets is bounded by whoever reads it: what is unpacked counts.</summary>
internal static class ContentCoding
{
    private const string Gzip = "gzip";

    /// <summary>From then on the body is what was packed.</summary>
    /// <exception cref="InferenceException">It is packed in another way (415).</exception>
    public static void Open(HttpContext context)
    {
        var request = context.Request;
        var coding = request.Headers.ContentEncoding.ToString().Trim();
        if (coding.Length == 0 || coding.Equals("identity", StringComparison.OrdinalIgnoreCase))
        {
            return;
        }

        if (!coding.Equals(Gzip, StringComparison.OrdinalIgnoreCase) && !coding.Equals("x-gzip", StringComparison.OrdinalIgnoreCase))
        {
            context.Response.Headers[HeaderNames.AcceptEncoding] = Gzip;
            throw new InferenceException(415, $"Found content encoding '{coding}', expected {Gzip} or none.");
        }

        request.Body = new GZipStream(request.Body, CompressionMode.Decompress);
        request.ContentLength = null;
    }
}
