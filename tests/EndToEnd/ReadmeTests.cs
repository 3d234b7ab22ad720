using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Mdlc.Tests.Shared.Docs;

namespace Mdlc.EndToEnd.Tests;

/// <summary>README's commands for one's own data, in their order and in an empty home.</summary>
public sealed class ReadmeTests
{
    private const string Page = "README.md";

    /// <summary>What is not run here, by how its line begins, and why.</summary>
    private static readonly Dictionary<string, string> Excused = new(StringComparer.Ordinal)
    {
        ["dotnet run --project src/Starter -c Release -- demo"] = "ToolTests runs the demo",
        ["dotnet test Workflows.sln"] = "that is this",
        ["dotnet pack "] = "ToolTests takes what it has made",
        ["dotnet tool install "] = "ToolTests does",
        ["mdlc serve "] = "it serves until it is ended: TutorialTests and ServeTests ask it",
        ["mdlc webhook "] = "it listens until it is ended: TutorialTests and WebhookTests send to it",
    };

    [Fact]
    public async Task Commands_InTheirOrder_DoWhatTheySay()
    {
        Assert.SkipUnless(ReaderScript.IsThere("bash"), "needs bash");
        var lines = CodeBlock.AllOf(Page).Where(block => block.Language == "sh").SelectMany(block => block.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries)).ToList();
        var run = lines.Where(line => !Excused.Keys.Any(begin => line.StartsWith(begin, StringComparison.Ordinal))).ToList();
        Assert.DoesNotContain(Excused.Keys, begin => !lines.Any(line => line.StartsWith(begin, StringComparison.Ordinal)));
        using var place = new Workplace();
        Directory.CreateDirectory(place.PathOf("data"));
        place.WriteRows("data/adult.csv", 1_500);
        place.WriteRows("more.csv", 3_000, seed: 2);
        place.WriteRows("new.csv", 300, seed: 3);
        var script = new StringBuilder(ReaderScript.Head);
        foreach (var line in run)
        {
            // What is compared, and gone back from, is a second version: the data have changed by then.
            var before = line.StartsWith("mdlc compare ", StringComparison.Ordinal) ? "cp more.csv data/adult.csv\nmdlc run model.yaml\n" : "";
            // Some seconds of search say what five minutes would.
            var command = line.Replace("--budget 5m", "--budget 10s", StringComparison.Ordinal);
            script.Append(CultureInfo.InvariantCulture, $"{before}echo '== {line.Split('#')[0].Trim().Replace("'", "", StringComparison.Ordinal)}'\n{command}\n");
        }

        var (exit, output) = await ReaderScript.RunAsync(place.Folder, script.ToString());

        Assert.True(exit == 0, output);
        var said = output.Split("\n== ").Skip(1).ToDictionary(part => part.Split('\n')[0], part => part, StringComparer.Ordinal);
        Said("mdlc run model.yaml", "version 1 is champion");
        Said("mdlc runs", "default/adult-income/1");
        Said("mdlc run show default/adult-income/1", "version 1 is champion");
        Said("mdlc model show adult-income", "default/adult-income");
        Said("mdlc compare adult-income@1 adult-income@2", "adult-income@2 over adult-income@1");
        // What a search of some seconds finds may be champion or not; what rollback went back to, the rest speaks of.
        var moved = Regex.Match(said.Single(one => one.Key.StartsWith("mdlc rollback", StringComparison.Ordinal)).Value, "version ([0-9]) is champion; before it version ([0-9])");
        Assert.True(moved.Success && string.CompareOrdinal(moved.Groups[1].Value, moved.Groups[2].Value) < 0, output);
        Said("mdlc predict adult-income --file new.csv", "250 more rows");
        Said("mdlc schedule adult-income --cron", "0 3 * * *");
        Said("mdlc monitor adult-income --file new.csv", $"300 rows against version {moved.Groups[1].Value}");
        Said("mdlc completion bash", "complete");
        Said("mdlc doctor", "reads and writes data");

        void Said(string command, string words)
        {
            var answer = Assert.Single(said, one => one.Key.StartsWith(command, StringComparison.Ordinal) && (command != "mdlc run model.yaml" || one.Key == command)).Value;
            Assert.True(answer.Contains(words, StringComparison.Ordinal), $"{command} did not say: {words}\n{output}");
        }
    }
}
