using Mdlc.Engine.Schedules;
using Temporalio.Api.Enums.V1;
using static Temporalio.Api.Enums.V1.ScheduleOverlapPolicy;

namespace Mdlc.Engine.Tests.Schedules;

public sealed class OverlapDecisionTests
{
    private static readonly DateTime Now = new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    [Theory]
    [InlineData(Unspecified)]
    [InlineData(Skip)]
    [InlineData(BufferOne)]
    [InlineData(BufferAll)]
    [InlineData(CancelOther)]
    [InlineData(TerminateOther)]
    public void OneStart_NothingRuns_Starts(ScheduleOverlapPolicy policy) => Assert.Equal("start 0", Decide(false, policy));

    // The second of three starts while nothing runs: the first one is about to.
    [Theory]
    [InlineData(Skip, "start 0, 2 skipped")]
    [InlineData(BufferOne, "start 0, wait 1, 1 skipped")]
    [InlineData(BufferAll, "start 0, wait 1 2")]
    [InlineData(CancelOther, "start 2")]
    [InlineData(TerminateOther, "start 2")]
    [InlineData(AllowAll, "overlap 0 1 2")]
    public void ThreeStarts_NothingRuns(ScheduleOverlapPolicy policy, string expected) => Assert.Equal(expected, Decide(false, policy, policy, policy));

    [Theory]
    [InlineData(Skip, "2 skipped")]
    [InlineData(BufferOne, "wait 0, 1 skipped")]
    [InlineData(BufferAll, "wait 0 1")]
    [InlineData(CancelOther, "wait 0 1, Cancel")]
    [InlineData(TerminateOther, "wait 0 1, Terminate")]
    [InlineData(AllowAll, "overlap 0 1")]
    public void TwoStarts_OneRuns(ScheduleOverlapPolicy policy, string expected) => Assert.Equal(expected, Decide(true, policy, policy));

    [Fact]
    public void Mixed_TerminateWinsOverCancel_AndHoldsOverlappingBack() =>
        Assert.Equal("wait 1 2, Terminate", Decide(true, AllowAll, TerminateOther, CancelOther));

    [Fact]
    public void Unspecified_TakesTheSchedules() => Assert.Single(
        OverlapDecision.Decide([Start(0, Unspecified)], isRunning: true, BufferAll).Waiting);

    private static string Decide(bool isRunning, params ScheduleOverlapPolicy[] policies)
    {
        var decision = OverlapDecision.Decide(policies.Select((policy, i) => Start(i, policy)), isRunning, Unspecified);
        string[] parts =
        [
            Part("overlap", decision.Overlapping), Part("start", decision.Single is null ? [] : [decision.Single]), Part("wait", decision.Waiting),
            decision.Skipped == 0 ? "" : $"{decision.Skipped} skipped", decision.OnRunning == RunningActions.Leave ? "" : $"{decision.OnRunning}",
        ];
        return string.Join(", ", parts.Where(part => part.Length > 0));
    }

    private static string Part(string name, IReadOnlyList<BufferedStart> starts) =>
        starts.Count == 0 ? "" : $"{name} {string.Join(' ', starts.Select(start => start.Nominal.Minute))}";

    private static BufferedStart Start(int minute, ScheduleOverlapPolicy policy) => new(Now.AddMinutes(minute), Now.AddMinutes(minute), policy, manual: false);
}
