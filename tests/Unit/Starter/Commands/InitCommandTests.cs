using System.Text.Json.Nodes;
using Mdlc.Spec;

namespace Mdlc.Unit.Tests.Starter.Commands;

public sealed class InitCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("mdlc-init-").FullName;

    private string Spec => PathOf("model.yaml");

    private string Schema => PathOf(PublishedSchema.FileName);

    public InitCommandTests() =>
        File.WriteAllText(PathOf("rows.csv"), "age,income\n" + string.Concat(Enumerable.Range(0, 60).Select(i => $"{i * 7 % 50},{(i % 3 == 0 ? "high" : "low")}\n")));

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Init_WritesTheSchemaThatTheSpecNames()
    {
        var ended = await InitAsync();

        Assert.Equal((0, ""), (ended.ExitCode, ended.Error));
        Assert.StartsWith("# yaml-language-server: $schema=mdlc.schema.json\n", await File.ReadAllTextAsync(Spec, TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Equal(PublishedSchema.Text, await File.ReadAllTextAsync(Schema, TestContext.Current.CancellationToken));
        Assert.Equal(Schema, (string?)JsonNode.Parse(ended.Output)!["schema"]);
        Assert.False(Directory.Exists(PathOf("home")), "a proposal writes nothing into the home");
    }

    [Fact]
    public async Task Init_BesideAnotherFileOfThatName_LeavesItAndSaysSo()
    {
        await File.WriteAllTextAsync(Schema, "mine", TestContext.Current.CancellationToken);

        var ended = await InitAsync();

        Assert.Equal("mine", await File.ReadAllTextAsync(Schema, TestContext.Current.CancellationToken));
        Assert.DoesNotContain("yaml-language-server", await File.ReadAllTextAsync(Spec, TestContext.Current.CancellationToken), StringComparison.Ordinal);
        var document = JsonNode.Parse(ended.Output)!;
        Assert.Null(document["schema"]);
        Assert.Contains(document["notes"]!.AsArray(), note => ((string)note!).StartsWith($"{Schema} is there already, and is no schema of mdlc", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Schema_PrintedOrWritten_IsThePublishedOne()
    {
        var printed = await TypedLine.RunAsync("schema");
        var written = await TypedLine.RunAsync("schema", "-o", Schema);
        await File.WriteAllTextAsync(Schema, "mine", TestContext.Current.CancellationToken);
        var refused = await TypedLine.RunAsync("schema", "-o", Schema);

        Assert.Equal((0, PublishedSchema.Text), (printed.ExitCode, printed.Output));
        Assert.Equal((0, $"wrote {Schema}"), (written.ExitCode, written.Output.Trim()));
        Assert.Equal((1, "mine"), (refused.ExitCode, await File.ReadAllTextAsync(Schema, TestContext.Current.CancellationToken)));
    }

    private Task<TypedLine> InitAsync() => TypedLine.RunAsync(
        "init", PathOf("rows.csv"), "--label", "income", "--output", Spec, "--home", PathOf("home"), "--json");

    private string PathOf(string name) => Path.Combine(_folder, name);
}
