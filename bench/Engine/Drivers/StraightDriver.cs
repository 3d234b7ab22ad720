using System.Collections.Concurrent;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Grpc.Net.Client;
using Temporalio.Api.Command.V1;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.History.V1;
using Temporalio.Api.TaskQueue.V1;
using Temporalio.Api.WorkflowService.V1;

namespace Mdlc.Engine.Bench.Drivers;

/// <summary>
/// Polls, answers and starts straight over gRPC, so that the server and not an SDK is what the machine's cores are spent on. A workflow
/// has ended when the server has acknowledged the completion of its last task. It keeps its workflows' progress, as an SDK's cache does, so
/// that the server need only send what is new (a sticky queue).
/// </summary>
internal sealed class StraightDriver : ILoadDriver
{
    private const string Namespace = "default";
    private const string TaskQueueName = "bench-straight";
    private const int Pollers = 25;

    private static readonly TaskQueue Normal = new() { Name = TaskQueueName };
    private static readonly TaskQueue Sticky = new() { Name = "bench-straight-sticky", Kind = TaskQueueKind.Sticky, NormalName = TaskQueueName };

    private readonly GrpcChannel _channel;
    private readonly GrpcCalls _calls;
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<string, OpenWorkflow> _open = new();
    private readonly TaskCompletionSource _failed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _polling;

    public StraightDriver(string address, TimeProvider time)
    {
        _channel = GrpcChannel.ForAddress($"http://{address}", new() { HttpHandler = new SocketsHttpHandler { EnableMultipleHttp2Connections = true } });
        _calls = new GrpcCalls(_channel, time);
        _polling = Task.WhenAll(Enumerable.Range(0, Pollers).SelectMany(_ => new[]
        {
            LoopAsync(() => WorkflowTaskAsync(Normal)),
            LoopAsync(() => WorkflowTaskAsync(Sticky)),
            LoopAsync(ActivityTaskAsync),
        }));
    }

    public string Name => "straight";

    public async Task RunAsync(string workflowId, Shape shape)
    {
        var workflow = _open[workflowId] = new OpenWorkflow(shape);
        await StartAsync(workflowId);
        await await Task.WhenAny(workflow.Ended.Task, _failed.Task);
    }

    public async Task WithUpdatesAsync(Func<Func<Task>, Task> measure)
    {
        var execution = new WorkflowExecution { WorkflowId = $"updated-{Guid.NewGuid()}" };
        _open[execution.WorkflowId] = new OpenWorkflow(Shape.Open);
        await StartAsync(execution.WorkflowId);
        await measure(() => _calls.CallAsync<UpdateWorkflowExecutionRequest, UpdateWorkflowExecutionResponse>(new()
        {
            Namespace = Namespace,
            WorkflowExecution = execution,
            WaitPolicy = new() { LifecycleStage = UpdateWorkflowExecutionLifecycleStage.Completed },
            Request = new() { Meta = new() { UpdateId = Guid.NewGuid().ToString() }, Input = new() { Name = "Increment" } },
        }));
        await _calls.CallAsync<TerminateWorkflowExecutionRequest, TerminateWorkflowExecutionResponse>(
            new() { Namespace = Namespace, WorkflowExecution = execution });
        _open.TryRemove(execution.WorkflowId, out _);
    }

    /// <summary>Starts a workflow that no worker of this driver answers: it stays open.</summary>
    public Task LeaveOpenAsync(string workflowId) => StartAsync(workflowId, "bench-nobody");

