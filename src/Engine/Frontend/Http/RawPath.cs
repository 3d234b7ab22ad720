using Mdlc.Engine.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Mdlc.Engine.Frontend.Http;

/// <summary>The path as it was sent: <c>PathString</c> is decoded already and cannot tell a slash within a segment from one between two.</summary>
internal static class RawPath
{
    /// <summary>The path's segments, still encoded.</summary>
    public static string[] Segments(HttpContext http)
    {
        var target = http.Features.Get<IHttpRequestFeature>()?.RawTarget;
        var path = target is ['/', ..] ? target.Split('?')[0] : http.Request.Path.ToUriComponent();
        return path.TrimStart('/').Split('/');
    }

    /// <exception cref="InvalidHttpRequestException">A segment is no text.</exception>
    public static string[] Decode(string[] segments) => Array.ConvertAll(segments, PercentText.Decode);
}
