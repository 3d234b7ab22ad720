using Mdlc.Contracts.Runs;
using Mdlc.Contracts.Verdicts;
using Mdlc.Starter.Runs;
using Spectre.Console;

namespace Mdlc.Unit.Tests.Starter.Runs;

public sealed class RunViewTests
{
    private static readonly RunReport Report = new() { Run = "p/m/1", Model = "m", State = RunState.Succeeded };

    [Theory]
    [InlineData(null, "succeeded")]
    [InlineData("pass", "pass")]
    [InlineData("inconclusive", "inconclusive")]
    [InlineData("fail", "fail")]
    [InlineData("not judged", "not judged")]
    public void StageLine_OfTheGate_IsItsVerdict(string? outcome, string word)
    {
        var line = RunView.StageLine(Gate(StageState.Succeeded, outcome));

        Assert.StartsWith($"  gate       {word} ", line, StringComparison.Ordinal);
        Assert.EndsWith("why", line, StringComparison.Ordinal);
    }

    [Fact]
    public void StageLine_OfAGateThatFailed_IsNotAVerdictOfAnEarlierAttempt() =>
        Assert.StartsWith("  gate       failed ", RunView.StageLine(Gate(StageState.Failed, "pass")), StringComparison.Ordinal);

    /// <summary>Green is for what is good news.</summary>
    [Theory]
    [InlineData("pass", true)]
    [InlineData("inconclusive", false)]
    [InlineData("fail", false)]
    [InlineData("not judged", false)]
    public void StageTable_OfTheGate_IsGreenForAPassOnly(string outcome, bool green)
    {
        using var written = new StringWriter();
        var terminal = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.Yes, ColorSystem = ColorSystemSupport.Standard, Out = new AnsiConsoleOutput(written),
        });

        terminal.Write(RunView.StageTable(Report with { Stages = [Gate(StageState.Succeeded, outcome)] }));

        // Green is 2 in the standard palette of terminals.
        Assert.Equal(green, written.ToString().Contains($"\u001b[32m{outcome}", StringComparison.Ordinal));
        Assert.Contains(outcome, written.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Verdict.Pass, null, "pass")]
    [InlineData(Verdict.Pass, true, "pass")]
    [InlineData(Verdict.Pass, false, "not judged")]
    [InlineData(Verdict.Fail, true, "fail")]
    public void VerdictOf_APassForWantOfARule_IsNotJudged(Verdict verdict, bool? judged, string word) =>
        Assert.Equal(word, RunView.VerdictOf(Report with { Verdict = verdict, Judged = judged }));

    private static StageReport Gate(StageState state, string? outcome) => new("gate", state, 1, 1, "why") { Outcome = outcome };
}
