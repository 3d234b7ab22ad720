using System.Text.Json.Nodes;
using Google.Protobuf;
using Mdlc.Conformance.Tests.Comparison;
using Mdlc.Conformance.Tests.Normalization;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.History.V1;
using Temporalio.Api.WorkflowService.V1;
using Temporalio.Client;
using Temporalio.Exceptions;
using Temporalio.Worker;

namespace Mdlc.Conformance.Tests.Running;

/// <summary>One run of one scenario on one server: names of its own, ways to act, and what was recorded.</summary>
public sealed partial class ScenarioRun : IDisposable
{
    public const string ClientIdentity = "client";
    public const string WorkerIdentity = "worker";

    /// <summary>How long a scenario may take before it counts as hung.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(75);

    /// <summary>The search attributes that each server is told before the first scenario.</summary>
    internal static readonly IReadOnlyDictionary<string, IndexedValueType> SearchAttributes = new Dictionary<string, IndexedValueType>
    {
        ["ConformanceKeyword"] = IndexedValueType.Keyword,
        ["ConformanceInt"] = IndexedValueType.Int,
    };

    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(20);

    private readonly string _marker = $"@{Guid.NewGuid().ToString("N")[..10]}";
    private readonly DocumentNormalizer _normalizer;

    internal ScenarioRun(string scenario, ITemporalClient client, string? httpAddress)
    {
        _http = new(() => Connect(httpAddress));
        Client = client;
        TaskQueue = Id("queue");
        _normalizer = new(_marker);
        Scenario = scenario;
    }

    public string Scenario { get; }

    public ITemporalClient Client { get; }

    public string Namespace => Client.Options.Namespace;

    public WorkflowService Service => Client.Connection.WorkflowService;

    /// <summary>The queue of this run; hand-driven and SDK workers poll it.</summary>
    public string TaskQueue { get; }

    internal ScenarioDocument Document { get; } = new();

    /// <summary>A workflow id, or another name, that no other run uses; it is <paramref name="name"/> in the recorded documents.</summary>
    public string Id(string name) => name + _marker;

    public WorkflowOptions Options(string id = "workflow") => new(Id(id), TaskQueue) { Rpc = Rpc() };

    /// <summary>Registers a namespace of this run, and waits until each service of the server knows it.</summary>
    /// <returns>Its name.</returns>
    public async Task<string> CreateNamespaceAsync(string name)
    {
        var ns = Id(name);
        await Service.RegisterNamespaceAsync(new() { Namespace = ns, WorkflowExecutionRetentionPeriod = HandDrivenWorker.Seconds(86400) }, Rpc());
        while (await IsUnknownAsync(() => Service.DescribeWorkflowExecutionAsync(new() { Namespace = ns, Execution = Execution("nobody") }, Rpc()))
            || await IsUnknownAsync(() => Service.DescribeTaskQueueAsync(new() { Namespace = ns, TaskQueue = new() { Name = TaskQueue } }, Rpc())))
        {
            await Task.Delay(PollInterval);
        }

        return ns;
    }

    /// <summary>Options of a raw call: answered within <paramref name="seconds"/> or failed, never retried.</summary>
    public static RpcOptions Rpc(double seconds = 20) => new() { Timeout = TimeSpan.FromSeconds(seconds), Retry = false };

    /// <summary>Runs an SDK worker on this run's queue while <paramref name="body"/> runs.</summary>
    public async Task WithWorkerAsync(Action<TemporalWorkerOptions> configure, Func<Task> body)
    {
        var options = new TemporalWorkerOptions(TaskQueue) { Identity = WorkerIdentity };
        configure(options);
        using var worker = new TemporalWorker(Client, options);
        await worker.ExecuteAsync(body);
    }

    /// <summary>Waits until a run's history has <paramref name="count"/> events of a type: the barrier between the steps of a scenario.</summary>
    public async Task WaitForAsync(string id, EventType type, int count = 1, string? runId = null)
    {
        while (await CountAsync() < count)
        {
            await Task.Delay(PollInterval);
        }

        async Task<int> CountAsync()
        {
            try
            {
                return (await HistoryAsync(id, runId)).Count(e => e.EventType == type);
            }
            catch (RpcException e) when (e.Code == RpcException.StatusCode.NotFound)
            {
                // A child begins behind its parent's commit.
                return 0;
            }
        }
    }

    /// <summary>Waits until a workflow (its latest run, or the one named) is closed.</summary>
    public async Task WaitForCloseAsync(string id, string? runId = null)
    {
        var request = new GetWorkflowExecutionHistoryRequest
        {
            Namespace = Namespace,
            Execution = Execution(id, runId),
            WaitNewEvent = true,
            HistoryEventFilterType = HistoryEventFilterType.CloseEvent,
        };
        while ((await Service.GetWorkflowExecutionHistoryAsync(request, Rpc(60))) is { History.Events.Count: 0 } response)
        {
            request.NextPageToken = response.NextPageToken;
        }
    }

