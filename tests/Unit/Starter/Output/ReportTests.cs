using System.Text.RegularExpressions;
using Mdlc.Starter.Output;
using Spectre.Console;

namespace Mdlc.Unit.Tests.Starter.Output;

public sealed class ReportTests
{
    private static readonly string LongCell = string.Join(' ', Enumerable.Repeat("/a/path/of/some/length", 40));

    [Fact]
    public void Document_Piped_IsALineARowWithoutBoxesAndSpacesAtTheEnd()
    {
        var text = Said(width: null, Table(LongCell, "ok"));

        Assert.Equal(["a title [of it]", "name", LongCell, "ok"], text.TrimEnd('\n').Split('\n').Select(line => line.Split("  ")[0].Replace(" state", "", StringComparison.Ordinal).Replace(" done", "", StringComparison.Ordinal)));
        Assert.All(text.Split('\n'), line => Assert.Equal(line.TrimEnd(), line));
        Assert.DoesNotContain(text, IsBoxOrEscape);
    }

    [Theory]
    [InlineData(20)]
    [InlineData(40)]
    [InlineData(80)]
    public void Document_OnATerminalThatIsTooNarrow_IsPlain(int width) => Assert.DoesNotContain(Said(width, Table(LongCell, "ok")), IsBoxOrEscape);

    [Theory]
    [InlineData(18)]
    [InlineData(19)]
    [InlineData(20)]
    [InlineData(21)]
    [InlineData(200)]
    public void Document_OfAnyWidth_HoldsNoBoxWiderThanTheTerminal(int width)
    {
        // Colour takes no room, and whether there is any is the environment's affair.
        var text = Regex.Replace(Said(width, Table("some name", "done")), "\u001b\\[[0-9;]*m", "");

        Assert.True(!text.Any(IsBoxOrEscape) || text.Split('\n').All(line => line.Length <= width), text);
        Assert.Equal(width >= 21, text.Contains("│ some name │ done  │", StringComparison.Ordinal));
    }

    /// <summary>A sentence in the last column goes on beneath itself; what could not be broken between words, or has no room, stays whole.</summary>
    [Fact]
    public void Document_WithASentenceLongerThanTheTerminal_GoesOnBeneathIt()
    {
        var table = new Table().AddColumns("stage", "state", "").AddRow("gate", "pass", "rmse is 14.78 (14.206 to 15.375): at most 60, as asked; the first model").AddRow("deploy", "succeeded", "done");

        Assert.Equal(
            "stage  state\ngate   pass      rmse is 14.78 (14.206 to\n                 15.375): at most 60, as\n                 asked; the first model\ndeploy succeeded done\n",
            Said(41, table));
        Assert.Contains("as asked; the first model\n", Said(35, Table()), StringComparison.Ordinal);
        Assert.Contains("as asked; the first model\n", Said(null, Table()), StringComparison.Ordinal);

        static Table Table() => new Table().AddColumns("stage", "state", "").AddRow("gate", "succeeded", "rmse is 14.78 (14.206 to 15.375): at most 60, as asked; the first model");
    }

    [Fact]
    public void Document_WithAGridThatIsLongerThanTheTerminal_DoesNotBreakItsLine()
    {
        var grid = new Grid().AddColumn().AddColumn().AddRow(new Text("error"), new Text(LongCell));

        Assert.Contains(LongCell, Said(80, grid), StringComparison.Ordinal);
    }

    [Fact]
    public void Line_LongerThanTheTerminal_IsNotBroken()
    {
        var (report, output, _) = Make(json: false, width: 40);

        report.Line(LongCell);

        Assert.Equal($"{LongCell}\n", output.ToString());
    }

    [Fact]
    public void Error_WithWhatSteersATerminal_ShowsIt()
    {
        var (report, _, error) = Make(json: false, width: null);

        report.Error("Found '\u001b[2J\r', expected a name.");

        Assert.Equal("mdlc: Found '\\u001b[2J\\u000d', expected a name.\n", error.ToString());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Document_ToAnOutputThatIsClosed_IsASentence(bool json)
    {
        using var closed = new ClosedWriter();
        var report = new Report(json, closed, closed, width: null);

        var failure = Assert.Throws<UserException>(() => report.Document(1, terminal => terminal.WriteLine("one")));

        Assert.StartsWith("Standard output cannot be written", failure.Message, StringComparison.Ordinal);
        report.Error("nobody hears it");
    }

    private static string Said(int? width, Spectre.Console.Rendering.IRenderable shown)
    {
        var (report, output, _) = Make(json: false, width);
        report.Document(0, terminal => terminal.Write(shown));
        return output.ToString();
    }

    private static (Report Report, StringWriter Output, StringWriter Error) Make(bool json, int? width)
    {
        var (output, error) = (new StringWriter { NewLine = "\n" }, new StringWriter { NewLine = "\n" });
        return (new Report(json, output, error, width), output, error);
    }

    private static Table Table(params string[] names)
    {
        var table = new Table().Border(TableBorder.Rounded).Title(Markup.Escape("a title [of it]")).AddColumns("name", "state");
        foreach (var name in names)
        {
            table.AddRow(new Text(name), new Text("done", new Style(Color.Green)));
        }

        return table;
    }

    private static bool IsBoxOrEscape(char c) => c is >= '─' and <= '╿' or '\u001b' or '|' or '+';

    private sealed class ClosedWriter : StringWriter
    {
        public override void Write(char value) => throw new IOException("Bad file descriptor");

        public override void Write(string? value) => throw new IOException("Bad file descriptor");

        public override void WriteLine(string? value) => throw new IOException("Bad file descriptor");
    }
}
