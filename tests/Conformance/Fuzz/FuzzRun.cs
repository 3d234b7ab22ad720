using System.Diagnostics;
using System.Globalization;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Core;
using Grpc.Net.Client;
using Mdlc.Conformance.Tests.Running;
using Mdlc.Engine.Hosting;
using Mdlc.Engine.Kernel;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.History.V1;
using Temporalio.Api.WorkflowService.V1;

namespace Mdlc.Conformance.Tests.Fuzz;

/// <summary>
/// One engine that is asked things, one after the other, from a seed. After each request: it was answered in time and not by a fault of the
/// server's own, and the history of the workflow that it named is sound. Now and then the engine begins anew, and is to know what it knew.
/// </summary>
internal sealed class FuzzRun : IAsyncDisposable
{
    private const int RequestsPerLife = 300;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Wait = TimeSpan.FromMilliseconds(25);
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(15);
    private static readonly Marshaller<byte[]> Bytes = Marshallers.Create(static bytes => bytes, static bytes => bytes);

    /// <summary>Codes that say that the server, not the request, is at fault.</summary>
    private static readonly HashSet<StatusCode> Faults = [StatusCode.Internal, StatusCode.Unknown, StatusCode.DataLoss, StatusCode.Unavailable, StatusCode.Aborted];

    private static readonly IReadOnlyList<MethodDescriptor> All =
    [
        .. Temporalio.Api.WorkflowService.V1.ServiceReflection.Descriptor.Services[0].Methods,
        .. Temporalio.Api.OperatorService.V1.ServiceReflection.Descriptor.Services[0].Methods,
    ];

    /// <summary>Those that have not been found to be absent.</summary>
    private readonly List<MethodDescriptor> _methods = [.. All];
    private readonly FuzzPool _pool;
    private readonly FuzzedMessages _messages;
    private readonly FuzzLog _log = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("mdlc-fuzz-").FullName;
    private readonly List<string> _problems = [];
    private readonly HashSet<string> _answered = new(StringComparer.Ordinal);
    private readonly SortedDictionary<StatusCode, int> _codes = [];
    private EngineHost? _host;
    private GrpcChannel? _channel;
    private string _last = "";

    public FuzzRun(int seed)
    {
        var random = new Random(seed);
        _pool = new FuzzPool(random);
        _messages = new FuzzedMessages(random, _pool);
    }

    public IReadOnlyList<string> Problems => _problems;

    public string Summary => $"{_codes.Values.Sum()} requests, {_answered.Count} of {_methods.Count} calls answered OK; {string.Join(", ", _codes.Select(code => $"{code.Key} {code.Value}"))}";

    public int CallsAnswered => _answered.Count;

