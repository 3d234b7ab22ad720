using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Mdlc.Engine.Kernel;
using Mdlc.Engine.Visibility.Attributes;
using Mdlc.Engine.Visibility.Records;
using Temporalio.Api.Filter.V1;
using Temporalio.Api.OperatorService.V1;
using Temporalio.Api.Workflow.V1;
using Temporalio.Api.WorkflowService.V1;

namespace Mdlc.Engine.Visibility;

/// <summary>The visibility calls of WorkflowService and OperatorService. That the namespace exists is the caller's to check.</summary>
/// <remarks>Each method throws <see cref="InvalidVisibilityRequestException"/> for what the caller must change.</remarks>
public sealed class VisibilityManager(VisibilityStore store, SearchAttributeRegistry registry)
{
    /// <value>1 000 runs a page; asking for more, or for none, gives as many.</value>
    public const int MaxPageSize = 1000;

    public ListWorkflowExecutionsResponse ListWorkflowExecutions(ListWorkflowExecutionsRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var page = List(request.Namespace, request.Query, request.PageSize, request.NextPageToken);
        return new ListWorkflowExecutionsResponse { Executions = { page.Infos }, NextPageToken = page.NextPageToken };
    }

    public ScanWorkflowExecutionsResponse ScanWorkflowExecutions(ScanWorkflowExecutionsRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var page = List(request.Namespace, request.Query, request.PageSize, request.NextPageToken);
        return new ScanWorkflowExecutionsResponse { Executions = { page.Infos }, NextPageToken = page.NextPageToken };
    }

    public ListOpenWorkflowExecutionsResponse ListOpenWorkflowExecutions(ListOpenWorkflowExecutionsRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var query = Join("ExecutionStatus = 'Running'", During("StartTime", request.StartTimeFilter), Matching(request.ExecutionFilter, request.TypeFilter));
        var page = List(request.Namespace, query, request.MaximumPageSize, request.NextPageToken);
        return new ListOpenWorkflowExecutionsResponse { Executions = { page.Infos }, NextPageToken = page.NextPageToken };
    }

    public ListClosedWorkflowExecutionsResponse ListClosedWorkflowExecutions(ListClosedWorkflowExecutionsRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var query = Join(
            "ExecutionStatus != 'Running'",
            During("CloseTime", request.StartTimeFilter),
            request.StatusFilter is null ? Matching(request.ExecutionFilter, request.TypeFilter) : WithStatus(request.StatusFilter.Status));
        var page = List(request.Namespace, query, request.MaximumPageSize, request.NextPageToken);
        return new ListClosedWorkflowExecutionsResponse { Executions = { page.Infos }, NextPageToken = page.NextPageToken };
    }

    public CountWorkflowExecutionsResponse CountWorkflowExecutions(CountWorkflowExecutionsRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var count = store.Count(request.Namespace, request.Query);
        return new CountWorkflowExecutionsResponse
        {
            Count = count.Count,
            Groups =
            {
                count.Groups.Select(group => new CountWorkflowExecutionsResponse.Types.AggregationGroup
                {
                    Count = group.Count,
                    GroupValues = { SearchAttributeCodec.EncodeKeyword(group.Value) },
                }),
            },
        };
    }

    /// <summary>Every attribute that a query may name in some namespace: the request, an old one, has none.</summary>
    public GetSearchAttributesResponse GetSearchAttributes()
    {
        var response = new GetSearchAttributesResponse
        {
            Keys = { SystemSearchAttributes.System.Concat(SystemSearchAttributes.Predefined).ToDictionary() },
        };
        foreach (var (name, type) in registry.Namespaces.SelectMany(registry.Custom))
        {
            response.Keys.TryAdd(name, type);
        }

        return response;
    }

    public AddSearchAttributesResponse AddSearchAttributes(AddSearchAttributesRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        RequireSearchAttributes(request.SearchAttributes.Count, request.Namespace);
        registry.Add(request.Namespace, request.SearchAttributes);
        return new AddSearchAttributesResponse();
    }

    public RemoveSearchAttributesResponse RemoveSearchAttributes(RemoveSearchAttributesRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        RequireSearchAttributes(request.SearchAttributes.Count, request.Namespace);
        registry.Remove(request.Namespace, request.SearchAttributes);
        return new RemoveSearchAttributesResponse();
    }

    public ListSearchAttributesResponse ListSearchAttributes(ListSearchAttributesRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        RequireNamespace(request.Namespace);
        return new ListSearchAttributesResponse
        {
            CustomAttributes = { registry.Custom(request.Namespace).ToDictionary() },
            SystemAttributes = { SystemSearchAttributes.System.Concat(SystemSearchAttributes.Predefined).ToDictionary() },
        };
    }

