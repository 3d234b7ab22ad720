using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Mdlc.Catalog;
using Mdlc.Catalog.Metadata;
using Mdlc.Catalog.Metadata.Sqlite;
using Mdlc.Contracts.Runs;
using Mdlc.Spec;
using Mdlc.Starter;
using Mdlc.Starter.Output;
using Mdlc.Starter.Usage;

namespace Mdlc.Unit.Tests.Starter;

/// <summary>
/// Every option and every argument of every command, each with values that nobody should give it: a command ends with one of its exit codes and
/// a sentence, and never with an exception. The commands are those that there are, so a new one is tried without being named here.
/// </summary>
public sealed partial class WrongValuesTests : IClassFixture<WrongValuesTests.Place>
{
    private readonly Place _place;

    public WrongValuesTests(Place place) => _place = place;

    public static TheoryData<string> Commands => [.. AllCommands(CommandTree.Create()).Select(UsageLines.PathOf)];

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task Command_GivenAnyWrongValue_EndsWithASentence(string path)
    {
        var command = AllCommands(CommandTree.Create()).Single(c => UsageLines.PathOf(c) == path);
        var problems = new List<string>();
        var tried = 0;
        foreach (var line in Lines(command))
        {
            // Every other line asks for a document, so that each option meets both forms.
            string[] args = tried++ % 2 == 0 ? line : [.. Words(command), "--json", .. line[Words(command).Length..]];
            var ended = await TypedLine.RunAsync(args);
            problems.AddRange(Problems(ended, args).Select(problem => $"{problem}: mdlc {string.Join(' ', args.Select(Shown))} -> {ended.ExitCode}\n{Shown(ended.Error)}{Shown(ended.Output)}"));
        }

        Assert.True(tried > 100, $"{tried} lines");
        Assert.True(problems.Count == 0, string.Join("\n\n", problems.Take(20)));
    }

    [Theory]
    [InlineData(2, "serve", "--port", "70000")]
    [InlineData(2, "serve", "--port", "-1")]
    [InlineData(2, "dev", "--web-port", "99999999999999999999")]
    [InlineData(2, "webhook", "--url", "http://127.0.0.1:65536")]
    [InlineData(2, "webhook", "--url", "http://127.0.0.1:8090/?all")]
    [InlineData(2, "predict", "income", "--file", "rows.csv", "--version", "x")]
    [InlineData(2, "predict", "income", "--file", "rows.csv", "--version", "0")]
    [InlineData(2, "model", "show", "income", "--at", "yesterday")]
    [InlineData(2, "model", "show", "income", "--at", "03/01/2026")]
    [InlineData(2, "--version", "x")]
    [InlineData(2, "worker", "--project", "../..")]
    [InlineData(2, "schedule", "income", "--cron", "0 0 31 2 *")]
    [InlineData(2, "run", "")]
    [InlineData(1, "runs", "--model", "zzz")]
    [InlineData(1, "predict", "income", "--file", "@rows.csv")]
    public async Task Command_GivenAValueThatCannotBe_SaysWhichAndBeginsNothing(int exitCode, params string[] typed)
    {
        // Root's options stand alone.
        var ended = await TypedLine.RunAsync(typed[0] == "--version" ? typed : [.. typed, "--home", _place.Home]);

        Assert.Equal(exitCode, ended.ExitCode);
        Assert.Contains(typed[^1].Length == 0 ? "nothing in it" : typed[^1], ended.Error, StringComparison.Ordinal);
        Assert.Empty(ended.Output);
    }

