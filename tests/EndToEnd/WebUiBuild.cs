using System.Text.RegularExpressions;

namespace Mdlc.EndToEnd.Tests;

/// <summary>The build of Temporal's Web UI, taken file by file from a server that serves it: its page, and whatever that and its scripts name.</summary>
internal static partial class WebUiBuild
{
    /// <param name="address">host:port of the server.</param>
    public static async Task CopyAsync(string address, string folder)
    {
        using var http = new HttpClient { BaseAddress = new Uri($"http://{address}/") };
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var open = new Queue<Uri>([http.BaseAddress!]);
        while (open.TryDequeue(out var url))
        {
            using var answer = await http.GetAsync(url);
            if (!answer.IsSuccessStatusCode || (answer.Content.Headers.ContentType?.MediaType == "text/html" && url != http.BaseAddress))
            {
                // A name that only looks like a file's: the server answers it with the page.
                continue;
            }

            var content = await answer.Content.ReadAsByteArrayAsync();
            var file = Path.Combine(folder, url == http.BaseAddress ? "index.html" : url.AbsolutePath[1..]);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            await File.WriteAllBytesAsync(file, content);
            foreach (var named in Named(url, http.BaseAddress!, file, content).Where(named => seen.Add(named.AbsolutePath)))
            {
                open.Enqueue(named);
            }
        }
    }

    private static IEnumerable<Uri> Named(Uri url, Uri root, string file, byte[] content) =>
        Path.GetExtension(file) is ".html" or ".js" or ".css" or ".json"
            ? FileName().Matches(System.Text.Encoding.UTF8.GetString(content))
                .Select(match => match.Value)
                .Select(name => new Uri(name.StartsWith("_app/", StringComparison.Ordinal) ? root : url, name))
                .Where(named => named.Authority == root.Authority)
            : [];

    [GeneratedRegex(@"(?<![\w./-])(?:/|\./|(?:\.\./)+|_app/)[\w@./-]+\.(?:js|css|json|svg|png|ico|woff2?|ttf|wasm)(?![\w])")]
    private static partial Regex FileName();
}
