using System.Diagnostics;
using System.Globalization;

namespace Mdlc.EndToEnd.Tests;

/// <summary>Who runs, by what <c>/proc</c> says.</summary>
internal static class ProcessTree
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public static IReadOnlyList<Process> Children(int parent) =>
        [.. Numbers().Where(pid => ParentOf(pid) == parent).Select(TryGet).OfType<Process>()];

    /// <summary>Command lines of the processes that name the folder or work in it; a child gets a moment to see that its parent is gone.</summary>
    public static async Task<IReadOnlyList<string>> LeftInAsync(string folder)
    {
        var watch = Stopwatch.StartNew();
        while (true)
        {
            string[] left = [.. Numbers().Where(pid => BelongsTo(pid, folder)).Select(pid => $"{pid} {CommandLine(pid)}")];
            if (left.Length == 0 || watch.Elapsed > Patience)
            {
                return left;
            }

            await Task.Delay(100);
        }
    }

    private static IEnumerable<int> Numbers() =>
        Directory.EnumerateDirectories("/proc")
            .Select(folder => int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var pid) ? pid : 0)
            .Where(pid => pid > 0);

    private static Process? TryGet(int pid)
    {
        try
        {
            return Process.GetProcessById(pid);
        }
        catch (ArgumentException)
        {
            // Ended since it was listed.
            return null;
        }
    }

    private static int ParentOf(int pid)
    {
        var stat = Read(pid, "stat");
        return stat.Length == 0 ? 0 : int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1], CultureInfo.InvariantCulture);
    }

    private static bool BelongsTo(int pid, string folder) =>
        CommandLine(pid).Contains(folder, StringComparison.Ordinal) || WorkingFolder(pid) == folder;

    private static string CommandLine(int pid) => Read(pid, "cmdline").Replace('\0', ' ');

    private static string? WorkingFolder(int pid)
    {
        try
        {
            return File.ResolveLinkTarget($"/proc/{pid}/cwd", returnFinalTarget: false)?.FullName;
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static string Read(int pid, string file)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/{file}");
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