    /// <summary>Waits until an answer of the server satisfies a condition, for states that no history shows.</summary>
    public async Task<DescribeWorkflowExecutionResponse> WaitUntilAsync(string id, Func<DescribeWorkflowExecutionResponse, bool> condition)
    {
        while (true)
        {
            var description = await DescribeAsync(id);
            if (condition(description))
            {
                return description;
            }

            await Task.Delay(PollInterval);
        }
    }

    public Task<DescribeWorkflowExecutionResponse> DescribeAsync(string id) =>
        Service.DescribeWorkflowExecutionAsync(new() { Namespace = Namespace, Execution = Execution(id) }, Rpc());

    public async Task<IReadOnlyList<HistoryEvent>> HistoryAsync(string id, string? runId = null)
    {
        var events = new List<HistoryEvent>();
        var request = new GetWorkflowExecutionHistoryRequest { Namespace = Namespace, Execution = Execution(id, runId) };
        do
        {
            var page = await Service.GetWorkflowExecutionHistoryAsync(request, Rpc());
            events.AddRange(page.History?.Events ?? []);
            request.NextPageToken = page.NextPageToken;
        }
        while (!request.NextPageToken.IsEmpty);

        return events;
    }

    /// <summary>Records the history of a workflow's latest run, or of the run named, for comparison.</summary>
    public async Task RecordHistoryAsync(string name = "workflow", string? runId = null, string? document = null) =>
        RecordEvents(document ?? $"history {name}", await HistoryAsync(Id(name), runId));

    public void RecordEvents(string document, IReadOnlyList<HistoryEvent> events) => Document.Add(document, _normalizer.NormalizeAll(events));

    /// <summary>Records the histories of a whole chain of runs (continue-as-new, retry), from the first on.</summary>
    public async Task RecordChainAsync(string name, string firstRunId)
    {
        var runId = firstRunId;
        for (var run = 1; runId.Length > 0; run++)
        {
            await RecordHistoryAsync(name, runId, $"history {name}, run {run}");
            runId = NextRunId((await HistoryAsync(Id(name), runId))[^1]);
        }
    }

    /// <summary>Records any answer of the server.</summary>
    public void Record(string name, IMessage message) => Document.Add(name, _normalizer.Normalize(message));

    public void Record(string name, string text) => Document.Add(name, JsonValue.Create(_normalizer.Text(text)));

    /// <summary>Records how a call fails: code, text and every detail.</summary>
    /// <exception cref="InvalidOperationException">The call did not fail.</exception>
    public async Task RecordErrorAsync(string name, Func<Task> call)
    {
        Document.Add(name, await ErrorOfAsync(call) ?? throw new InvalidOperationException($"'{name}' was expected to fail and succeeded."));
    }

    /// <summary>Records how a call ends where both endings are possible: its error, or that there was none.</summary>
    public async Task RecordErrorOrAnswerAsync(string name, Func<Task> call) => Document.Add(name, await ErrorOfAsync(call) ?? JsonValue.Create("accepted"));

    private async Task<JsonNode?> ErrorOfAsync(Func<Task> call)
    {
        try
        {
            await call();
            return null;
        }
        catch (RpcException e)
        {
            return Error(e);
        }
    }

    private static async Task<bool> IsUnknownAsync(Func<Task> call)
    {
        try
        {
            await call();
            return false;
        }
        catch (RpcException e)
        {
            return e.Message.Contains("Namespace", StringComparison.Ordinal);
        }
    }

    public static Temporalio.Api.Common.V1.WorkflowExecution Execution(string id, string? runId = null) => new() { WorkflowId = id, RunId = runId ?? "" };

    private JsonObject Error(RpcException error)
    {
        var details = (error.GrpcStatus.Value?.Details ?? []).Select(_normalizer.Normalize).ToArray();
        return new()
        {
            ["code"] = error.Code.ToString(),
            ["message"] = _normalizer.Text(error.Message),
            ["details"] = new JsonArray(details),
        };
    }

    internal static string NextRunId(HistoryEvent last) => last.AttributesCase switch
    {
        HistoryEvent.AttributesOneofCase.WorkflowExecutionContinuedAsNewEventAttributes => last.WorkflowExecutionContinuedAsNewEventAttributes.NewExecutionRunId,
        HistoryEvent.AttributesOneofCase.WorkflowExecutionFailedEventAttributes => last.WorkflowExecutionFailedEventAttributes.NewExecutionRunId,
        HistoryEvent.AttributesOneofCase.WorkflowExecutionTimedOutEventAttributes => last.WorkflowExecutionTimedOutEventAttributes.NewExecutionRunId,
        HistoryEvent.AttributesOneofCase.WorkflowExecutionCompletedEventAttributes => last.WorkflowExecutionCompletedEventAttributes.NewExecutionRunId,
        _ => "",
    };
}
