using Microsoft.AspNetCore.Http;

namespace Mdlc.Engine.Frontend.Pages;

/// <summary>A folder with a single-page application: files are served as they are, every other path is the application's own.</summary>
internal sealed class AssetFolder
{
    private const string Immutable = "_app/immutable/";
    private const string Index = "index.html";

    private static readonly Dictionary<string, string> Types = new(StringComparer.OrdinalIgnoreCase)
    {
        [".css"] = "text/css; charset=utf-8", [".html"] = "text/html; charset=utf-8", [".ico"] = "image/x-icon", [".js"] = "text/javascript; charset=utf-8",
        [".json"] = "application/json", [".map"] = "application/json", [".mjs"] = "text/javascript; charset=utf-8", [".png"] = "image/png",
        [".svg"] = "image/svg+xml", [".ttf"] = "font/ttf", [".txt"] = "text/plain; charset=utf-8", [".wasm"] = "application/wasm",
        [".webmanifest"] = "application/manifest+json", [".woff"] = "font/woff", [".woff2"] = "font/woff2",
    };

    private readonly string _root;

    /// <exception cref="ArgumentException">The folder holds no application.</exception>
    public AssetFolder(string path)
    {
        _root = Path.GetFullPath(path) + Path.DirectorySeparatorChar;
        if (!File.Exists(Path.Combine(_root, Index)))
        {
            throw new ArgumentException($"UI assets: found no {Index} in '{path}', expected a build of Temporal's Web UI (the folder that holds {Index} and _app)");
        }
    }

    /// <param name="path">The path below the public path, decoded, without a leading slash.</param>
    public async Task ServeAsync(HttpContext http, string path)
    {
        var file = Find(path);
        if (file is null && path.StartsWith("_app/", StringComparison.Ordinal))
        {
            // A script that is not there must not be answered with a page.
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        file ??= Path.Combine(_root, Index);
        http.Response.ContentType = Types.GetValueOrDefault(Path.GetExtension(file), "application/octet-stream");
        http.Response.Headers.XContentTypeOptions = "nosniff";
        http.Response.Headers.CacheControl = path.StartsWith(Immutable, StringComparison.Ordinal) ? "public, max-age=31536000, immutable" : "no-cache";
        if (!HttpMethods.IsHead(http.Request.Method))
        {
            await http.Response.SendFileAsync(file, http.RequestAborted).ConfigureAwait(false);
        }
    }

    /// <summary>The file that the path names, if it is one and lies in the folder, links followed.</summary>
    internal string? Find(string path)
    {
        if (path.Length == 0)
        {
            return null;
        }

        var file = new FileInfo(Path.GetFullPath(Path.Combine(_root, path)));
        if (!file.FullName.StartsWith(_root, StringComparison.Ordinal) || !file.Exists)
        {
            return null;
        }

        var real = file.ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? file.FullName;
        return real.StartsWith(_root, StringComparison.Ordinal) ? real : null;
    }
}
