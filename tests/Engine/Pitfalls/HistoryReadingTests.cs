using Mdlc.Engine.Tests.Histories;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.WorkflowService.V1;

namespace Mdlc.Engine.Tests.Pitfalls;

/// <summary>Reading histories: pages of whole batches, waiting, and the tail that only workers may see.</summary>
public sealed class HistoryReadingTests : PitfallLoop
{
    [Fact]
    public void Page_CountsBatches()
    {
        Loop.Start();
        Loop.Complete(Loop.PollWorkflow()!, [.. Enumerable.Range(0, 5).Select(i => Does.StartTimer($"t{i}", TimeSpan.FromHours(1)))]);

        var first = Read(r => r.MaximumPageSize = 2);
        var second = Read(r => (r.MaximumPageSize, r.NextPageToken) = (2, first.NextPageToken));

        Assert.Equal([1L, 2L, 3L], first.History.Events.Select(e => e.EventId));
        Assert.Equal([4L, 5L, 6L, 7L, 8L, 9L], second.History.Events.Select(e => e.EventId));
        Assert.Empty(second.NextPageToken);
    }

    [Theory]
    [InlineData(true, 6)]
    [InlineData(false, 4)]
    public void TransientTail_IsForWorkersOnly(bool forWorker, int events)
    {
        Loop.Start();
        Loop.Fail(Loop.PollWorkflow()!);
        Loop.PollWorkflow();

        Assert.Equal(events, Read(forWorker: forWorker).History.Events.Count);
    }

    [Theory]
    [InlineData(true, 6)]
    [InlineData(false, 4)]
    public void SpeculativeTail_IsForWorkersOnly(bool forWorker, int events)
    {
        Loop.Start();
        Loop.Complete(Loop.PollWorkflow()!);
        _ = Loop.Update();
        Loop.PollWorkflow();

        Assert.Equal(events, Read(forWorker: forWorker).History.Events.Count);
    }

    [Fact]
    public async Task WaitForTheClose_ReturnsExactlyTheLastEvent()
    {
        Loop.Start();
        var task = Loop.PollWorkflow()!;
        Assert.Empty(Read(r => r.HistoryEventFilterType = HistoryEventFilterType.CloseEvent).History.Events);
        var close = ReadAsync(r => (r.HistoryEventFilterType, r.WaitNewEvent) = (HistoryEventFilterType.CloseEvent, true));
        Assert.False(close.IsCompleted);

        Loop.Complete(task, Does.ContinueAsNew());

        var closed = Assert.Single((await close).History.Events);
        Assert.Equal(Loop.State().RunId, closed.WorkflowExecutionContinuedAsNewEventAttributes.NewExecutionRunId);
    }

    [Fact]
    public async Task WaitForMore_EndsEmptyWithATokenAfterTwentySeconds()
    {
        Loop.Start();
        var all = Read(r => r.WaitNewEvent = true);
        var more = ReadAsync(r => (r.WaitNewEvent, r.NextPageToken) = (true, all.NextPageToken));

        Loop.Advance(TimeSpan.FromSeconds(20));

        Assert.Empty((await more).History.Events);
        Assert.Equal(all.NextPageToken, (await more).NextPageToken);
    }

    private GetWorkflowExecutionHistoryResponse Read(Action<GetWorkflowExecutionHistoryRequest>? configure = null, bool forWorker = true) =>
        ReadAsync(configure, forWorker).GetAwaiter().GetResult();

    private Task<GetWorkflowExecutionHistoryResponse> ReadAsync(Action<GetWorkflowExecutionHistoryRequest>? configure = null, bool forWorker = true)
    {
        var request = new GetWorkflowExecutionHistoryRequest { Namespace = "default", Execution = new() { WorkflowId = "workflow" } };
        configure?.Invoke(request);
        return Loop.Engine.Reads.GetHistory(request, forWorker, CancellationToken.None);
    }
}
