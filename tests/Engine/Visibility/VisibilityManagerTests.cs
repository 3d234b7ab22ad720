using Google.Protobuf.WellKnownTypes;
using Mdlc.Engine.Kernel;
using Mdlc.Engine.Visibility;
using Mdlc.Engine.Visibility.Attributes;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.Filter.V1;
using Temporalio.Api.OperatorService.V1;
using Temporalio.Api.WorkflowService.V1;
using static Mdlc.Engine.Tests.Visibility.VisibilityRecords;

namespace Mdlc.Engine.Tests.Visibility;

public sealed class VisibilityManagerTests
{
    private readonly VisibilityStore _store;
    private readonly VisibilityManager _manager;

    public VisibilityManagerTests()
    {
        var registry = Registry();
        _store = new VisibilityStore(registry);
        _manager = new VisibilityManager(_store, registry);
    }

    [Fact]
    public void List_OfAClosedRun_TellsWhatTheRecordHolds()
    {
        _store.Upsert(Open("w", attributes: [("Num", 7), ("Kw", null)]).Closed(WorkflowExecutionStatus.Completed, TimeSpan.FromSeconds(2)) with
        {
            ParentWorkflowId = "p",
            ParentRunId = "pr",
        });

        var info = Assert.Single(_manager.ListWorkflowExecutions(new ListWorkflowExecutionsRequest { Namespace = Namespace }).Executions);

        Assert.Equal(("w", "run-w", "A", "queue"), (info.Execution.WorkflowId, info.Execution.RunId, info.Type.Name, info.TaskQueue));
        Assert.Equal(WorkflowExecutionStatus.Completed, info.Status);
        Assert.Equal(TimeSpan.FromSeconds(2), info.ExecutionDuration.ToTimeSpan());
        Assert.Equal((5, 500, 3), (info.HistoryLength, info.HistorySizeBytes, info.StateTransitionCount));
        Assert.Equal(("p", "pr"), (info.ParentExecution.WorkflowId, info.ParentExecution.RunId));
        Assert.Equal("Int", Assert.Single(info.SearchAttributes.IndexedFields).Value.Metadata["type"].ToStringUtf8());
    }

    [Fact]
    public void List_OfAnOpenRun_HasNoCloseTime()
    {
        _store.Upsert(Open("w"));
        var info = Assert.Single(_manager.ListWorkflowExecutions(new ListWorkflowExecutionsRequest { Namespace = Namespace }).Executions);
        Assert.Null(info.CloseTime);
        Assert.Null(info.ExecutionDuration);
        Assert.Null(info.ParentExecution);
    }

    [Fact]
    public void Count_ByStatus_EncodesTheStatusAsKeyword()
    {
        _store.Upsert(Open("w"));
        var count = _manager.CountWorkflowExecutions(new CountWorkflowExecutionsRequest { Namespace = Namespace, Query = "GROUP BY ExecutionStatus" });
        var group = Assert.Single(count.Groups);
        Assert.Equal((1, 1), (count.Count, group.Count));
        Assert.Equal("\"Running\"", group.GroupValues[0].Data.ToStringUtf8());
        Assert.Equal("Keyword", group.GroupValues[0].Metadata["type"].ToStringUtf8());
    }

    [Fact]
    public void ListOpenAndClosed_ByTheirFilters_FindTheirRuns()
    {
        _store.Upsert(Open("it's"));
        _store.Upsert(Open("done").Closed(WorkflowExecutionStatus.Failed, TimeSpan.FromHours(1)));

        Assert.Equal(["it's"], _manager.ListOpenWorkflowExecutions(new ListOpenWorkflowExecutionsRequest
        {
            Namespace = Namespace,
            StartTimeFilter = new StartTimeFilter { EarliestTime = Noon.ToTimestamp(), LatestTime = Noon.ToTimestamp() },
            ExecutionFilter = new WorkflowExecutionFilter { WorkflowId = "it's" },
        }).Executions.Select(info => info.Execution.WorkflowId));
        Assert.Equal(["done"], _manager.ListClosedWorkflowExecutions(new ListClosedWorkflowExecutionsRequest
        {
            Namespace = Namespace,
            StartTimeFilter = new StartTimeFilter { EarliestTime = Noon.AddMinutes(59).ToTimestamp() },
            StatusFilter = new StatusFilter { Status = WorkflowExecutionStatus.Failed },
        }).Executions.Select(info => info.Execution.WorkflowId));
        Assert.Throws<InvalidVisibilityRequestException>(() => _manager.ListClosedWorkflowExecutions(new ListClosedWorkflowExecutionsRequest
        {
            Namespace = Namespace,
            StatusFilter = new StatusFilter { Status = WorkflowExecutionStatus.Running },
        }));
    }

    [Fact]
    public void SearchAttributes_AddedListedAndRemoved_FollowOneAnother()
    {
        _manager.AddSearchAttributes(new AddSearchAttributesRequest { Namespace = "ns", SearchAttributes = { ["Score"] = IndexedValueType.Double } });

        var listed = _manager.ListSearchAttributes(new ListSearchAttributesRequest { Namespace = "ns" });
        Assert.Equal(IndexedValueType.Double, Assert.Single(listed.CustomAttributes).Value);
        Assert.Equal(SystemSearchAttributes.System.Count + SystemSearchAttributes.Predefined.Count, listed.SystemAttributes.Count);
        Assert.Equal(listed.SystemAttributes.Count + 1 + Registry().Custom(Namespace).Count, _manager.GetSearchAttributes().Keys.Count);

        _manager.RemoveSearchAttributes(new RemoveSearchAttributesRequest { Namespace = "ns", SearchAttributes = { "Score", "Unknown" } });
        Assert.Empty(_manager.ListSearchAttributes(new ListSearchAttributesRequest { Namespace = "ns" }).CustomAttributes);
    }

    [Fact]
    public void AddSearchAttributes_OfNone_IsRefused() =>
        Assert.Equal(
            "SearchAttributes are not set on request.",
            Assert.Throws<InvalidVisibilityRequestException>(() => _manager.AddSearchAttributes(new AddSearchAttributesRequest { Namespace = "ns" })).Message);
}
