namespace Mdlc.Architecture.Tests;

/// <summary>A reader who stands in a folder knows what lies beneath it: no two folders of a project use each other, however far around.</summary>
public sealed class FolderTests
{
    public static TheoryData<string> Projects() => [.. ProjectFile.AllIn("src").Select(p => p.Name)];

    [Theory]
    [MemberData(nameof(Projects))]
    public void Folders_OfAProject_FormNoCycle(string project) =>
        Offenders.AssertNone(
            "Folders use one another. Move what both need to a folder beneath them, or what knows both to one above (a folder and the one it lies in are two).",
            GraphOf(project).Cycles());

    [Fact]
    public void Graph_OfTheHouse_IsSeen() =>
        Assert.Contains(GraphOf("Workflows").Uses, u => u is { From: "src/Workflows/Lifecycle", To: "src/Workflows/Runs", Name: "TrainingRun" });

    private static FolderGraph GraphOf(string project) => new(SourceFile.AllIn($"src/{project}"));
}
