namespace Mdlc.Tests.Shared;

/// <summary>The checkout that the tests were built from.</summary>
internal static class Repository
{
    private static readonly HashSet<string> NotOurs =
        new(StringComparer.Ordinal) { ".git", ".mdlc", ".mdlc-demo", ".vs", "bin", "node_modules", "obj", "TestResults" };

    public static string Root { get; } = Find(AppContext.BaseDirectory);

    public static string ReadText(string path) => File.ReadAllText(Path.Combine(Root, path));

    /// <summary>Files beneath a folder of the checkout, as paths from its root with slashes; without what builds and runs leave behind.</summary>
    public static IEnumerable<string> Files(string folder, string pattern)
    {
        var full = Path.Combine(Root, folder);
        if (!Directory.Exists(full))
        {
            return [];
        }

        var here = Directory.GetFiles(full, pattern).Select(f => Path.GetRelativePath(Root, f).Replace('\\', '/'));
        var beneath = Directory.GetDirectories(full)
            .Where(d => !NotOurs.Contains(Path.GetFileName(d)))
            .SelectMany(d => Files(Path.GetRelativePath(Root, d), pattern));
        return here.Concat(beneath).Order(StringComparer.Ordinal);
    }

    private static string Find(string folder) =>
        File.Exists(Path.Combine(folder, "Workflows.sln"))
            ? folder
            : Find(Path.GetDirectoryName(folder) ?? throw new DirectoryNotFoundException("No Workflows.sln above the tests; run them from the checkout."));
}
