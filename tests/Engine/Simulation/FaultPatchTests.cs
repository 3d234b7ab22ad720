using Mdlc.Tests.Shared;

namespace Mdlc.Engine.Tests.Simulation;

/// <summary>A planted fault whose place has changed would plant nothing.</summary>
public sealed class FaultPatchTests
{
    private static readonly string Folder = Path.Combine(Repository.Root, "tests/Engine/Simulation/Faults");

    public static TheoryData<string> Patches => [.. Directory.GetFiles(Folder, "*.patch").Select(file => Path.GetFileNameWithoutExtension(file)!).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Patches))]
    public void Patch_FindsItsPlace(string name)
    {
        var file = "";
        var hunks = new List<(string File, List<string> Before)>();
        foreach (var line in File.ReadLines(Path.Combine(Folder, $"{name}.patch")))
        {
            if (line.StartsWith("--- a/", StringComparison.Ordinal))
            {
                file = line["--- a/".Length..].Split('\t')[0];
            }
            else if (line.StartsWith("@@", StringComparison.Ordinal))
            {
                hunks.Add((file, []));
            }
            else if (hunks.Count > 0 && (line.Length == 0 || line[0] is ' ' or '-') && !line.StartsWith("--- ", StringComparison.Ordinal))
            {
                hunks[^1].Before.Add(line.Length == 0 ? "" : line[1..]);
            }
        }

        Assert.NotEmpty(hunks);
        Assert.All(hunks, hunk => Assert.Contains(string.Join('\n', hunk.Before), File.ReadAllText(Path.Combine(Repository.Root, hunk.File)), StringComparison.Ordinal));
    }
}
