namespace Mdlc.Starter.Demo;

/// <summary>A command of this very program, as one types it in whichever folder.</summary>
internal static class TypedCommand
{
    private const string Program = "mdlc";

    /// <param name="process">The executable that runs: the program's own, or <c>dotnet</c>.</param>
    /// <param name="library">Path of the program's library, for <c>dotnet</c>.</param>
    /// <param name="search">The environment's PATH.</param>
    public static string Of(string? process, string library, string? search, params IReadOnlyList<string> arguments)
    {
        string[] program = process is null || Path.GetFileNameWithoutExtension(process) == "dotnet" ? ["dotnet", "exec", Path.GetFullPath(library)]
            : IsFirstOnPath(process, search) ? [Program]
            : [Path.GetFullPath(process)];
        return string.Join(' ', program.Concat(arguments).Select(Quoted));
    }

    /// <summary>A word as a shell reads it back.</summary>
    public static string Quoted(string word) => word.Length > 0 && word.All(character => char.IsAsciiLetterOrDigit(character) || "-_./:=@%+,".Contains(character, StringComparison.Ordinal)) ? word
        : OperatingSystem.IsWindows() ? $"\"{word}\""
        : $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    private static bool IsFirstOnPath(string process, string? search) =>
        (search ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Where(Path.IsPathRooted)
            .Select(folder => Path.Combine(folder, Path.GetFileName(process)))
            .FirstOrDefault(File.Exists) is { } first
        && Path.GetFileNameWithoutExtension(first) == Program
        && Real(first) == Real(process);

    private static string Real(string file) => File.ResolveLinkTarget(file, returnFinalTarget: true)?.FullName ?? Path.GetFullPath(file);
}