    public Task<ListWorkflowExecutionsResponse> ListAsync(string query) =>
        _calls.CallAsync<ListWorkflowExecutionsRequest, ListWorkflowExecutionsResponse>(new() { Namespace = Namespace, Query = query, PageSize = 100 });

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _polling;
        _channel.Dispose();
        _stop.Dispose();
    }

    private Task StartAsync(string workflowId, string taskQueue = TaskQueueName) =>
        _calls.CallAsync<StartWorkflowExecutionRequest, StartWorkflowExecutionResponse>(new()
        {
            Namespace = Namespace,
            WorkflowId = workflowId,
            WorkflowType = new() { Name = "Shaped" },
            TaskQueue = new() { Name = taskQueue },
            RequestId = Guid.NewGuid().ToString(),
        });

    private async Task LoopAsync(Func<Task> poll)
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                await poll();
            }
            catch (RpcException) when (_stop.IsCancellationRequested)
            {
                return;
            }
            catch (RpcException e)
            {
                // Nobody awaits the loops while workflows are open: who waits for one hears of the failure.
                _failed.TrySetException(e);
                return;
            }
        }
    }

    private async Task WorkflowTaskAsync(TaskQueue queue)
    {
        var task = await _calls.CallAsync<PollWorkflowTaskQueueRequest, PollWorkflowTaskQueueResponse>(
            new() { Namespace = Namespace, TaskQueue = queue }, _stop.Token);
        if (task.TaskToken.IsEmpty || !_open.TryGetValue(task.WorkflowExecution.WorkflowId, out var workflow))
        {
            return;
        }

        await ReadAsync(workflow, task);
        var response = new RespondWorkflowTaskCompletedRequest
        {
            Namespace = Namespace,
            TaskToken = task.TaskToken,
            StickyAttributes = new() { WorkerTaskQueue = Sticky, ScheduleToStartTimeout = Duration.FromTimeSpan(TimeSpan.FromSeconds(10)) },
        };
        response.AnswerUpdates(task.Messages);
        var ends = !workflow.Shape.StaysOpen && workflow.Completed == workflow.Shape.Activities;
        if (ends)
        {
            response.Commands.Add(new Command
            {
                CommandType = CommandType.CompleteWorkflowExecution,
                CompleteWorkflowExecutionCommandAttributes = new(),
            });
        }
        else if (workflow.Completed == workflow.Scheduled)
        {
            response.Commands.AddRange(Enumerable.Range(workflow.Scheduled, workflow.Shape.Width).Select(ScheduleActivity));
        }

        try
        {
            await _calls.CallAsync<RespondWorkflowTaskCompletedRequest, RespondWorkflowTaskCompletedResponse>(response);
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.NotFound)
        {
            // The server took the task back (its time was up, or it lost it): it gives it out again, with the whole history.
            return;
        }

        if (ends && _open.TryRemove(task.WorkflowExecution.WorkflowId, out _))
        {
            workflow.Ended.SetResult();
        }
    }

    private async Task ReadAsync(OpenWorkflow workflow, PollWorkflowTaskQueueResponse task)
    {
        workflow.Read(task.History.Events);
        for (var token = task.NextPageToken; !token.IsEmpty;)
        {
            var page = await _calls.CallAsync<GetWorkflowExecutionHistoryRequest, GetWorkflowExecutionHistoryResponse>(
                new() { Namespace = Namespace, Execution = task.WorkflowExecution, NextPageToken = token }, _stop.Token);
            workflow.Read(page.History.Events);
            token = page.NextPageToken;
        }
    }

    private async Task ActivityTaskAsync()
    {
        var task = await _calls.CallAsync<PollActivityTaskQueueRequest, PollActivityTaskQueueResponse>(
            new() { Namespace = Namespace, TaskQueue = Normal }, _stop.Token);
        if (!task.TaskToken.IsEmpty)
        {
            await _calls.CallAsync<RespondActivityTaskCompletedRequest, RespondActivityTaskCompletedResponse>(
                new() { Namespace = Namespace, TaskToken = task.TaskToken });
        }
    }

    private static Command ScheduleActivity(int number) => new()
    {
        CommandType = CommandType.ScheduleActivityTask,
        ScheduleActivityTaskCommandAttributes = new()
        {
            ActivityId = $"{number}",
            ActivityType = new() { Name = "Increment" },
            TaskQueue = Normal,
            StartToCloseTimeout = Duration.FromTimeSpan(TimeSpan.FromMinutes(1)),
        },
    };

    /// <summary>How far a workflow is, as far as this worker has seen. One task of a workflow is out at a time.</summary>
    private sealed class OpenWorkflow(Shape shape)
    {
        public Shape Shape { get; } = shape;

        public TaskCompletionSource Ended { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public int Scheduled { get; private set; }

        public int Completed { get; private set; }

        public void Read(IReadOnlyList<HistoryEvent> events)
        {
            if (events is [{ EventId: 1 }, ..])
            {
                (Scheduled, Completed) = (0, 0);
            }

            Scheduled += events.Count(e => e.EventType == EventType.ActivityTaskScheduled);
            Completed += events.Count(e => e.EventType == EventType.ActivityTaskCompleted);
        }
    }
}