    /// <summary>Sends so many requests.</summary>
    public async Task DriveAsync(int requests)
    {
        await StartAsync();
        for (var n = 1; n <= requests && _problems.Count < 20; n++)
        {
            await StepAsync();
            if (n % RequestsPerLife == 0)
            {
                await BeginAnewAsync();
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task StartAsync()
    {
        _host = await EngineHost.StartAsync(new EngineOptions
        {
            DbFilename = Path.Combine(_folder, "fuzz.db"),
            Durability = Durability.Relaxed,
            Namespaces = FuzzPool.Namespaces,
            LoggerFactory = _log,
            SearchAttributes = new Dictionary<string, string> { ["ConformanceInt"] = "Int", ["ConformanceKeyword"] = "Keyword" },
            DynamicConfig = new Dictionary<string, string>
            {
                ["frontend.WorkflowTimeSkippingEnabled"] = "true",
                ["history.enableSignalWithStartFromWorkflow"] = "true",
                ["frontend.MaxConcurrentBatchOperationPerNamespace"] = "1000",
            },
        });
        _channel = GrpcChannel.ForAddress($"http://{_host.Address}", new GrpcChannelOptions { MaxReceiveMessageSize = null });
    }

    private async Task StopAsync()
    {
        _channel?.Dispose();
        if (_host is not null)
        {
            await _host.DisposeAsync();
        }
    }

    private async Task StepAsync()
    {
        if (_pool.Chance(25))
        {
            await WorkAsync();
            return;
        }

        var method = _pool.Pick(_methods);
        if (method.Name.StartsWith("Poll", StringComparison.Ordinal) && _pool.Chance(70))
        {
            method = All.First(m => m.Name == "StartWorkflowExecution");
        }

        var request = _messages.Request(method);
        KeepFromHarm(request);
        await AskAsync(method, request, spoil: _pool.Chance(60));
    }

    /// <summary>As a worker does: polls, and answers, mostly well.</summary>
    private async Task WorkAsync()
    {
        var queue = _pool.Pick(FuzzPool.Queues);
        if (_pool.Chance(60))
        {
            var poll = new PollWorkflowTaskQueueRequest { Namespace = "default", TaskQueue = new() { Name = queue }, Identity = "worker" };
            if (await AskAsync(Method("PollWorkflowTaskQueue"), poll, spoil: false) is not PollWorkflowTaskQueueResponse { TaskToken.IsEmpty: false } task)
            {
                return;
            }

            var answer = new RespondWorkflowTaskCompletedRequest { Namespace = "default", TaskToken = task.TaskToken, Identity = "worker", Commands = { _messages.SomeCommands() }, Messages = { _messages.Answers(task.Messages) } };
            await AskAsync(Method("RespondWorkflowTaskCompleted"), answer, spoil: _pool.Chance(20), of: task.WorkflowExecution.WorkflowId);
            return;
        }

        var activityPoll = new PollActivityTaskQueueRequest { Namespace = "default", TaskQueue = new() { Name = queue }, Identity = "worker" };
        if (await AskAsync(Method("PollActivityTaskQueue"), activityPoll, spoil: false) is PollActivityTaskQueueResponse { TaskToken.IsEmpty: false } activity)
        {
            IMessage answer = _pool.Chance(50)
                ? new RespondActivityTaskCompletedRequest { Namespace = "default", TaskToken = activity.TaskToken, Result = Payloads.List("done") }
                : new RespondActivityTaskFailedRequest { Namespace = "default", TaskToken = activity.TaskToken, Failure = Failures.Application("broken") };
            await AskAsync(Method(answer.Descriptor.Name.Replace("Request", "", StringComparison.Ordinal)), answer, spoil: _pool.Chance(20), of: activity.WorkflowExecution.WorkflowId);
        }
    }

    private static MethodDescriptor Method(string name) => All.First(method => method.Name == name);

    /// <summary>What would take away what all else is about.</summary>
    private static void KeepFromHarm(IMessage request)
    {
        switch (request)
        {
            case Temporalio.Api.OperatorService.V1.DeleteNamespaceRequest delete:
                (delete.Namespace, delete.NamespaceId) = (FuzzPool.Doomed, "");
                break;
            case RegisterNamespaceRequest register:
                register.Namespace = FuzzPool.Doomed;
                break;
            case DeprecateNamespaceRequest deprecate:
                deprecate.Namespace = FuzzPool.Doomed;
                break;
        }
    }

    private async Task<IMessage?> AskAsync(MethodDescriptor method, IMessage request, bool spoil, string? of = null)
    {
        if (spoil)
        {
            _messages.Spoil(request);
            KeepFromHarm(request);
        }

        var bytes = spoil && _pool.Chance(5) && request is not Temporalio.Api.OperatorService.V1.DeleteNamespaceRequest ? _messages.SpoilBytes(request) : request.ToByteArray();
        _last = $"{method.Name} {Short(request)}";
        var waits = Waits(method, request);
        var begin = Stopwatch.GetTimestamp();
        var (status, answer) = await CallAsync(method, bytes, waits ? Wait : Limit);
        var took = Stopwatch.GetElapsedTime(begin);
        _codes[status.StatusCode] = _codes.GetValueOrDefault(status.StatusCode) + 1;
        Check(status, waits, took);
        if (status.StatusCode == StatusCode.Unimplemented && status.Detail.EndsWith("is not implemented by this server.", StringComparison.Ordinal))
        {
            _methods.Remove(method);
        }

        if (answer is null)
        {
            return null;
        }

        _answered.Add(method.Name);
        var parsed = method.OutputType.Parser.ParseFrom(answer);
        Harvest(parsed);
        if ((of ?? WorkflowOf(request)) is { Length: > 0 } id)
        {
            await CheckHistoryAsync(id);
        }

        return parsed;
    }

    private void Check(Status status, bool waits, TimeSpan took)
    {
        if (Faults.Contains(status.StatusCode) || (!waits && status.StatusCode is StatusCode.DeadlineExceeded or StatusCode.Cancelled && !waits))
        {
            Problem($"answered {status.StatusCode}: {status.Detail}");
        }

        if (took > Limit + Grace || (waits && took > Wait + Grace))
        {
            Problem($"took {took}");
        }

        while (_log.Errors.TryDequeue(out var error))
        {
            // What gRPC itself says of a caller who has gone.
            if (!error.Contains("The client reset the request stream", StringComparison.Ordinal))
            {
                Problem($"logged {error}");
            }
        }
    }

    private void Problem(string what) => _problems.Add($"{what}\n  after {_last}");

    private static bool Waits(MethodDescriptor method, IMessage request) =>
        method.Name.StartsWith("Poll", StringComparison.Ordinal) || method.Name is "QueryWorkflow" or "UpdateWorkflowExecution" or "ExecuteMultiOperation"
        || request is GetWorkflowExecutionHistoryRequest { WaitNewEvent: true };

    private static string WorkflowOf(IMessage request) => request switch
    {
        StartWorkflowExecutionRequest start => start.WorkflowId,
        SignalWithStartWorkflowExecutionRequest start => start.WorkflowId,
        _ => request.Descriptor.FindFieldByName("workflow_execution") is { FieldType: FieldType.Message } field
            && field.Accessor.GetValue(request) is Temporalio.Api.Common.V1.WorkflowExecution execution ? execution.WorkflowId : "",
    };

    private static string Short(IMessage request)
    {
        var text = request.ToString()!;
        return text.Length > 1500 ? text[..1500] : text;
    }

    private void Harvest(IMessage answer)
    {
        foreach (var field in answer.Descriptor.Fields.InDeclarationOrder())
        {
            switch (field.Name, field.Accessor.GetValue(answer))
            {
                case ("task_token", ByteString { IsEmpty: false } token):
                    _pool.SawToken(token);
                    break;
                case ("next_page_token", ByteString { IsEmpty: false } token):
                    _pool.SawPageToken(token);
                    break;
                case ("run_id", string { Length: > 0 } runId):
                    _pool.SawRun(runId);
                    break;
            }
        }
    }

    private async Task<(Status Status, byte[]? Answer)> CallAsync(MethodDescriptor method, byte[] request, TimeSpan limit)
    {
        var raw = new Method<byte[], byte[]>(MethodType.Unary, method.Service.FullName, method.Name, Bytes, Bytes);
        try
        {
            // A short deadline would be refused: who waits no longer says so himself.
            using var patience = new CancellationTokenSource(limit);
            using var call = _channel!.CreateCallInvoker().AsyncUnaryCall(raw, null, new CallOptions(deadline: DateTime.UtcNow + Limit, cancellationToken: patience.Token), request);
            return (Status.DefaultSuccess, await call.ResponseAsync.WaitAsync(Limit + Grace + Grace));
        }
        catch (RpcException e)
        {
            return (e.Status, null);
        }
    }

    private async Task<T?> ReadAsync<T>(string call, IMessage request)
        where T : class, IMessage
    {
        var (status, answer) = await CallAsync(Method(call), request.ToByteArray(), Limit);
        if (answer is null && status.StatusCode is not (StatusCode.NotFound or StatusCode.InvalidArgument))
        {
            Problem($"{call} afterwards answered {status}");
        }

        return answer is null ? null : (T)Method(call).OutputType.Parser.ParseFrom(answer);
    }

    private async Task CheckHistoryAsync(string workflowId)
    {
        foreach (var ns in FuzzPool.Namespaces)
        {
            var request = new GetWorkflowExecutionHistoryRequest { Namespace = ns, Execution = ScenarioRun.Execution(workflowId) };
            var events = new List<HistoryEvent>();
            do
            {
                if (await ReadAsync<GetWorkflowExecutionHistoryResponse>("GetWorkflowExecutionHistory", request) is not { } page)
                {
                    break;
                }

                events.AddRange(page.History.Events);
                request.NextPageToken = page.NextPageToken;
            }
            while (!request.NextPageToken.IsEmpty);
            if (Unsound(events) is { } wrong)
            {
                Problem($"the history of {workflowId} is not sound: {wrong}");
            }
        }
    }

    /// <returns>What cannot be in a history, or null.</returns>
    internal static string? Unsound(IReadOnlyList<HistoryEvent> events)
    {
        for (var i = 0; i < events.Count; i++)
        {
            if (events[i].EventId != i + 1)
            {
                return $"event {i + 1} has the id {events[i].EventId}";
            }

            if (i > 0 && events[i - 1].EventType == EventType.WorkflowTaskStarted
                && events[i].EventType is not (EventType.WorkflowTaskCompleted or EventType.WorkflowTaskFailed or EventType.WorkflowTaskTimedOut))
            {
                return $"event {i + 1}, {events[i].EventType}, follows the start of a workflow task";
            }

            if (i < events.Count - 1 && IsClose(events[i].EventType))
            {
                return $"event {i + 2}, {events[i + 1].EventType}, follows the close";
            }

            if (Refers(events[i]) is var (id, types) && (id < 1 || id > i || !types.Contains(events[(int)id - 1].EventType)))
            {
                return $"event {i + 1}, {events[i].EventType}, refers to event {id}, which is none of its kind";
            }
        }

        var ends = events.Select(e => Refers(e) is var (id, _) ? id : 0).Where(id => id > 0).ToList();
        return ends.Count == ends.Distinct().Count() ? null : "something ends twice";
    }

    /// <summary>What an event ends, and what kind of event that must be.</summary>
    private static (long Id, EventType[] Types)? Refers(HistoryEvent e) => e.EventType switch
    {
        EventType.TimerFired => (e.TimerFiredEventAttributes.StartedEventId, [EventType.TimerStarted]),
        EventType.TimerCanceled => (e.TimerCanceledEventAttributes.StartedEventId, [EventType.TimerStarted]),
        EventType.ActivityTaskCompleted => (e.ActivityTaskCompletedEventAttributes.ScheduledEventId, [EventType.ActivityTaskScheduled]),
        EventType.ActivityTaskFailed => (e.ActivityTaskFailedEventAttributes.ScheduledEventId, [EventType.ActivityTaskScheduled]),
        EventType.ActivityTaskTimedOut => (e.ActivityTaskTimedOutEventAttributes.ScheduledEventId, [EventType.ActivityTaskScheduled]),
        EventType.ActivityTaskCanceled => (e.ActivityTaskCanceledEventAttributes.ScheduledEventId, [EventType.ActivityTaskScheduled]),
        EventType.NexusOperationCompleted => (e.NexusOperationCompletedEventAttributes.ScheduledEventId, [EventType.NexusOperationScheduled]),
        EventType.NexusOperationFailed => (e.NexusOperationFailedEventAttributes.ScheduledEventId, [EventType.NexusOperationScheduled]),
        EventType.ExternalWorkflowExecutionSignaled => (e.ExternalWorkflowExecutionSignaledEventAttributes.InitiatedEventId, [EventType.SignalExternalWorkflowExecutionInitiated]),
        EventType.WorkflowTaskCompleted => (e.WorkflowTaskCompletedEventAttributes.StartedEventId, [EventType.WorkflowTaskStarted]),
        _ => null,
    };

    private static bool IsClose(EventType type) => type is EventType.WorkflowExecutionCompleted or EventType.WorkflowExecutionFailed or EventType.WorkflowExecutionCanceled
        or EventType.WorkflowExecutionTerminated or EventType.WorkflowExecutionTimedOut or EventType.WorkflowExecutionContinuedAsNew;

    /// <summary>The engine ends and begins again: what it tells of each workflow is what it told before.</summary>
    private async Task BeginAnewAsync()
    {
        var before = await TellAsync();
        await StopAsync();
        _last = $"a new beginning, before which {_last}";
        await StartAsync();
        var after = await TellAsync();
        foreach (var (name, told) in before)
        {
            if (after.GetValueOrDefault(name) is not { } now || !told.IsPrefixIn(now))
            {
                Problem($"{name} was {told} and is {after.GetValueOrDefault(name)?.ToString() ?? "gone"} after a new beginning");
            }
        }
    }

    private async Task<Dictionary<string, Told>> TellAsync()
    {
        var told = new Dictionary<string, Told>(StringComparer.Ordinal);
        foreach (var (ns, id) in FuzzPool.Namespaces.SelectMany(ns => FuzzPool.Workflows, (ns, id) => (ns, id)))
        {
            if (await ReadAsync<DescribeWorkflowExecutionResponse>("DescribeWorkflowExecution", new DescribeWorkflowExecutionRequest { Namespace = ns, Execution = ScenarioRun.Execution(id) }) is { } described)
            {
                told[$"{ns}/{id}"] = new(
                    described.WorkflowExecutionInfo.Execution.RunId,
                    described.WorkflowExecutionInfo.Status,
                    described.WorkflowExecutionInfo.HistoryLength - (IsTaken(described.PendingWorkflowTask) ? 1 : 0),
                    string.Join(',', described.PendingActivities.Select(a => a.ActivityId).Order(StringComparer.Ordinal)),
                    described.PendingChildren.Count);
            }
        }

        return told;
    }

    /// <summary>A task whose poll goes away meanwhile is taken back, and its start with it.</summary>
    private static bool IsTaken(Temporalio.Api.Workflow.V1.PendingWorkflowTaskInfo? task) => task is { State: PendingWorkflowTaskState.Started, Attempt: 1 };

    /// <summary>What is told of a workflow.</summary>
    private sealed record Told(string RunId, WorkflowExecutionStatus Status, long Events, string Activities, int Children)
    {
        /// <summary>Time has gone on meanwhile: what is due may have happened.</summary>
        public bool IsPrefixIn(Told now) => now == this || now.RunId != RunId || now.Events > Events;

        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{RunId} {Status} of {Events} events, activities [{Activities}], {Children} children");
    }
}
