using System.CommandLine;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Mdlc.Spec;
using Mdlc.Starter;
using Mdlc.Starter.Usage;
using Mdlc.Tests.Shared;
using Mdlc.Tests.Shared.Docs;
using Mdlc.Unit.Tests.Spec;

namespace Mdlc.Unit.Tests.Docs;

/// <summary>
/// What README and docs say can be done, can be: each block is run (by the tutorial's test), or read by the command line or the reader of specs
/// itself, or excused here by name with the reason. A block that is none of these fails.
/// </summary>
public sealed partial class DocumentationTests
{
    /// <summary>Their blocks are run, in order, by TutorialTests of the end-to-end tests.</summary>
    private static readonly string[] Run = ["docs/tutorial.md", "docs/calling.md"];

    /// <summary>Commands of other programs that no test runs from the page: where they begin, and why.</summary>
    private static readonly Dictionary<(string File, string Command), string> Excused = new()
    {
        [("README.md", "dotnet tool install")] = "ToolTests of the end-to-end tests do it into an empty home",
        [("docs/webhook.md", "export MDLC_WEBHOOK_TOKEN")] = "sets a variable of the shell; WebhookTests send with tokens",
        [("docs/webhook.md", "curl http://127.0.0.1:8090/events")] = "needs a file of somebody's lake; WebhookTests post the same event",
        [("docs/serving.md", "head -c 32 /dev/urandom")] = "makes a key; the tests of Exposure and ServeTests make theirs",
        [("docs/serving.md", "base64")] = "as above",
        [("docs/serving.md", "chmod 600 keys")] = "as above",
        [("docs/serving.md", "curl -s localhost:8080/v2/models/bikes/infer")] = "shows an answer of another model; calling.md's is run",
        [("docs/commands.md", "source")] = "CompletionTests of the end-to-end tests do it in bash",
        [("docs/commands.md", "head -2 scores.csv")] = "shows what mdlc predict has written; the tutorial does it",
        [("temporal/README.md", "export TEMPORAL_")] = "sets variables of the shell; ServerSetup has its own tests",
        [("docs/engine.md", "curl -X POST localhost:7243/")] = "Conformance calls every path of the HTTP API",
        [("docs/engine.md", "curl localhost:7243/")] = "Conformance calls every path of the HTTP API",
        [("docs/engine.md", "engine/Mdlc.Engine server start-dev")] = "the native executable, which .ci/run builds and starts",
    };

    /// <summary>Options of other programs than mdlc.</summary>
    private static readonly Dictionary<(string File, string Option), string> ForeignOptions = new()
    {
        [("docs/reading.md", "--long")] = "zstd's",
        [("docs/engine.md", "")] = "the engine's and Temporal's, which tests/Engine reads",
        [("docs/engine-internals.md", "")] = "the engine's",
        [("AGENTS.md", "")] = "dotnet's",
        [("bench/README.md", "")] = "the benchmarks'",
    };

    public static TheoryData<string> Pages =>
    [
        .. Repository.Files("docs", "*.md").Where(file => !file.StartsWith("docs/decisions/", StringComparison.Ordinal)),
        .. Directory.GetFiles(Repository.Root, "*.md").Select(file => Path.GetFileName(file)),
        "bench/README.md",
        "temporal/README.md",
    ];

    [Theory]
    [MemberData(nameof(Pages))]
    public void Blocks_AreOfAKindThatATestReads(string file)
    {
        foreach (var block in CodeBlock.AllOf(file))
        {
            switch (block.Language)
            {
                case "sh":
                    Assert.All(ShellText.Commands(block.Text), words => AssertCanBe(block, words));
                    break;
                case "console":
                    var typed = block.Text.Split('\n').Where(line => line.StartsWith("$ ", StringComparison.Ordinal)).ToList();
                    Assert.NotEmpty(typed);
                    Assert.All(ShellText.Commands(After(block)), words => AssertCanBe(block, words));
                    break;
                case "yaml":
                    Assert.All(Specs(block.Text), spec => AssertLoads(block, spec));
                    break;
                case "json":
                    Assert.NotNull(JsonNode.Parse(block.Text));
                    break;
                case "text":
                    Assert.False(Typed.IsMatch(block.Text), $"{block} holds a command; commands stand in sh or console, where they are read.");
                    break;
                case "python" or "csharp":
                    Assert.True(Run.Contains(file), $"{block} is in a page that no test runs; move it to {Run[1]}, or have a test run it.");
                    break;
                default:
                    Assert.Fail($"{block}: expected sh, console, yaml, json, text, python or csharp, so that a test knows how to read it.");
                    break;
            }
        }
    }

