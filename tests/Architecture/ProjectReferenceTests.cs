using System.Xml.Linq;
using Mdlc.Tests.Shared;

namespace Mdlc.Architecture.Tests;

/// <summary>The house's rooms and the one direction between them.</summary>
public sealed class ProjectReferenceTests
{
    /// <summary>What each project may use. An edge that is missing here is a decision to be taken, not an entry to be added.</summary>
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Contracts"] = [],
        ["Engine"] = [],
        ["Spec"] = ["Contracts"],
        ["Http"] = [],
        ["Workflows"] = ["Contracts"],
        ["Trees"] = ["Contracts"],
        ["Learning"] = ["Trees", "Contracts"],
        ["Catalog"] = ["Trees", "Contracts"],
        ["Reporting"] = ["Contracts"],
        ["Trainer"] = ["Learning", "Catalog", "Contracts"],
        ["Serving"] = ["Http", "Catalog", "Learning", "Contracts"],
        ["Activities"] = ["Workflows", "Catalog", "Learning", "Reporting", "Contracts"],
        ["Web"] = ["Http", "Spec", "Workflows", "Catalog", "Reporting", "Contracts"],
        ["Worker"] = ["Activities", "Trainer", "Workflows", "Catalog", "Learning", "Reporting", "Contracts"],
        ["Starter"] =
            ["Worker", "Trainer", "Engine", "Serving", "Web", "Http", "Spec", "Activities", "Workflows", "Catalog", "Learning", "Reporting", "Contracts"],
    };

    /// <summary>Libraries that shape what they touch, by the start of their packages' names, and the projects that may know them.</summary>
    private static readonly Dictionary<string, string[]> AllowedPackages = new()
    {
        ["Temporalio"] = ["Workflows", "Activities", "Worker", "Starter", "Engine"],
        ["Microsoft.ML"] = ["Trees", "Learning", "Catalog", "Serving", "Trainer"],
        ["DuckDB"] = ["Catalog"],
        ["Apache.Arrow"] = ["Catalog"],
        ["Microsoft.Data.Sqlite"] = ["Catalog", "Engine"],
        ["ScottPlot"] = ["Reporting"],
        ["Grpc.AspNetCore"] = ["Engine", "Serving"],
        ["Spectre.Console"] = ["Starter"],
        ["System.CommandLine"] = ["Engine", "Starter"],
        ["YamlDotNet"] = ["Spec"],
        ["ZstdSharp"] = ["Catalog"],
    };

    private static readonly string[] HouseRules =
    [
        "AnalysisMode", "CentralPackageTransitivePinningEnabled", "CheckForOverflowUnderflow", "DisableTransitiveProjectReferences",
        "ManagePackageVersionsCentrally", "Nullable", "RestorePackagesWithLockFile", "TargetFramework", "TreatWarningsAsErrors",
    ];

    [Fact]
    public void References_OfSourceProjects_RunOneWay()
    {
        var projects = ProjectFile.AllIn("src");
        Assert.NotEmpty(projects);
        Offenders.AssertNone(
            "A project may use only what its arrow names and what lies beneath that (see the table in this test).",
            from project in projects
            from used in project.Projects
            where !Allowed.TryGetValue(project.Name, out var allowed) || !allowed.Contains(used)
            select $"{project.Name} → {used}");
    }

    [Fact]
    public void References_AsAllowed_HoldNoCycle()
    {
        bool Reaches(string from, string to) => Allowed[from].Any(next => next == to || Reaches(next, to));

        Offenders.AssertNone("The allowed references form a cycle.", Allowed.Keys.Where(name => Reaches(name, name)));
    }

    [Fact]
    public void References_OfTests_AreNoneOfOurProjectsBusiness() =>
        Offenders.AssertNone(
            "A source project uses a test project.",
            ProjectFile.AllIn("src").Where(p => p.Projects.Any(r => r.EndsWith("Tests", StringComparison.Ordinal))).Select(p => p.Path));

    [Fact]
    public void Packages_StayInTheirRooms() =>
        Offenders.AssertNone(
            "A library is used by a project that should not know it (see the table in this test).",
            from project in ProjectFile.AllIn("src")
            from package in project.Packages
            from rule in AllowedPackages
            where package.StartsWith(rule.Key, StringComparison.Ordinal) && !rule.Value.Contains(project.Name)
            select $"{project.Name} → {package}");

    [Fact]
    public void Contracts_UsesNoPackage() =>
        Assert.Empty(ProjectFile.AllIn("src/Contracts").Single().Packages);

    [Theory]
    [InlineData("Engine", "Microsoft.ML")]
    [InlineData("Engine", "Mdlc.Learning")]
    [InlineData("Engine", "Mdlc.Contracts")]
    [InlineData("Engine", "Mdlc.Http")]
    [InlineData("Http", "Mdlc.")]
    [InlineData("Contracts", "Temporalio")]
    [InlineData("Workflows", "Microsoft.ML")]
    [InlineData("Workflows", "Mdlc.Activities")]
    [InlineData("Learning", "Temporalio")]
    [InlineData("Catalog", "Temporalio")]
    [InlineData("Reporting", "Temporalio")]
    [InlineData("Reporting", "Microsoft.ML")]
    [InlineData("Trainer", "Temporalio")]
    [InlineData("Serving", "Temporalio")]
    [InlineData("Web", "Temporalio")]
    public void Sources_OfAProject_DoNotNameWhatItMustNotKnow(string project, string forbidden) =>
        Offenders.AssertNone(
            $"{project} knows nothing of {forbidden}.",
            Repository.Files($"src/{project}", "*.cs")
                .Where(file => Repository.ReadText(file).Split('\n').Any(line => line.StartsWith($"using {forbidden}", StringComparison.Ordinal))));

    [Fact]
    public void Settings_OfTheHouse_AreOnAndNotOverridden()
    {
        var central = new[] { "Directory.Build.props", "Directory.Packages.props" }
            .SelectMany(file => XDocument.Parse(Repository.ReadText(file)).Descendants())
            .Where(e => HouseRules.Contains(e.Name.LocalName))
            .ToDictionary(e => e.Name.LocalName, e => e.Value);
        Assert.Equal(HouseRules.Order(StringComparer.Ordinal), central.Keys.Order(StringComparer.Ordinal));
        Assert.Equal("true", central["DisableTransitiveProjectReferences"]);
        Assert.Equal("true", central["TreatWarningsAsErrors"]);
        Offenders.AssertNone(
            "A project file overrides a setting of the house; only Learning's arithmetic may leave out the overflow check.",
            from project in ProjectFile.AllIn("src").Concat(ProjectFile.AllIn("tests"))
            from element in project.Content.Descendants()
            where HouseRules.Contains(element.Name.LocalName)
            where (project.Name, element.Name.LocalName) is not ("Learning", "CheckForOverflowUnderflow")
            select $"{project.Path}: {element.Name.LocalName}");
    }

    [Fact]
    public void Versions_StandInOnePlace() =>
        Offenders.AssertNone(
            "A project file states a package version; it belongs into Directory.Packages.props.",
            from project in ProjectFile.AllIn("src").Concat(ProjectFile.AllIn("tests")).Concat(ProjectFile.AllIn("bench"))
            from reference in project.Content.Descendants("PackageReference")
            where reference.Attribute("Version") is not null || reference.Attribute("VersionOverride") is not null
            select $"{project.Path}: {reference.Attribute("Include")?.Value}");

    [Fact]
    public void Solution_HoldsEveryProject()
    {
        var solution = Repository.ReadText("Workflows.sln").Replace('\\', '/');
        Offenders.AssertNone(
            "A project is missing from Workflows.sln, so `dotnet test Workflows.sln` does not build it.",
            ProjectFile.AllIn("src").Concat(ProjectFile.AllIn("tests")).Select(p => p.Path).Where(p => !solution.Contains(p, StringComparison.Ordinal)));
    }
}
