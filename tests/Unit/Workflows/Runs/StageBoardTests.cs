using Mdlc.Contracts.Runs;
using Mdlc.Contracts.Verdicts;
using Mdlc.Workflows.Evaluation;
using Mdlc.Workflows.Runs;

namespace Mdlc.Unit.Tests.Workflows.Runs;

public sealed class StageBoardTests
{
    private static readonly DateTime Start = new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    private readonly StageBoard _board = new(["fetch", "train"]);

    [Fact]
    public void Stages_StandInTheirOrder_AndWaitAtFirst()
    {
        Assert.Equal(
            [("fetch", StageState.Waiting, 0, null, null), ("train", StageState.Waiting, 0, (double?)null, (string?)null)],
            _board.Reports().Select(s => (s.Name, s.State, s.Attempts, s.Seconds, s.Summary)));
    }

    [Fact]
    public void StageBegunAgain_CountsFromItsFirstStart()
    {
        _board.Start("fetch", Start);
        _board.End("fetch", StageState.Suspended, "no", Start.AddSeconds(10));
        _board.Start("fetch", Start.AddSeconds(60));
        _board.End("fetch", StageState.Succeeded, "yes", Start.AddSeconds(70), new GateResult(Verdict.Fail, null, StandInStages.Snapshot("a", 1).File, "") { Judged = true });

        var fetch = _board.Reports()[0];
        Assert.Equal((StageState.Succeeded, 70.0, "yes"), (fetch.State, fetch.Seconds!.Value, fetch.Summary));
        Assert.Equal("fail", fetch.Outcome);
    }

    [Fact]
    public void StageThatRuns_HasNoSeconds()
    {
        _board.Start("fetch", Start);

        Assert.Equal((StageState.Running, 1, null), (_board.Reports()[0].State, _board.Reports()[0].Attempts, _board.Reports()[0].Seconds));
    }

    [Fact]
    public void StageCutOff_TellsHowOften_OfHowMany_AndTheLastCause()
    {
        _board.Start("fetch", Start);
        Assert.Equal((0, null, null), (_board.Reports()[0].Interruptions, _board.Reports()[0].MostInterruptions, _board.Reports()[0].InterruptedBy));

        _board.Interrupt("fetch", "killed");
        _board.Interrupt("fetch", "crashed");

        var (fetch, train) = (_board.Reports()[0], _board.Reports()[1]);
        Assert.Equal((2, 50, "crashed"), (fetch.Interruptions, fetch.MostInterruptions, fetch.InterruptedBy));
        Assert.Equal((0, null), (train.Interruptions, train.MostInterruptions));
    }

    [Fact]
    public void Close_SkipsOnlyWhatWaits()
    {
        _board.Start("fetch", Start);
        _board.End("fetch", StageState.Failed, "no", Start);

        _board.Close();

        Assert.Equal([StageState.Failed, StageState.Skipped], _board.Reports().Select(s => s.State));
    }
}
