using System.CommandLine;
using System.Text.RegularExpressions;
using Mdlc.Starter;
using Mdlc.Starter.Output;
using Mdlc.Starter.Usage;
using Mdlc.Tests.Shared;

namespace Mdlc.Unit.Tests.Starter.Usage;

public sealed partial class HelpPageTests
{
    public static TheoryData<string> Commands => [.. All(CommandTree.Create()).Select(UsageLines.PathOf)];

    [Theory]
    [MemberData(nameof(Commands))]
    public void UsageLines_WithAValueForEachName_AreUnderstood(string path)
    {
        var root = CommandTree.Create();

        foreach (var line in UsageLines.Of(All(root).Single(c => UsageLines.PathOf(c) == path)))
        {
            var typed = Placeholder().Replace(line.Replace("<command>", "runs", StringComparison.Ordinal).Replace(" [options]", "", StringComparison.Ordinal).Replace("[<", "<", StringComparison.Ordinal).Replace(">]", ">", StringComparison.Ordinal), name => name.Value.Contains('|', StringComparison.Ordinal) ? name.Value.Trim('<', '>').Split('|')[0] : "1");
            var parse = CommandTree.Parse(root, typed.Split(' ')[1..]);

            Assert.Null(Misuse.Of(parse));
            Assert.StartsWith("mdlc", line, StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task Help_OfACommand_HoldsItsUsageAndEveryOption(string path)
    {
        var command = All(CommandTree.Create()).Single(c => UsageLines.PathOf(c) == path);
        var ended = await TypedLine.RunAsync([.. path.Split(' ')[1..], "--help"]);

        Assert.Equal((ExitCode.Ok, ""), (ended.ExitCode, ended.Error));
        Assert.All(UsageLines.Of(command).Concat(command.Options.Select(o => o.Name)).Append("--json").Append("--home"), part => Assert.Contains(part, ended.Output, StringComparison.Ordinal));
        Assert.DoesNotContain("System.", ended.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void UsageLines_OfACommandBeneathAnother_TakeNothingOfThatOnesArguments()
    {
        var show = All(CommandTree.Create()).Single(c => UsageLines.PathOf(c) == "mdlc run show");

        Assert.Equal("mdlc run show <id> [options]", Assert.Single(UsageLines.Of(show)));
    }

    [Theory]
    [InlineData]
    [InlineData("model")]
    public async Task NothingButAGroup_ShowsItsHelp(params string[] typed)
    {
        var bare = await TypedLine.RunAsync(typed);

        Assert.Equal((ExitCode.Ok, ""), (bare.ExitCode, bare.Error));
        Assert.Equal((await TypedLine.RunAsync([.. typed, "--help"])).Output, bare.Output);
    }

    [Fact]
    public async Task Help_OfTheRoot_NamesEveryExitCode()
    {
        var help = (await TypedLine.RunAsync("--help")).Output;
        var codes = typeof(ExitCode).GetFields().Where(f => f.IsLiteral).Select(f => (int)f.GetRawConstantValue()!).ToList();

        Assert.Equal(codes.Order(), ExitCode.Meanings.Select(m => m.Code).Order());
        Assert.All(codes, code => Assert.Matches($@"(?m)^  {code}\s+\w", help));
        Assert.All(codes, code => Assert.Matches($@"Exit codes: [^|]*\b{code}\b", Repository.ReadText("README.md")));
    }

    [Theory]
    [InlineData(60)]
    [InlineData(80)]
    [InlineData(120)]
    public void Help_OnATerminal_FitsItsWidth(int width)
    {
        foreach (var command in All(CommandTree.Create()))
        {
            using var page = new StringWriter();
            HelpPage.Write(command, page, width);

            // A path of the machine's cannot be broken.
            Assert.All(page.ToString().Split('\n').Where(line => !line.TrimStart().StartsWith('[')), line => Assert.True(line.Length <= width, line));
        }
    }

    private static IEnumerable<Command> All(Command command) => command.Subcommands.SelectMany(All).Prepend(command);

    [GeneratedRegex("<[^>]+>")]
    private static partial Regex Placeholder();
}
