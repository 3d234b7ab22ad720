using System.Xml.Linq;
using Mdlc.Tests.Shared;

namespace Mdlc.Architecture.Tests;

/// <summary>What a project file says it uses.</summary>
internal sealed record ProjectFile(string Path, IReadOnlySet<string> Projects, IReadOnlySet<string> Packages, XDocument Content)
{
    public string Name => System.IO.Path.GetFileNameWithoutExtension(Path);

    public static IReadOnlyList<ProjectFile> AllIn(string folder) => [.. Repository.Files(folder, "*.csproj").Select(Read)];

    private static ProjectFile Read(string path)
    {
        var content = XDocument.Parse(Repository.ReadText(path));
        return new ProjectFile(
            path,
            Includes(content, "ProjectReference").Select(p => System.IO.Path.GetFileNameWithoutExtension(p.Replace('\\', '/'))).ToHashSet(),
            Includes(content, "PackageReference").ToHashSet(),
            content);
    }

    private static IEnumerable<string> Includes(XDocument content, string item) =>
        content.Descendants(item).Select(e => (string?)e.Attribute("Include")).OfType<string>();
}