    [Theory]
    [InlineData("a/b")]
    [InlineData("nowhere/model.yaml")]
    [InlineData("rows.csv/model.yaml")]
    public async Task Init_WithAnOutputThatCannotBeWritten_SaysSo(string output)
    {
        var ended = await TypedLine.RunAsync("init", _place.PathOf("rows.csv"), "--label", "income", "--output", _place.PathOf(output), "--home", _place.Home);

        Assert.Equal((ExitCode.Failed, ""), (ended.ExitCode, ended.Output));
        Assert.Contains(_place.PathOf(output), ended.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cron_ThatBeginsWithAnAt_IsTheCronAndNoFileOfArguments()
    {
        // It gets as far as the engine, which a command that has been told to stop does not start.
        Assert.Equal(ExitCode.Detached, (await TypedLine.RunAsync("schedule", "income", "--cron", "@daily", "--home", _place.Home)).ExitCode);
    }

    private static IEnumerable<Command> AllCommands(Command command) => command.Subcommands.SelectMany(AllCommands).Prepend(command);

    private static string[] Words(Command command) => [.. UsageLines.Ancestry(command).Skip(1).Select(c => c.Name)];

    private static IEnumerable<string> Problems(TypedLine ended, string[] args)
    {
        var said = ended.Error + ended.Output;
        if (!ExitCode.Meanings.Any(meaning => meaning.Code == ended.ExitCode))
        {
            yield return "an exit code that is documented nowhere";
        }

        if (ended.ExitCode is ExitCode.Failed or ExitCode.Usage && !Sentence().IsMatch(ended.Error))
        {
            yield return "no sentence";
        }

        if (Internals().Match(said) is { Success: true } match)
        {
            yield return $"'{match.Value}' means nothing to a person";
        }

        if (said.Any(c => char.IsControl(c) && c is not ('\n' or '\t')))
        {
            yield return "a character that steers a terminal";
        }

        if (args.Contains("--json") && ended.ExitCode is ExitCode.Failed or ExitCode.Usage && !IsDocument(ended.Output))
        {
            yield return "no document";
        }
    }

    private static bool IsDocument(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return true;
        }
        catch (JsonException)
        {
            return text.Length == 0;
        }
    }

    private static string Shown(string text) => text.Length > 600 ? $"{text[..600]}…" : text;

    [GeneratedRegex("^mdlc: .{12,}", RegexOptions.Multiline)]
    private static partial Regex Sentence();

    [GeneratedRegex(@"^   at |Unhandled|\bSystem\.[A-Z]|Exception\b|no words for|`1|\(Parameter '|Object reference", RegexOptions.Multiline)]
    private static partial Regex Internals();

    /// <summary>The command with all that it needs, and one thing wrong.</summary>
    private IEnumerable<string[]> Lines(Command command)
    {
        var options = UsageLines.Ancestry(command).SelectMany(c => c == command ? c.Options : c.Options.Where(o => o.Recursive)).ToList();
        foreach (var value in _place.WrongValues)
        {
            foreach (var argument in command.Arguments)
            {
                yield return [.. Words(command), .. Needed(command), .. command.Arguments.Select(a => a == argument ? value : Sample(a))];
            }

            foreach (var option in options)
            {
                string[] typed = UsageLines.TakesValue(option) ? [option.Name, Placed(option, value)] : [$"{option.Name}={value}"];
                yield return [.. Words(command), .. Needed(command, option), .. command.Arguments.Select(a => option.Recursive || option.Name == "--output" ? QuickSample(a) : Sample(a)), .. typed];
            }

            yield return [.. Words(command), .. Needed(command), .. command.Arguments.Select(QuickSample), value];
        }

        yield return [.. Words(command), "--home", _place.Home];
    }

    /// <param name="but">The option that the line gives itself.</param>
    private IEnumerable<string> Needed(Command command, Option? but = null)
    {
        if (but?.Name != "--home")
        {
            yield return "--home";
            yield return _place.Home;
        }

        foreach (var option in command.Options.Where(o => o != but && (o.Required || o.Name is "--output")))
        {
            yield return option.Name;
            yield return Sample(option);
        }

        // Servers that would start, if they were not told to stop, disturb nobody.
        foreach (var option in command.Options.Where(o => o != but && o.HelpName == "port"))
        {
            yield return $"{option.Name}=0";
        }
    }

    /// <summary>What is written where a value says is written within the test's folder.</summary>
    private string Placed(Option option, string value) =>
        option.Name is "--home" or "--output" && value.Trim().Length > 0 ? Path.Combine(_place.Deep, value) : value;

    /// <summary>Where the value is of another part of the line, no file needs to be read four hundred times.</summary>
    private string QuickSample(Argument argument) => argument.Name == "file" ? _place.PathOf("none.csv") : Sample(argument);

    private string Sample(Symbol symbol) => symbol.Name switch
    {
        "spec" => _place.PathOf("model.yaml"),
        "file" or "--file" => _place.PathOf("rows.csv"),
        "name" or "model" => "income",
        "id" => "e2e/income/1",
        "--label" => "income",
        "shell" => "bash",
        "--output" => _place.PathOf(string.Create(CultureInfo.InvariantCulture, $"out-{_place.Next()}.yaml")),
        _ => "1",
    };

    /// <summary>A home that knows a model and a run, and some rows beside it.</summary>
    public sealed class Place : IAsyncLifetime
    {
        private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mdlc-wrong-");
        private int _outputs;

        public string Home => PathOf("home");

        /// <summary>A path that leads out of it by two steps ends in the test's folder all the same.</summary>
        public string Deep => PathOf("a/b/c/d");

        public IReadOnlyList<string> WrongValues =>
        [
            "", " ", "-1", "0", "65536", "99999999999999999999", "NaN", "1e999", "../..", "/dev/null", "/dev/zero", "/proc/self/mem", _folder.FullName,
            PathOf("rows.csv"), PathOf("missing/file.csv"), "@x", "\u0001\u001b[31m\r\n", new string('x', 10_000), "🦊", "\ud800", "%s%n", "'; drop table runs; --",
            "true", "2024-02-30", "{}", "--", "income", "e2e/income/1",
        ];

        public string PathOf(string name) => Path.Combine(_folder.FullName, name);

        public int Next() => Interlocked.Increment(ref _outputs);

        public async ValueTask InitializeAsync()
        {
            Directory.CreateDirectory(Deep);
            await File.WriteAllTextAsync(PathOf("rows.csv"), "age,income\n" + string.Concat(Enumerable.Range(0, 40).Select(i => $"{i},{(i % 3 == 0 ? "high" : "low")}\n")));
            await File.WriteAllTextAsync(PathOf("model.yaml"), """
                apiVersion: mdlc/v1
                project: e2e
                model: income
                task: binary
                label: income
                positive: high
                source: {csv: rows.csv}
                """);
            await using var catalog = new SqliteCatalog(new Home(Home), CatalogAccess.ReadWrite);
            var spec = SpecLoader.Load(PathOf("model.yaml"));
            var run = $"{await catalog.Runs.AllocateAsync("e2e", "income", spec, RunTrigger.Manual, "first", DateTimeOffset.UnixEpoch)}";
            var version = await catalog.Models.ReserveAsync("e2e", "income", run);
            await catalog.Models.PublishAsync(new("e2e", "income", version, run, "digest", "snapshot", "models/e2e/income/1", new Dictionary<string, string>(), DateTimeOffset.UnixEpoch), () => { });
        }

        public ValueTask DisposeAsync()
        {
            _folder.Delete(recursive: true);
            return ValueTask.CompletedTask;
        }
    }
}
