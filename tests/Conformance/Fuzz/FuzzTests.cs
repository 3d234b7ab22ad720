using System.Globalization;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.History.V1;

namespace Mdlc.Conformance.Tests.Fuzz;

/// <summary>Mutated requests, sequences of them, and tokens of other runs, namespaces and lives. <c>MDLC_FUZZ=100000</c> sends so many.</summary>
public sealed class FuzzTests(ITestOutputHelper output)
{
    private const int Few = 650;
    private const int FewestCalls = 30;

    public static TheoryData<int> Seeds => Environment.GetEnvironmentVariable("MDLC_FUZZ_SEED") is { Length: > 0 } seed ? [int.Parse(seed, CultureInfo.InvariantCulture)] : [1, 2];

    [Theory, MemberData(nameof(Seeds))]
    public async Task Requests_FromASeed_AreAnsweredAndLeaveSoundHistories(int seed)
    {
        var requests = Environment.GetEnvironmentVariable("MDLC_FUZZ") is { Length: > 0 } many ? int.Parse(many, CultureInfo.InvariantCulture) : Few;
        await using var run = new FuzzRun(seed);

        await run.DriveAsync(requests);

        output.WriteLine($"seed {seed}: {run.Summary}");
        Assert.True(run.Problems.Count == 0, $"seed {seed}, {run.Summary}\n{string.Join('\n', run.Problems)}");
        Assert.True(run.CallsAnswered >= FewestCalls, $"{run.CallsAnswered} calls were ever answered OK, expected at least {FewestCalls}: {run.Summary}");
    }

    [Fact]
    public void Unsound_GapInIds_IsSeen() => Assert.NotNull(FuzzRun.Unsound([Event(1, EventType.WorkflowExecutionStarted), Event(3, EventType.WorkflowTaskScheduled)]));

    [Fact]
    public void Unsound_EventAfterTheClose_IsSeen() =>
        Assert.NotNull(FuzzRun.Unsound([Event(1, EventType.WorkflowExecutionStarted), Event(2, EventType.WorkflowExecutionTerminated), Event(3, EventType.WorkflowTaskScheduled)]));

    [Fact]
    public void Unsound_TimerThatFiresTwice_IsSeen()
    {
        var started = new HistoryEvent { EventId = 1, EventType = EventType.TimerStarted };
        var fired = new HistoryEvent { EventId = 2, EventType = EventType.TimerFired, TimerFiredEventAttributes = new() { StartedEventId = 1 } };
        var again = new HistoryEvent(fired) { EventId = 3 };

        Assert.Null(FuzzRun.Unsound([started, fired]));
        Assert.NotNull(FuzzRun.Unsound([started, fired, again]));
    }

    private static HistoryEvent Event(long id, EventType type) => new() { EventId = id, EventType = type };
}
