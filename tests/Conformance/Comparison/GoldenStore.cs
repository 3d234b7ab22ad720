namespace Mdlc.Conformance.Tests.Comparison;

/// <summary>The real server's documents, as recorded with <c>MDLC_RECORD=1</c>: <c>Golden/Group/Scenario.json</c>.</summary>
internal static class GoldenStore
{
    /// <summary>The version of the real server that the goldens are of. Where another version differs from it, this one is right.</summary>
    public const string ServerVersion = "1.32.1";

    public static bool IsRecording => Environment.GetEnvironmentVariable("MDLC_RECORD") == "1";

    private static string Folder => Path.Combine(AppContext.BaseDirectory, "Golden");

    public static IReadOnlySet<string> Names =>
        Directory.EnumerateDirectories(Folder)
            .SelectMany(group => Directory.EnumerateFiles(group, "*.json"), (group, file) => $"{Path.GetFileName(group)}.{Path.GetFileNameWithoutExtension(file)}")
            .ToHashSet();

    public static ScenarioDocument Read(string scenario)
    {
        var file = FileOf(Folder, scenario);
        return File.Exists(file)
            ? ScenarioDocument.Parse(File.ReadAllText(file))
            : throw new InvalidOperationException($"No golden for {scenario}: record it with MDLC_RECORD=1 where a real server is at hand, and build again.");
    }

    /// <summary>Writes into the source tree, where the file is to be committed, and beside the running tests.</summary>
    public static void Write(string scenario, ScenarioDocument document)
    {
        foreach (var folder in new[] { SourceFolder(), Folder })
        {
            var file = FileOf(folder, scenario);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, document.ToString());
        }
    }

    /// <param name="folder">That of all goldens.</param>
    /// <param name="scenario">Its name: <c>Group.Scenario</c>.</param>
    private static string FileOf(string folder, string scenario) => Path.Combine(folder, $"{scenario.Replace('.', Path.DirectorySeparatorChar)}.json");

    private static string SourceFolder()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Conformance.Tests.csproj")))
            {
                return Path.Combine(folder.FullName, "Golden");
            }
        }

        throw new InvalidOperationException($"Recording needs the source tree above {AppContext.BaseDirectory}.");
    }
}
