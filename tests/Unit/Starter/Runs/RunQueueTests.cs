using Mdlc.Contracts.Runs;
using Mdlc.Starter.Runs;

namespace Mdlc.Unit.Tests.Starter.Runs;

public sealed class RunQueueTests
{
    private static readonly RunReport Queued = Report(3, RunState.Queued);

    [Fact]
    public void Run_BehindOneThatRuns_WaitsForItAtItsStage() => Assert.Equal(
        "run p/m/1, which is at train",
        RunQueue.WaitsFor(Queued, [Queued, Report(1, RunState.Running) with { Stages = [Stage("fetch", StageState.Succeeded), Stage("train", StageState.Running), Stage("gate", StageState.Waiting)] }]));

    [Fact]
    public void Run_BehindOneThatIsSuspended_SaysWhatToDo() => Assert.Equal(
        "run p/m/1, which is suspended (no room): mdlc run retry p/m/1 or mdlc run abort p/m/1, and another that is queued before it",
        RunQueue.WaitsFor(Queued, [Report(1, RunState.Suspended) with { Error = "no room" }, Report(2, RunState.Queued), Queued]));

    /// <summary>The process that drove it is gone: whoever goes on with it has it before this one.</summary>
    [Fact]
    public void Run_BehindOneThatIsInterrupted_WaitsForItAllTheSame() => Assert.Equal(
        "run p/m/1, which is running", RunQueue.WaitsFor(Queued, [Queued, Report(1, RunState.Interrupted)]));

    [Fact]
    public void Run_BehindOthersInTheQueue_CountsThoseBeforeIt() => Assert.Equal(
        "2 that are queued before it",
        RunQueue.WaitsFor(Queued, [Report(1, RunState.Queued), Report(2, RunState.Queued), Queued, Report(4, RunState.Queued)]));

    [Fact]
    public void Run_BesideEndedOnesAndThoseOfOtherModels_WaitsForNone() => Assert.Null(
        RunQueue.WaitsFor(Queued, [Report(1, RunState.Succeeded), Report(2, RunState.Failed), Report(1, RunState.Running, "n"), Report(1, RunState.Running, "m", "q"), Report(4, RunState.Queued)]));

    private static RunReport Report(int number, RunState state, string model = "m", string project = "p") =>
        new() { Run = $"{project}/{model}/{number}", Model = model, State = state };

    private static StageReport Stage(string name, StageState state) => new(name, state, 1, null, null);
}