    /// <summary>Blocks by indentation say no language, and would be read by nobody.</summary>
    [Theory]
    [MemberData(nameof(Pages))]
    public void Blocks_AreFenced(string file)
    {
        var outside = Fenced.Replace(Repository.ReadText(file).ReplaceLineEndings("\n"), "");

        Assert.DoesNotMatch(@"\n\n    \S", outside);
    }

    /// <summary>Within sentences and tables: what is named is there; what it takes may be missing.</summary>
    [Theory]
    [MemberData(nameof(Pages))]
    public void Commands_InSentences_AreThere(string file)
    {
        foreach (var code in Codes(file).Where(code => code.StartsWith("mdlc ", StringComparison.Ordinal)))
        {
            var words = ShellText.Commands(code.Replace("|", "\\|", StringComparison.Ordinal))[0];
            if (Suggestions.AreAskedFor([.. words.Skip(1)]))
            {
                continue;
            }

            var parse = CommandTree.Parse(CommandTree.Create(), [.. words.Skip(1).Where(word => word is not "…").Select(word => Placeholder.IsMatch(word) ? "1" : word.Split('|')[0])]);
            Assert.True(parse.UnmatchedTokens.Count == 0, $"{file}: `{code}`: {Misuse.Of(parse)}");
            Assert.True(parse.CommandResult.Command is not RootCommand || words.Skip(1).All(word => word.StartsWith('-')), $"{file}: `{code}` names no command.");
        }
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void Options_InSentences_AreThere(string file)
    {
        var known = All(CommandTree.Create()).SelectMany(command => command.Options).SelectMany(option => option.Aliases.Append(option.Name)).ToHashSet(StringComparer.Ordinal);
        foreach (var option in Codes(file).Select(code => OptionName.Match(code)).Where(match => match.Success).Select(match => match.Value))
        {
            Assert.True(known.Contains(option) || ForeignOptions.ContainsKey((file, option)) || ForeignOptions.ContainsKey((file, "")), $"{file}: mdlc has no option {option}.");
        }
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void Links_LeadSomewhere(string file)
    {
        foreach (var target in Link.Matches(Fenced.Replace(Repository.ReadText(file).ReplaceLineEndings("\n"), "")).Select(match => match.Groups["target"].Value))
        {
            if (target.Contains("://", StringComparison.Ordinal))
            {
                continue;
            }

            var (path, anchor) = target.Split('#') is [var before, var after] ? (before, after) : (target, "");
            var page = path.Length == 0 ? file : Path.GetRelativePath(Repository.Root, Path.GetFullPath(Path.Combine(Repository.Root, Path.GetDirectoryName(file)!, path))).Replace('\\', '/');
            Assert.True(Path.Exists(Path.Combine(Repository.Root, page)), $"{file} links to {target}: there is no {page}.");
            Assert.True(anchor.Length == 0 || Anchors(page).Contains(anchor), $"{file} links to {target}: {page} has no such heading.");
        }
    }

    [Fact]
    public void Index_NamesEveryPage()
    {
        var index = Repository.ReadText("docs/README.md");

        Assert.All(
            Repository.Files("docs", "*.md").Where(file => file.Count(c => c == '/') == 1 && file != "docs/README.md"),
            file => Assert.Contains($"({Path.GetFileName(file)})", index, StringComparison.Ordinal));
    }

    /// <summary>A reading that finds nothing would find no fault either.</summary>
    [Fact]
    public void Pages_HoldWhatIsRead()
    {
        var blocks = Pages.Select(page => page.Data).SelectMany(CodeBlock.AllOf).ToList();

        Assert.InRange(blocks.Where(block => block.Language == "sh").SelectMany(block => ShellText.Commands(block.Text)).Count(words => words[0] == "mdlc"), 30, 1_000);
        Assert.InRange(blocks.Count(block => block.Language == "console"), 5, 1_000);
        Assert.InRange(blocks.Where(block => block.Language == "yaml").SelectMany(block => Specs(block.Text)).Count(), 8, 1_000);
        Assert.InRange(Pages.Select(page => page.Data).SelectMany(Codes).Count(code => code.StartsWith("mdlc ", StringComparison.Ordinal)), 50, 1_000);
    }

    [Fact]
    public void Excuses_AreForWhatIsThere() => Assert.All(
        Excused.Keys,
        excuse => Assert.Contains(CodeBlock.AllOf(excuse.File), block => block.Text.Contains(excuse.Command, StringComparison.Ordinal)));

    private static void AssertCanBe(CodeBlock block, IReadOnlyList<string> words)
    {
        var command = string.Join(' ', words);
        if (words[0] == "mdlc")
        {
            var parse = CommandTree.Parse(CommandTree.Create(), [.. words.Skip(1)]);
            Assert.True(Misuse.Of(parse) is null, $"{block}: {command}: {Misuse.Of(parse)}");
        }
        else if (words[0] == "dotnet" && words.Skip(1).FirstOrDefault(word => word.StartsWith("src/", StringComparison.Ordinal) || word.StartsWith("bench/", StringComparison.Ordinal) || word.EndsWith(".sln", StringComparison.Ordinal)) is { } project)
        {
            Assert.True(Path.Exists(Path.Combine(Repository.Root, project)), $"{block}: {command}: there is no {project}.");
            var own = words.SkipWhile(word => word != "--").Skip(1).ToList();
            Assert.True(project != "src/Starter" || !words.Contains("--") || Misuse.Of(CommandTree.Parse(CommandTree.Create(), own)) is null, $"{block}: {command}");
        }
        else
        {
            Assert.True(
                Run.Contains(block.File) || Excused.Keys.Any(excuse => excuse.File == block.File && command.StartsWith(excuse.Command, StringComparison.Ordinal)),
                $"{block}: {command}: no test runs it. Move it to {Run[0]}, have a test run it, or excuse it here with the reason.");
        }
    }

    /// <summary>What is typed, with the lines that belong to it: up to the next that begins with a dollar, or a line that closes its quotes.</summary>
    private static string After(CodeBlock block)
    {
        var (text, isOpen) = ("", false);
        foreach (var line in block.Text.Split('\n'))
        {
            if (line.StartsWith("$ ", StringComparison.Ordinal) || isOpen)
            {
                text += (isOpen ? line : line[2..]) + "\n";
                isOpen ^= line.Count(c => c == '\'') % 2 == 1;
            }
        }

        return text;
    }

    /// <summary>A whole spec as it is; keys alone within the least spec there is, alternatives of a key one after the other.</summary>
    private static IEnumerable<string> Specs(string yaml)
    {
        if (yaml.Contains("apiVersion:", StringComparison.Ordinal))
        {
            return [yaml];
        }

        var keys = TopKey.Split(yaml).Where(part => part.Trim().Length > 0).ToList();
        var roots = SpecSchema.Document["properties"]!.AsObject();
        return keys.Select(part => part.Split(':')[0] switch
        {
            "source" => SpecExamples.Where("source: {csv: data/adult.csv}", part),
            var key when roots.ContainsKey(key) => SpecExamples.With(part),
            _ => SpecExamples.Where("source: {csv: data/adult.csv}", $"source:\n  csv: data/adult.csv\n  {part.Trim()}\n"),
        });
    }

    private static void AssertLoads(CodeBlock block, string spec)
    {
        var problem = Record.Exception(() => SpecLoader.Parse(spec, SpecExamples.File));
        Assert.True(problem is null, $"{block}: {problem?.Message}\n{spec}");
        Assert.True(SpecSchema.Accepts(spec), $"{block}: the schema refuses it.\n{spec}");
    }

    private static IEnumerable<string> Codes(string file) =>
        Code.Matches(Fenced.Replace(Repository.ReadText(file).ReplaceLineEndings("\n"), "")).Select(match => match.Groups["code"].Value);

    private static IEnumerable<string> Anchors(string page) => Heading.Matches(Repository.ReadText(page).ReplaceLineEndings("\n"))
        .Select(match => NoAnchor.Replace(match.Groups["title"].Value.ToLowerInvariant(), "").Replace(' ', '-'));

    private static IEnumerable<Command> All(Command command) => command.Subcommands.SelectMany(All).Prepend(command);

    [GeneratedRegex("^ *```.*?^ *```+ *$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fenced { get; }

    [GeneratedRegex(@"^(\$ |mdlc |dotnet |curl )", RegexOptions.Multiline)]
    private static partial Regex Typed { get; }

    [GeneratedRegex("(?<!`)`(?<code>[^`\n]+)`(?!`)")]
    private static partial Regex Code { get; }

    [GeneratedRegex("^--[a-z][a-z-]*")]
    private static partial Regex OptionName { get; }

    [GeneratedRegex("^[A-Z]+$")]
    private static partial Regex Placeholder { get; }

    [GeneratedRegex(@"(?<!!)\[[^\]]*\]\((?<target>[^)\s]+)\)")]
    private static partial Regex Link { get; }

    [GeneratedRegex("^#+ (?<title>.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading { get; }

    [GeneratedRegex(@"[^\w \-]")]
    private static partial Regex NoAnchor { get; }

    [GeneratedRegex("^(?=[A-Za-z])", RegexOptions.Multiline)]
    private static partial Regex TopKey { get; }
}
