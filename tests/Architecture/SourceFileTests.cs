namespace Mdlc.Architecture.Tests;

/// <summary>A reader finds each thing where the tree says it is.</summary>
public sealed class SourceFileTests
{
    /// <summary>Workers with a build register it under another behaviour, which stands at the type (docs/decisions/0056).</summary>
    private const string OnlyBase = "ModelLifecycle";

    private static readonly IReadOnlyList<SourceFile> Sources = SourceFile.AllIn("src");

    [Fact]
    public void Scan_FindsTypes() => Assert.Contains(Sources, f => f.Path == "src/Contracts/Spec/ModelSpec.cs" && f.PublicTypes is ["ModelSpec"]);

    [Fact]
    public void File_HoldsOnePublicType_NamedAsTheFile() =>
        Offenders.AssertNone(
            "A file holds one public type and is named for it (Type.cs, Type.Facet.cs, Type.workflow.cs).",
            from file in Sources
            from type in file.PublicTypes
            where type != file.Stem || file.PublicTypes.Distinct().Count() > 1
            select $"{file.Path}: {type}");

    [Fact]
    public void File_WithoutPublicType_IsNamedForOneOfItsTypes() =>
        Offenders.AssertNone(
            "A file is named for the type in it.",
            from file in Sources
            where file.Types.Count > 0 && file.Types.All(t => t.Name != file.Stem) && file.Stem != "Program"
            select $"{file.Path}: {string.Join(", ", file.Types.Select(t => t.Name))}");

    [Fact]
    public void Namespace_MatchesTheFolder() =>
        Offenders.AssertNone(
            "A file's namespace is Mdlc and its folders.",
            from file in Sources
            where file.Namespace is not null
            let expected = "Mdlc." + string.Join('.', file.Path.Split('/')[1..^1])
            where file.Namespace != expected
            select $"{file.Path}: found {file.Namespace}, expected {expected}");

    [Fact]
    public void File_WithTypes_HasANamespace() =>
        Offenders.AssertNone(
            "Types live in a file-scoped namespace.",
            from file in Sources
            where file.Types.Count > 0 && (file.Namespace is null || !file.Text.Contains($"namespace {file.Namespace};", StringComparison.Ordinal))
            select file.Path);

    [Fact]
    public void Class_IsSealed_StaticOrAbstract() =>
        Offenders.AssertNone(
            "A class is sealed, static or abstract.",
            from file in Sources
            where file.Stem != OnlyBase
            from line in file.Text.Split('\n')
            let words = line.Split(' ', '(', ':', '<')
            where line.StartsWith("public ", StringComparison.Ordinal) || line.StartsWith("internal ", StringComparison.Ordinal)
            where words.TakeWhile(w => w != file.Stem).Intersect(["class", "record"]).Any()
            where !words.Intersect(["sealed", "static", "abstract", "struct"]).Any()
            select $"{file.Path}: {line}");

    [Fact]
    public void Workflow_LivesInAWorkflowFile() =>
        Offenders.AssertNone(
            "A class with [Workflow] stands in X.workflow.cs, where its own analyzer settings hold, its other parts in X.Facet.workflow.cs, and nothing else does.",
            from file in Sources.Where(f => f.Path.StartsWith("src/Workflows/", StringComparison.Ordinal))
            let isWorkflow = file.Text.Split('\n').Any(l => l.StartsWith("[Workflow]", StringComparison.Ordinal) || l.StartsWith("[Workflow(", StringComparison.Ordinal)) || IsPartOfOne(file)
            where isWorkflow != file.Path.EndsWith(".workflow.cs", StringComparison.Ordinal)
            select file.Path);

    [Fact]
    public void Tests_FollowTheirFolders() =>
        Offenders.AssertNone(
            "A test's namespace is Mdlc, its project and its folders.",
            from file in SourceFile.AllIn("tests")
            let steps = file.Path.Split('/')
            where steps[1] != "Shared" && file.Namespace is not null
            let expected = string.Join('.', ["Mdlc", steps[1], "Tests", .. steps[2..^1]])
            where file.Namespace != expected
            select $"{file.Path}: found {file.Namespace}, expected {expected}");

    private static bool IsPartOfOne(SourceFile file) =>
        file.Text.Contains($"partial class {file.Stem}", StringComparison.Ordinal)
        && Sources.Any(other => other.Path == $"{file.Path[..(file.Path.LastIndexOf('/') + 1)]}{file.Stem}.workflow.cs");
}
