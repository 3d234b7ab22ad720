using Mdlc.Contracts.Runs;
using Mdlc.Contracts.Verdicts;
using Mdlc.Starter.Hosting;
using Mdlc.Starter.Runs;
using Mdlc.Worker;
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

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Outcome_OfARun_LeavesItsStagesAndWhatCameOfThem(bool stagesAreTold)
    {
        using var written = new StringWriter();
        var report = Report with { Stages = [Gate(StageState.Succeeded, "pass")], Verdict = Verdict.Pass, Judged = true, Version = 3, Champion = 2, SameAs = 2 };

        new Mdlc.Starter.Output.Report(json: false, written, written, width: null).Document(report, terminal => RunView.DrawOutcome(terminal, report, stagesAreTold));

        Assert.Equal(!stagesAreTold, written.ToString().Contains("gate", StringComparison.Ordinal));
        Assert.EndsWith("   succeeded, the same model as version 2, version 3, champion 2", written.ToString().TrimEnd(), StringComparison.Ordinal);
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

    [Theory]
    [InlineData(RunState.Succeeded, Verdict.Pass, 0)]
    [InlineData(RunState.Succeeded, null, 0)]
    [InlineData(RunState.Succeeded, Verdict.Fail, 3)]
    [InlineData(RunState.Succeeded, Verdict.Inconclusive, 3)]
    [InlineData(RunState.Failed, Verdict.Pass, 1)]
    [InlineData(RunState.Aborted, null, 1)]
    [InlineData(RunState.Suspended, Verdict.Fail, 1)]
    public void ExitCodeOf_ARun_IsItsEndAndThenItsVerdict(RunState state, Verdict? verdict, int code) =>
        Assert.Equal(code, RunView.ExitCodeOf(Report with { State = state, Verdict = verdict }));

    [Theory]
    [InlineData(RunState.Queued, true)]
    [InlineData(RunState.Running, true)]
    [InlineData(RunState.Suspended, false)]
    [InlineData(RunState.Succeeded, false)]
    public void Derive_WhileNobodyHoldsTheEngine_TellsWhatStandsStill(RunState state, bool standsStill)
    {
        Assert.SkipWhen(TemporalClients.HasConfiguredServer, "Needs TEMPORAL_ADDRESS unset: a server of its own may be driving runs.");
        using var temporary = new TemporaryHome();
        var report = Report with { State = state };
        Assert.Equal(standsStill ? RunState.Interrupted : state, RunView.Derive(report, temporary.Home).State);

        using var held = EngineLock.TryAcquire(temporary.Home);
        Assert.Equal(state, RunView.Derive(report, temporary.Home).State);
    }

    private static StageReport Gate(StageState state, string? outcome) => new("gate", state, 1, 1, "why") { Outcome = outcome };
}
