using Mdlc.Catalog.Metadata;
using Mdlc.Catalog.Metadata.Sqlite;
using Mdlc.Contracts.Models;
using Mdlc.Contracts.Runs;
using Mdlc.Contracts.Spec;
using Mdlc.Starter;
using Mdlc.Starter.Usage;

namespace Mdlc.Unit.Tests.Starter.Usage;

/// <summary>What a shell is told that may be typed next; models and runs are those of a home on disk.</summary>
public sealed class SuggestionsTests : IDisposable
{
    private readonly TemporaryHome _temporary = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _temporary.Dispose();

    [Theory]
    [InlineData("mdlc rollb", "rollback")]
    [InlineData("mdlc run", "run", "runs")]
    [InlineData("/opt/bin/mdlc rollb", "rollback")]
    [InlineData("rollb", "rollback")]
    [InlineData("mdlc model ", "show")]
    [InlineData("mdlc completion ", "bash", "pwsh", "zsh")]
    [InlineData("mdlc completion z", "zsh")]
    [InlineData("mdlc runs -o ", "csv", "json", "table", "wide")]
    [InlineData("mdlc runs --format w", "wide")]
    [InlineData("mdlc runs --format=w", "--format=wide")]
    [InlineData("mdlc init x.csv --head", "--header")]
    [InlineData("mdlc init x.csv --header ", "false", "true")]
    [InlineData("mdlc monitor income --fail-on ", "drift", "quality")]
    [InlineData("mdlc rollback income --re", "--reason")]
    [InlineData("mdlc run show --w", "--wait")]
    [InlineData("mdlc predict income --ex", "--explain")]
    [InlineData("mdlc nonsense ")]
    [InlineData("mdlc predict income --file ")]
    [InlineData("mdlc init ")]
    [InlineData("mdlc frob --x y \"")]
    public async Task Of_ALine_IsWhatMayStandThere(string line, params string[] expected) => Assert.Equal(expected, await OfAsync(line));

    [Fact]
    public async Task Of_TheFirstWord_IsEveryCommand()
    {
        var commands = CommandTree.Create().Subcommands.Where(command => !command.Hidden).Select(command => command.Name).Order(StringComparer.Ordinal);

        Assert.Equal(commands, await OfAsync("mdlc "));
        Assert.Equal(commands, await OfAsync(""));
        Assert.Contains("--json", await OfAsync("mdlc -"));
    }

    [Fact]
    public async Task Of_NamesOfTheHome_AreCompleted()
    {
        await WriteModelsAsync(("a", "income"), ("a", "income"), ("a", "bikes"), ("b", "bikes"));

        Assert.Equal(["a/bikes", "b/bikes", "income"], await OfAsync($"mdlc --home {_temporary.Home.Root} model show "));
        Assert.Equal(["income"], await OfAsync($"mdlc predict --home {_temporary.Home.Root} in"));
        Assert.Equal(["a/bikes", "a/income"], await OfAsync($"mdlc --home {_temporary.Home.Root} monitor a/"));
        Assert.Equal(["1", "2"], await OfAsync($"mdlc --home {_temporary.Home.Root} promote income "));
        Assert.Equal(["1", "2"], await OfAsync($"mdlc --home {_temporary.Home.Root} rollback a/income --to "));
        Assert.Equal(["a/income/1", "a/income/2"], await OfAsync($"mdlc --home {_temporary.Home.Root} run show a/in"));
        Assert.Equal(["income@1", "income@2", "income@champion"], await OfAsync($"mdlc --home {_temporary.Home.Root} compare income@1 income@"));
        Assert.Equal(["a", "b"], await OfAsync($"mdlc --home {_temporary.Home.Root} runs --project "));
    }

    [Theory]
    [InlineData("[suggest]", "mdlc rollb", "rollback")]
    [InlineData("[suggest:8]", "mdlc rol and more", "rollback")]
    [InlineData("[suggest:999]", "mdlc rollb", "rollback")]
    [InlineData("[suggest:x]", "mdlc rollb", "rollback")]
    [InlineData("[suggest]", "mdlc --home /dev/null/x model show ", "")]
    public async Task Asked_AsAShellAsks_SaysALineEachAndNothingElse(string directive, string line, string expected)
    {
        var typed = await TypedLine.RunAsync(directive, line);

        Assert.Equal((0, expected, ""), (typed.ExitCode, typed.Output.TrimEnd(), typed.Error));
    }

    [Theory]
    [InlineData("bash", "complete -o default -F _mdlc mdlc")]
    [InlineData("zsh", "compdef _mdlc mdlc")]
    [InlineData("pwsh", "Register-ArgumentCompleter -Native -CommandName mdlc")]
    public async Task Completion_OfAShell_IsItsScript(string shell, string line)
    {
        var typed = await TypedLine.RunAsync("completion", shell);

        Assert.Equal((0, ""), (typed.ExitCode, typed.Error));
        Assert.Contains(line, typed.Output, StringComparison.Ordinal);
        Assert.DoesNotContain('\r', typed.Output);
        Assert.Contains("expected one of bash, zsh, pwsh", (await TypedLine.RunAsync("completion", "fish")).Error, StringComparison.Ordinal);
    }

    private async Task WriteModelsAsync(params (string Project, string Model)[] models)
    {
        await using var catalog = new SqliteCatalog(_temporary.Home, CatalogAccess.ReadWrite);
        foreach (var (project, model) in models)
        {
            var spec = new ModelSpec { Project = project, Model = model, Task = ModelTask.Regression, Label = "y", Source = new SourceSpec { Path = "/x.csv" } };
            var run = await catalog.Runs.AllocateAsync(project, model, spec, RunTrigger.Manual, Guid.NewGuid().ToString(), DateTimeOffset.UnixEpoch, Token);
            await catalog.Runs.SaveAsync(new RunReport { Run = run.ToString(), Model = model, State = RunState.Succeeded, Stages = [] }, Token);
            var version = await catalog.Models.ReserveAsync(project, model, run.ToString(), Token);
            var package = new ModelPackage(project, model, version, run.ToString(), "digest", "snapshot", "", new Dictionary<string, string>(), DateTimeOffset.UnixEpoch);
            await catalog.Models.PublishAsync(package, () => { }, Token);
        }
    }

    private static async Task<string[]> OfAsync(string line) =>
        [.. (await Suggestions.OfAsync(CommandTree.Create(), line, Token)).Order(StringComparer.Ordinal)];
}
