using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;
using Mdlc.Conformance.Tests.Running;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.OperatorService.V1;
using Temporalio.Api.WorkflowService.V1;

namespace Mdlc.Conformance.Tests.BadRequests;

/// <summary>A request of every call with nothing wrong in it: filled in by the names of its fields, and by hand where names say too little.</summary>
internal static class ValidRequests
{
    public static IMessage Of(MethodDescriptor method, Fixture fixture)
    {
        var request = method.InputType.Parser.ParseFrom(ByteString.Empty);
        foreach (var field in method.InputType.Fields.InDeclarationOrder())
        {
            if (!field.IsRepeated && ByName(field, fixture) is { } value)
            {
                field.Accessor.SetValue(request, value);
            }
        }

        Complete(request, fixture);
        return request;
    }

    private static object? ByName(FieldDescriptor field, Fixture fixture) => (field.Name, field.FieldType) switch
    {
        ("namespace", FieldType.String) => fixture.Run.Namespace,
        ("workflow_id", FieldType.String) => fixture.WorkflowId,
        ("schedule_id", FieldType.String) => fixture.WorkflowId,
        ("activity_id", FieldType.String) => Fixture.ActivityId,
        ("signal_name", FieldType.String) => "signal",
        ("identity", FieldType.String) => ScenarioRun.ClientIdentity,
        ("request_id", FieldType.String) => Guid.NewGuid().ToString(),
        ("reason", FieldType.String) => "reason",
        ("task_queue", FieldType.String) => fixture.TaskQueue,
        ("task_queue", FieldType.Message) => new Temporalio.Api.TaskQueue.V1.TaskQueue { Name = fixture.TaskQueue },
        ("workflow_type", FieldType.Message) => new Temporalio.Api.Common.V1.WorkflowType { Name = HandDrivenWorker.WorkflowType },
        ("execution" or "workflow_execution", FieldType.Message) => ScenarioRun.Execution(fixture.WorkflowId),
        ("deployment_name", FieldType.String) => fixture.Run.Id("deployment"),
        ("build_id", FieldType.String) => "build",
        ("deployment_version", FieldType.Message) =>
            new Temporalio.Api.Deployment.V1.WorkerDeploymentVersion { DeploymentName = fixture.Run.Id("deployment"), BuildId = "build" },
        ("task_token", FieldType.Bytes) => fixture.TaskToken,
        _ => null,
    };

    private static void Complete(IMessage request, Fixture fixture)
    {
        switch (request)
        {
            case QueryWorkflowRequest query:
                query.Query = new() { QueryType = "State" };
                break;
            case UpdateWorkflowExecutionRequest update:
                Complete(update);
                break;
            case PollWorkflowExecutionUpdateRequest poll:
                poll.UpdateRef = new() { WorkflowExecution = ScenarioRun.Execution(fixture.WorkflowId), UpdateId = "update" };
                break;
            case ExecuteMultiOperationRequest multi:
                Complete(multi, fixture);
                break;
            case ResetWorkflowExecutionRequest reset:
                reset.WorkflowTaskFinishEventId = 3;
                break;
            case PauseActivityRequest pause:
                pause.Id = Fixture.ActivityId;
                break;
            case UnpauseActivityRequest unpause:
                unpause.Id = Fixture.ActivityId;
                break;
            case ResetActivityRequest reset:
                reset.Id = Fixture.ActivityId;
                break;
            case UpdateActivityOptionsRequest options:
                options.Id = Fixture.ActivityId;
                options.ActivityOptions = new() { HeartbeatTimeout = HandDrivenWorker.Seconds(5) };
                options.UpdateMask = FieldMask.FromString("heartbeat_timeout");
                break;
            case UpdateActivityExecutionOptionsRequest options:
                options.ActivityOptions = new() { HeartbeatTimeout = HandDrivenWorker.Seconds(5) };
                options.UpdateMask = FieldMask.FromString("heartbeat_timeout");
                break;
            case CreateScheduleRequest create:
                create.Schedule = new DrivenSchedule(fixture.Run, fixture.Name).NewSchedule();
                break;
            case UpdateScheduleRequest update:
                update.Schedule = new DrivenSchedule(fixture.Run, fixture.Name).NewSchedule();
                break;
            case PatchScheduleRequest patch:
                patch.Patch = new() { Pause = "paused" };
                break;
            case ListScheduleMatchingTimesRequest times:
                (times.StartTime, times.EndTime) = (new() { Seconds = 1_700_000_000 }, new() { Seconds = 1_700_003_600 });
                break;
            case UpdateTaskQueueConfigRequest config:
                config.TaskQueueType = TaskQueueType.Activity;
                break;
            case UpdateWorkerDeploymentVersionMetadataRequest metadata:
                metadata.RemoveEntries.Add("entry");
                break;
            case ShutdownWorkerRequest shutdown:
                shutdown.StickyTaskQueue = fixture.TaskQueue;
                break;
            case RegisterNamespaceRequest register:
                register.Namespace = $"bad-{Guid.NewGuid():N}";
                register.WorkflowExecutionRetentionPeriod = Duration.FromTimeSpan(TimeSpan.FromDays(1));
                break;
            case StartBatchOperationRequest batch:
                batch.JobId = fixture.WorkflowId;
                batch.VisibilityQuery = "WorkflowId = 'nobody'";
                batch.SignalOperation = new() { Signal = "signal" };
                break;
            case StopBatchOperationRequest stop:
                stop.JobId = fixture.WorkflowId;
                break;
            case DescribeBatchOperationRequest describe:
                describe.JobId = fixture.WorkflowId;
                break;
            case DeleteNamespaceRequest delete:
                // What nothing is wrong with would delete it.
                delete.Namespace = fixture.Run.Id($"nowhere for {fixture.Name}");
                break;
            case AddSearchAttributesRequest add:
                add.SearchAttributes.Add("ConformanceKeyword", IndexedValueType.Keyword);
                break;
            case RemoveSearchAttributesRequest remove:
                remove.SearchAttributes.Add("NobodysAttribute");
                break;
        }
    }

    private static void Complete(UpdateWorkflowExecutionRequest update)
    {
        update.WaitPolicy = new() { LifecycleStage = UpdateWorkflowExecutionLifecycleStage.Accepted };
        update.Request = new() { Meta = new() { UpdateId = "update", Identity = ScenarioRun.ClientIdentity }, Input = new() { Name = "set" } };
    }

    private static void Complete(ExecuteMultiOperationRequest multi, Fixture fixture)
    {
        var start = new HandDrivenWorker(fixture.Run, fixture.TaskQueue).StartRequest(fixture.Name);
        var update = new UpdateWorkflowExecutionRequest { Namespace = fixture.Run.Namespace, WorkflowExecution = ScenarioRun.Execution(fixture.WorkflowId) };
        Complete(update);
        multi.Operations.Add(new ExecuteMultiOperationRequest.Types.Operation { StartWorkflow = start });
        multi.Operations.Add(new ExecuteMultiOperationRequest.Types.Operation { UpdateWorkflow = update });
    }
}
