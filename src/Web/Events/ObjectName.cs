using System.Buffers;
using System.Text.Unicode;
using Mdlc.Web.Problems;

namespace Mdlc.Web.Events;

/// <summary>
/// The name of one object, in one way only: a path or URI that would be read as another (dot segments, their escapes, a glob) is refused, so
/// that what is compared with the spec's pattern is what will be opened. So is a query, which may hold credentials: the name goes into histories.
/// </summary>
internal static class ObjectName
{
    private const int MostCharacters = 2_048;
    private const string FileScheme = "file:///";

    // What they stand for has a meaning in a path, a URI or a glob; whoever decodes them reads another name.
    private static readonly SearchValues<byte> Meaningful = SearchValues.Create("./\\%?#*[]"u8);

    /// <returns>An absolute path, or an http(s) URI.</returns>
    /// <exception cref="WebhookProblem">It is neither, or could be read in another way.</exception>
    public static string Read(string text)
    {
        if (text.Length > MostCharacters || text.Any(char.IsControl) || text.AsSpan().IndexOfAny("*?[]") >= 0)
        {
            throw WebhookProblem.BadEvent($"Found an object of {text.Length} characters, expected one path or URI of at most {MostCharacters}, without wildcards, query and control characters.");
        }

        if (!HasPlainEscapes(text))
        {
            throw WebhookProblem.BadEvent($"Found object '{text}', expected no escape of a byte that is no UTF-8, or of a character that means something in a path: . / \\ % ? # * [ ] and control characters.");
        }

        return Path(text) is { } name
            ? name
            : throw WebhookProblem.BadEvent($"Found object '{text}', expected an absolute path, or a file or http(s) URI, in its shortest form.");
    }

    private static string? Path(string text)
    {
        if (IsHttp(text))
        {
            return IsCanonical(text, out _) ? text : null;
        }

        // A path has no escapes: one that looks like it has would be another one as a URI.
        var isEscaped = text.Contains('%', StringComparison.Ordinal);
        var isFile = text.StartsWith(FileScheme, StringComparison.Ordinal);
        var path = (isFile, isEscaped) switch
        {
            (true, true) => IsCanonical(text, out var file) ? file.LocalPath : "",
            (true, false) => text[(FileScheme.Length - 1)..],
            (false, true) => "",
            (false, false) => text,
        };
        return System.IO.Path.IsPathFullyQualified(path) && System.IO.Path.GetFullPath(path) == path ? path : null;
    }

    private static bool HasPlainEscapes(string text) =>
        !text.Contains('%', StringComparison.Ordinal)
        || (PercentEncoding.Escaped(text) is { } bytes
            && Utf8.IsValid(bytes)
            && bytes.AsSpan().IndexOfAny(Meaningful) < 0
            && !bytes.Any(one => one < ' ' || one == 0x7F));

    private static bool IsHttp(string text) =>
        text.StartsWith("http://", StringComparison.OrdinalIgnoreCase) || text.StartsWith("https://", StringComparison.OrdinalIgnoreCase);

    private static bool IsCanonical(string text, out Uri parsed) =>
        Uri.TryCreate(text, UriKind.Absolute, out parsed!) && parsed.AbsoluteUri == text && parsed is { UserInfo: "", Fragment: "" };
}
