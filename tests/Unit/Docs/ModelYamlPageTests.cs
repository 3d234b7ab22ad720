using Mdlc.Tests.Shared;
using Mdlc.Unit.Tests.Spec;

namespace Mdlc.Unit.Tests.Docs;

public sealed class ModelYamlPageTests
{
    private const string File = "docs/model-yaml.md";

    /// <summary>Set to 1, it writes the page anew instead of comparing.</summary>
    private const string Accept = "MDLC_ACCEPT_DOCS";

    [Fact]
    public void Page_IsWhatTheSchemaSays()
    {
        var page = ModelYamlPage.Write();
        if (Environment.GetEnvironmentVariable(Accept) == "1")
        {
            System.IO.File.WriteAllText(Path.Combine(Repository.Root, File), page);
        }

        var there = Repository.ReadText(File).ReplaceLineEndings("\n");
        Assert.True(there == page.ReplaceLineEndings("\n"), $"{File} is not what docs/schema/model.schema.json says. Renew it: {Accept}=1 dotnet test tests/Unit --filter {nameof(ModelYamlPageTests)}, and commit the file.");
    }

    [Fact]
    public void Page_HasEveryKeyOfTheSchema()
    {
        var page = ModelYamlPage.Write();

        Assert.All(
            SpecSchema.Keys().Keys.Where(key => !key.StartsWith("split.file.", StringComparison.Ordinal)),
            key => Assert.True(
                page.Contains($"| `{key.Replace("*", "NAME", StringComparison.Ordinal)}` | ", StringComparison.Ordinal) || page.Contains($"\n## {key}\n", StringComparison.Ordinal), key));
        Assert.DoesNotMatch(@"(?m)^\| `[^`]+` \|  \|", page);
    }
}