    private (IEnumerable<WorkflowExecutionInfo> Infos, ByteString NextPageToken) List(
        string @namespace, string query, int pageSize, ByteString pageToken)
    {
        var page = store.List(@namespace, query, pageSize is > 0 and <= MaxPageSize ? pageSize : MaxPageSize, pageToken);
        return (page.Records.Select(ToInfo), page.NextPageToken);
    }

    private WorkflowExecutionInfo ToInfo(VisibilityRecord record) => new()
    {
        Execution = new WorkflowExecution { WorkflowId = record.WorkflowId, RunId = record.RunId },
        Type = new WorkflowType { Name = record.WorkflowType },
        TaskQueue = record.TaskQueue,
        Status = record.Status,
        StartTime = record.StartTime.ToTimestamp(),
        ExecutionTime = record.ExecutionTime.ToTimestamp(),
        CloseTime = record.CloseTime?.ToTimestamp(),
        ExecutionDuration = record.ExecutionDuration is { } duration ? Duration.FromTimeSpan(duration) : null,
        HistoryLength = record.IsOpen ? 0 : record.HistoryLength,
        HistorySizeBytes = record.IsOpen ? 0 : record.HistorySizeBytes,
        StateTransitionCount = record.IsOpen ? 0 : record.StateTransitionCount,
        ParentExecution = record.ParentWorkflowId is null
            ? null
            : new WorkflowExecution { WorkflowId = record.ParentWorkflowId, RunId = record.ParentRunId ?? "" },
        RootExecution = new WorkflowExecution { WorkflowId = record.RootWorkflowId, RunId = record.RootRunId },
        Memo = record.Memo ?? new Memo(),
        SearchAttributes = ShownAttributes(record),
    };

    private SearchAttributes ShownAttributes(VisibilityRecord record)
    {
        var set = record.SearchAttributes.Where(field =>
            registry.TryGetType(record.Namespace, field.Key, out var type)
            && SearchAttributeCodec.TryDecode(field.Value, type, out var value)
            && value is not null);
        return registry.WithTypes(record.Namespace, set);
    }

    private static string Join(params ReadOnlySpan<string?> conditions)
    {
        var given = new List<string>();
        foreach (var condition in conditions)
        {
            if (condition is not null)
            {
                given.Add(condition);
            }
        }

        return string.Join(" AND ", given);
    }

    private static string? Matching(WorkflowExecutionFilter? execution, WorkflowTypeFilter? type) =>
        execution is not null ? $"WorkflowId = {Literal(execution.WorkflowId)}"
        : type is not null ? $"WorkflowType = {Literal(type.Name)}"
        : null;

    private static string WithStatus(WorkflowExecutionStatus status) =>
        status is WorkflowExecutionStatus.Unspecified or WorkflowExecutionStatus.Running
            ? throw new InvalidVisibilityRequestException("StatusFilter must be specified and must be not Running.")
            : $"ExecutionStatus = {(int)status}";

    private static string? During(string attribute, StartTimeFilter? filter)
    {
        var (earliest, latest) = (Given(filter?.EarliestTime), Given(filter?.LatestTime));
        return (earliest, latest) switch
        {
            ({ } from, { } to) when from > to => throw new InvalidVisibilityRequestException("EarliestTime in StartTimeFilter should not be larger than LatestTime."),
            ({ } from, { } to) => $"{attribute} BETWEEN '{from:O}' AND '{to:O}'",
            ({ } from, null) => $"{attribute} >= '{from:O}'",
            (null, { } to) => $"{attribute} <= '{to:O}'",
            _ => null,
        };
    }

    // An unset time and Go's zero time mean no limit.
    private static DateTimeOffset? Given(Timestamp? time) => time is null or { Seconds: -62135596800 } ? null
        : time is { Seconds: < -62_135_596_800 or > 253_402_300_799 } or { Nanos: < 0 or > 999_999_999 }
            ? throw new InvalidVisibilityRequestException($"found a time of {time.Seconds} s and {time.Nanos} ns, expected one of the years 1 to 9999")
            : time.ToDateTimeOffset();

    private static string Literal(string text) =>
        $"'{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "''", StringComparison.Ordinal)}'";

    private static void RequireSearchAttributes(int count, string @namespace)
    {
        if (count == 0)
        {
            throw new InvalidVisibilityRequestException("SearchAttributes are not set on request.");
        }

        RequireNamespace(@namespace);
    }

    private static void RequireNamespace(string @namespace)
    {
        if (@namespace.Length == 0)
        {
            throw new InvalidVisibilityRequestException("Namespace is not set on request.");
        }
    }
}
