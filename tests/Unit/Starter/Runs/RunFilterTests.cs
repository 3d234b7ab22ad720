using Mdlc.Catalog.Metadata;
using Mdlc.Catalog.Metadata.Sqlite;
using Mdlc.Contracts.Runs;
using Mdlc.Contracts.Spec;
using Mdlc.Spec;

namespace Mdlc.Unit.Tests.Starter.Runs;

public sealed class RunFilterTests
{
    [Theory]
    [InlineData("a/bikes/1 a/cars/1 b/bikes/1")]
    [InlineData("a/bikes/1 a/cars/1", "--project", "a")]
    [InlineData("a/bikes/1 b/bikes/1", "--model", "bikes")]
    [InlineData("b/bikes/1", "--model", "b/bikes")]
    [InlineData("a/bikes/1", "--model", "bikes", "--project", "a")]
    public async Task Runs_OfANameThatIsThere_AreThose(string runs, params string[] options)
    {
        using var temporary = await HomeAsync();

        var listed = await TypedLine.RunAsync(["runs", "--home", temporary.Home.Root, .. options]);

        Assert.Equal(0, listed.ExitCode);
        Assert.Equal(runs.Split(' '), listed.Output.Split('\n').Select(line => line.Split(' ')[0]).Where(word => word.Contains('/', StringComparison.Ordinal)).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("There is no model 'zzz'. There are: a/bikes, a/cars, b/bikes", "--model", "zzz")]
    [InlineData("There is no model 'bkies'. There are: a/bikes, a/cars, b/bikes", "--model", "bkies")]
    [InlineData("There is no model 'cars' in project b. There are: b/bikes", "--model", "cars", "--project", "b")]
    [InlineData("There is no project 'c'. There are: a, b", "--project", "c")]
    public async Task Runs_OfANameThatIsNobodys_SaySo(string said, params string[] options)
    {
        using var temporary = await HomeAsync();

        var refused = await TypedLine.RunAsync(["runs", "--home", temporary.Home.Root, .. options]);

        Assert.Equal((1, "", $"mdlc: {said}"), (refused.ExitCode, refused.Output, refused.Error.TrimEnd()));
    }

    private static async Task<TemporaryHome> HomeAsync()
    {
        var temporary = new TemporaryHome();
        await using var catalog = new SqliteCatalog(temporary.Home, CatalogAccess.ReadWrite);
        foreach (var (project, model) in new[] { ("a", "bikes"), ("a", "cars"), ("b", "bikes") })
        {
            await catalog.Runs.AllocateAsync(project, model, Spec(project, model), RunTrigger.Manual, "first", DateTimeOffset.UnixEpoch);
        }

        return temporary;
    }

    private static ModelSpec Spec(string project, string model) => SpecLoader.Parse(
        $$"""
        apiVersion: mdlc/v1
        project: {{project}}
        model: {{model}}
        task: regression
        label: count
        source: {csv: rows.csv}
        """,
        "/data/model.yaml");
}
