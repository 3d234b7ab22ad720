using System.Text.RegularExpressions;
using Mdlc.Contracts.Spec;

namespace Mdlc.Workflows.Lifecycle;

/// <summary>Which files an arrival may name. Pure text: nothing is looked up on a disk.</summary>
public static class ArrivalPattern
{
    /// <summary>The glob that a spec allows: its own, or any file beside the source with the source's extension.</summary>
    public static string Of(SourceSpec source)
    {
        if (source.Arrivals is { } glob)
        {
            return glob;
        }

        var slash = source.Path.LastIndexOf('/');
        var dot = source.Path.LastIndexOf('.');
        return source.Path[..(slash + 1)] + "*" + (dot > slash ? source.Path[dot..] : "");
    }

    /// <summary>The folder that all files of a glob are under: what stands before its first wildcard's name.</summary>
    public static string FolderOf(string glob)
    {
        var wildcard = glob.AsSpan().IndexOfAny('*', '?');
        return glob[..glob.LastIndexOf('/', wildcard < 0 ? glob.Length - 1 : wildcard)];
    }

    /// <summary>In the glob, <c>*</c> and <c>?</c> stop at a slash and <c>**</c> does not. A path with <c>..</c> never matches.</summary>
    public static bool Allows(SourceSpec source, string file)
    {
        if (file.Split('/', '\\').Contains(".."))
        {
            return false;
        }

        var pattern = Regex.Escape(Of(source))
            .Replace(@"\*\*", ".*", StringComparison.Ordinal)
            .Replace(@"\*", "[^/]*", StringComparison.Ordinal)
            .Replace(@"\?", "[^/]", StringComparison.Ordinal);
        return Regex.IsMatch(file, $"^{pattern}$", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));
    }
}
