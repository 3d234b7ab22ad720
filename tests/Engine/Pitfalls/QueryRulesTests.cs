using Mdlc.Engine.Histories.Runs;
using Mdlc.Engine.Kernel;
using Mdlc.Engine.Matching;
using Mdlc.Engine.Tests.Histories;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.WorkflowService.V1;

namespace Mdlc.Engine.Tests.Pitfalls;

/// <summary>Queries: which worker task carries them, and what they must not do.</summary>
public sealed class QueryRulesTests : PitfallLoop
{
    [Fact]
    public async Task WithoutAPendingTask_AWorkerIsAskedDirectlyWithTheWholeHistory()
    {
        Loop.Start();
        Loop.Complete(Loop.PollWorkflow()!);
        var events = Loop.History().Count;

        var answer = Ask();
        var asked = await PollQueryAsync();
        Loop.Engine.Queries.Complete(new() { TaskToken = asked.TaskToken, CompletedType = QueryResultType.Answered, QueryResult = PayloadValues.TextPayloads("42") });

        Assert.Equal("\"42\"", (await answer).QueryResult.Payloads_[0].Data.ToStringUtf8());
        Assert.Equal(events, asked.History.Events.Count);
        Assert.Equal(events, Loop.History().Count);
    }

    [Fact]
    public async Task WithAPendingTask_ItRidesOnIt()
    {
        Loop.Start();
        var answer = Ask();

        var task = Loop.PollWorkflow()!;
        var (id, query) = Assert.Single(task.Queries);
        Loop.Complete(task, r => r.QueryResults[id] = new() { ResultType = QueryResultType.Answered, Answer = PayloadValues.TextPayloads(query.QueryType) });

        Assert.Equal("\"state\"", (await answer).QueryResult.Payloads_[0].Data.ToStringUtf8());
    }

    [Fact]
    public async Task UnansweredByThatTask_IsAskedDirectly()
    {
        Loop.Start();
        var answer = Ask();

        Loop.Complete(Loop.PollWorkflow()!);
        var asked = await PollQueryAsync();
        Loop.Engine.Queries.Complete(new() { TaskToken = asked.TaskToken, CompletedType = QueryResultType.Answered });

        Assert.NotNull(await answer);
    }

    [Fact]
    public async Task WhenTheTaskFailsAgainAndAgain_FailsAtOnce()
    {
        Loop.Start();
        for (var attempt = 1; attempt <= 2; attempt++)
        {
            Loop.Fail(Loop.PollWorkflow()!);
        }

        var refused = await Assert.ThrowsAsync<ServiceException>(Ask);

        Assert.Equal(Grpc.Core.StatusCode.FailedPrecondition, refused.Code);
        Assert.IsType<Temporalio.Api.ErrorDetails.V1.WorkflowNotReadyFailure>(refused.Detail);
    }

    [Fact]
    public async Task RejectCondition_SaysTheStatusInstead()
    {
        Loop.Start();
        Loop.Complete(Loop.PollWorkflow()!, Does.CompleteWorkflow());

        var answer = await Ask(QueryRejectCondition.NotOpen);

        Assert.Equal(WorkflowExecutionStatus.Completed, answer.QueryRejected.Status);
    }

    private Task<QueryWorkflowResponse> Ask() => Ask(QueryRejectCondition.None);

    private Task<QueryWorkflowResponse> Ask(QueryRejectCondition condition) => Loop.Engine.Queries.Ask(
        new()
        {
            Namespace = "default",
            Execution = new() { WorkflowId = "workflow" },
            Query = new() { QueryType = "state" },
            QueryRejectCondition = condition,
        },
        TimeSpan.MaxValue, TestContext.Current.CancellationToken);

    private async Task<PollWorkflowTaskQueueResponse> PollQueryAsync()
    {
        var poller = new Poller("worker", "");
        Loop.Engine.Services.Matching.Queue(new("default", EngineLoop.Queue, TaskQueueType.Workflow)).Poll(poller);
        return Loop.Engine.Queries.Start((QueryQueueTask)(await poller.Result)!)!;
    }
}
