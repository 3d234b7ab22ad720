using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Mdlc.Engine.Deployments;
using Mdlc.Engine.Kernel;
using Mdlc.Engine.Matching;
using Mdlc.Engine.Storage;
using Mdlc.Engine.Tests.Histories;
using Temporalio.Api.Deployment.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.WorkflowService.V1;

namespace Mdlc.Engine.Tests.Deployments;

public sealed class DeploymentTests : IDisposable
{
    private static readonly DeploymentVersion First = new("deployment", "1");
    private static readonly DeploymentVersion Second = new("deployment", "2");
    private static readonly TimeSpan Refresh = new EngineLimits().DrainageRefresh;

    private readonly string _file = Path.Combine(Path.GetTempPath(), $"mdlc-deployments-{Guid.NewGuid():N}.db");
    private EngineLoop _loop;
    private long _epoch = 1;

    public DeploymentTests() => _loop = new EngineLoop(_file);

    public void Dispose()
    {
        _loop.Dispose();
        foreach (var file in Directory.GetFiles(Path.GetTempPath(), Path.GetFileName(_file) + "*"))
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void Restart_KeepsEverythingThatWasSet()
    {
        Serve(First, Second);
        SetCurrent(First);
        Ramp(Second, 30);
        _ = _loop.Deployments.SetManager(new() { Namespace = "default", DeploymentName = "deployment", Identity = "me", Self = true });
        _ = _loop.Deployments.UpdateMetadata(new()
        {
            Namespace = "default",
            DeploymentVersion = First.ToMessage(),
            UpsertEntries = { ["commit"] = Engine.Kernel.PayloadValues.Text("abc") },
        });
        _loop.Pump();
        var (deployment, version) = (Describe(), Describe(First));

        Restart();

        Assert.Equal(deployment, Describe());
        Assert.Equal(version, Describe(First));
        Assert.Equal(First, _loop.Deployments.Routing(new("default", EngineLoop.Queue, TaskQueueType.Workflow)).Current.Version);
    }

    [Fact]
    public void Restart_RoutesAsBefore()
    {
        Serve(First, Second);
        SetCurrent(First);
        _loop.Start("pinned");
        Step(First, VersioningBehavior.Pinned);
        _loop.Start("upgrading");
        Step(First, VersioningBehavior.AutoUpgrade);
        SetCurrent(Second);
        _loop.Signal("go", "pinned");
        _loop.Signal("go", "upgrading");

        Restart();

        Assert.Equal("pinned", _loop.PollWorkflow(version: First)!.WorkflowExecution.WorkflowId);
        Assert.Null(_loop.PollWorkflow(version: First));
        Assert.Equal("upgrading", _loop.PollWorkflow(version: Second)!.WorkflowExecution.WorkflowId);
    }

    [Fact]
    public void Restart_KeepsByWhichRoutingARunHasMoved()
    {
        Serve(First, Second);
        SetCurrent(First);
        _loop.Start();
        Step(First, VersioningBehavior.AutoUpgrade);
        SetCurrent(Second);
        _loop.Signal("go");
        Step(Second, VersioningBehavior.AutoUpgrade);
        var before = _loop.State().Versioning;

        Restart();

        Assert.Equal(2, before!.RevisionNumber);
        Assert.Equal(before, _loop.State().Versioning);
    }

    [Fact]
    public void Kill_BeforeTheChangeIsCommitted_RoutesByTheOldOne()
    {
        Serve(First, Second);
        SetCurrent(First);
        _loop.Start();
        _loop.RefuseCommits();
        _ = _loop.Deployments.SetCurrent(new() { Namespace = "default", DeploymentName = "deployment", BuildId = "2" });

        Assert.Null(_loop.PollWorkflow(version: Second));
        _loop.AcceptCommits();
        Assert.NotNull(_loop.PollWorkflow(version: Second));
    }

    [Fact]
    public void WaitingTask_FollowsTheRouting()
    {
        Serve(First, Second);
        SetCurrent(First);
        _loop.Start();

        SetCurrent(Second);

        Assert.Null(_loop.PollWorkflow(version: First));
        Assert.NotNull(_loop.PollWorkflow(version: Second));
    }

    [Fact]
    public void WaitingTask_OfARunThatIsPinnedByHand_FollowsThePin()
    {
        Serve(First, Second);
        SetCurrent(First);
        _loop.Start();
        Step(First, VersioningBehavior.AutoUpgrade);
        _loop.Signal("go");

        Pin(Second);

        Assert.Null(_loop.PollWorkflow(version: First));
        Assert.NotNull(_loop.PollWorkflow(version: Second));
    }

    [Fact]
    public void Pin_WhileAWorkerHasTheTask_TakesTheRunOutOfItsCache()
    {
        Serve(First, Second);
        SetCurrent(First);
        _loop.PollWorkflow(EngineLoop.StickyQueue, First);
        _loop.Start();
        var task = _loop.PollWorkflow(version: First)!;
        Pin(Second);
        _loop.Complete(task, request => Sticky(By(request, First, VersioningBehavior.Pinned)));

        _loop.Signal("go");

        Assert.Null(_loop.PollWorkflow(EngineLoop.StickyQueue, First));
        Assert.NotNull(_loop.PollWorkflow(version: Second));
    }

    [Fact]
    public void Pin_WhileTheRunMoves_EndsTheMove()
    {
        Serve(First, Second);
        SetCurrent(First);
        _loop.Start();
        Step(First, VersioningBehavior.AutoUpgrade);
        SetCurrent(Second);
        _loop.Signal("go");
        var moving = _loop.PollWorkflow(version: Second)!;

        Pin(First);

        Assert.False(_loop.State().IsInTransition);
        _loop.Complete(moving, request => By(request, Second, VersioningBehavior.AutoUpgrade));
        _loop.Signal("go");
        Assert.Null(_loop.PollWorkflow(version: Second));
        Assert.NotNull(_loop.PollWorkflow(version: First));
    }

    [Fact]
    public void TaskOfAPinnedRun_ThatACacheOfAnotherVersionTakes_GoesToItsOwn()
    {
        Serve(First, Second);
        SetCurrent(First);
        _loop.PollWorkflow(EngineLoop.StickyQueue, First);
        _loop.Start();
        _loop.Complete(_loop.PollWorkflow(version: First)!, request => Sticky(By(request, First, VersioningBehavior.Pinned)));
        _loop.Signal("go");

        Assert.Null(_loop.PollWorkflow(EngineLoop.StickyQueue, Second));
        Assert.NotNull(_loop.PollWorkflow(version: First));
    }

    [Fact]
    public void WaitingActivity_WhenItsRunMoves_MovesAlong()
    {
        Serve(First, Second);
        _loop.PollActivity(version: First);
        _loop.PollActivity(version: Second);
        SetCurrent(First);
        _loop.Start();
        Step(First, VersioningBehavior.AutoUpgrade, Does.ScheduleActivity("activity"));
        SetCurrent(Second);

        // It asks for the run to come first, and is handed out when it has.
        Assert.Null(_loop.PollActivity(version: Second));
        Step(Second, VersioningBehavior.AutoUpgrade);
        Assert.NotNull(_loop.PollActivity(version: Second));
    }

    [Fact]
    public void StartOfAMove_WhoseReplyWasLost_IsMadeAgain()
    {
        Serve(First, Second);
        SetCurrent(First);
        _loop.Start();
        Step(First, VersioningBehavior.AutoUpgrade);
        SetCurrent(Second);
        _loop.Signal("go");
        _loop.Engine.WorkflowTasks.Return(_loop.PollWorkflow(version: Second)!.TaskToken);
        _loop.Pump();

        Assert.Null(_loop.PollWorkflow(version: First));
        Step(Second, VersioningBehavior.AutoUpgrade);

        Assert.Equal(Second, _loop.State().Version);
        Assert.False(_loop.State().IsInTransition);
    }

    [Fact]
    public void Drainage_EndsWithTheLastPinnedRun()
    {
        Serve(First, Second);
        SetCurrent(First);
        _loop.Start();
        Step(First, VersioningBehavior.Pinned);
        SetCurrent(Second);

        _loop.Advance(Refresh);
        Assert.Equal(WorkerDeploymentVersionStatus.Draining, Describe(First).Status);

        _loop.Signal("end");
        Step(First, VersioningBehavior.Pinned, Does.CompleteWorkflow());
        _loop.Advance(Refresh);
        Assert.Equal(WorkerDeploymentVersionStatus.Drained, Describe(First).Status);
        Assert.Equal(VersionDrainageStatus.Drained, Describe(First).DrainageInfo.Status);
    }

    [Fact]
    public void Drainage_BeginsAnewWithAPinByHand()
    {
        Serve(First, Second);
        SetCurrent(First);
        SetCurrent(Second);
        _loop.Advance(Refresh);
        Assert.Equal(WorkerDeploymentVersionStatus.Drained, Describe(First).Status);
        _loop.Start();
        Step(Second, VersioningBehavior.AutoUpgrade);

        Pin(First);

        Assert.Equal(WorkerDeploymentVersionStatus.Draining, Describe(First).Status);
    }

    [Fact]
    public void Deletion_WaitsForDrainageAndWorkers()
    {
        Serve(First, Second);
        SetCurrent(First);
        SetCurrent(Second);

        Assert.Contains("draining", Assert.Throws<ServiceException>(() => Delete(First)).Message, StringComparison.Ordinal);
        _loop.Advance(Refresh);
        Assert.Contains("active pollers", Assert.Throws<ServiceException>(() => Delete(First)).Message, StringComparison.Ordinal);
        _loop.Advance(TimeSpan.FromMinutes(5));
        Delete(First);

        Restart();
        Assert.Equal(["2"], Describe().VersionSummaries.Select(summary => summary.DeploymentVersion.BuildId));
        Assert.False(_loop.Deployments.Serves(First, new("default", EngineLoop.Queue, TaskQueueType.Workflow)));
    }

    [Fact]
    public void Versions_BeyondTheLimit_PushTheOldestOut()
    {
        _loop.Dispose();
        _loop = new EngineLoop(_file, limits: new EngineLimits { VersionsInDeployment = 2 }, epoch: ++_epoch);
        Serve(First, Second);
        SetCurrent(Second);

        Assert.Throws<ServiceException>(() => Serve(new DeploymentVersion("deployment", "3")));
        _loop.Advance(TimeSpan.FromMinutes(6));
        Serve(new DeploymentVersion("deployment", "3"));

        Assert.Equal(["3", "2"], Describe().VersionSummaries.Select(summary => summary.DeploymentVersion.BuildId));
    }

    [Fact]
    public void Refusal_LeavesNothingBehind()
    {
        Assert.Throws<ServiceException>(() => _loop.Deployments.SetCurrent(new()
        {
            Namespace = "default",
            DeploymentName = "deployment",
            BuildId = "1",
            AllowNoPollers = true,
            ConflictToken = ByteString.CopyFromUtf8("another"),
        }));

        Assert.Empty(_loop.Deployments.List(new() { Namespace = "default" }).WorkerDeployments);
    }

    [Fact]
    public void Row_UnderItsOldKey_IsReadAndMoved()
    {
        const string Old = "worker-deployment/default/deployment";
        _loop.Dispose();
        using (var database = EngineDatabase.Open(_file, Durability.Strict))
        {
            var batch = new WriteBatch();
            batch.Settings.Add((Old, StoredDeployment.Begin("default", "deployment", DateTime.UnixEpoch).ToBytes()));
            database.Write([batch]);
        }

        _loop = new EngineLoop(_file, _loop.Time, epoch: ++_epoch);
        Assert.Equal("deployment", Describe().Name);

        Restart();
        Assert.Equal("deployment", Describe().Name);
        _loop.Dispose();
        using (var database = EngineDatabase.Open(_file, Durability.Strict))
        {
            Assert.DoesNotContain(Old, database.ReadSettings().Keys);
        }
    }

    [Fact]
    public void Names_WithSlashes_AreKeptApart()
    {
        Know("a", "b/c");
        Know("a/b", "c");

        Restart();

        Assert.Single(_loop.Deployments.List(new() { Namespace = "a" }).WorkerDeployments);
        Assert.Single(_loop.Deployments.List(new() { Namespace = "a/b" }).WorkerDeployments);

        void Know(string ns, string name)
        {
            _ = _loop.Deployments.SetCurrent(new() { Namespace = ns, DeploymentName = name, BuildId = "1", AllowNoPollers = true });
            _loop.Pump();
        }
    }

    [Fact]
    public void Token_OfAnOlderState_IsRefused()
    {
        Serve(First, Second);
        var old = _loop.Deployments.Describe(new DescribeWorkerDeploymentRequest { Namespace = "default", DeploymentName = "deployment" }).ConflictToken;
        _loop.Advance(TimeSpan.FromSeconds(1));
        SetCurrent(First);

        Assert.Throws<ServiceException>(() => SetCurrent(Second, old));
    }

    [Fact]
    public void MissingQueue_ThatIsInUse_IsNotLeftWithoutAVersion()
    {
        Serve(First);
        _loop.PollActivity(version: First);
        Serve(Second);
        SetCurrent(First);
        _loop.Start();
        Step(First, VersioningBehavior.AutoUpgrade, Does.ScheduleActivity("activity"));

        Assert.Contains("missing active task queues", Assert.Throws<ServiceException>(() => SetCurrent(Second)).Message, StringComparison.Ordinal);

        _loop.PollActivity(version: First);
        _loop.Advance(TimeSpan.FromMinutes(1));
        SetCurrent(Second);
    }

    private void Serve(params DeploymentVersion[] versions)
    {
        foreach (var version in versions)
        {
            Assert.Null(_loop.PollWorkflow(version: version));
            _loop.Oversleep(TimeSpan.FromMilliseconds(1));
        }
    }

    private void SetCurrent(DeploymentVersion version, ByteString? token = null)
    {
        _ = _loop.Deployments.SetCurrent(new()
        {
            Namespace = "default",
            DeploymentName = version.DeploymentName,
            BuildId = version.BuildId,
            ConflictToken = token ?? ByteString.Empty,
        });
        _loop.Pump();
    }

    private void Ramp(DeploymentVersion version, float percentage)
    {
        _ = _loop.Deployments.SetRamping(new() { Namespace = "default", DeploymentName = version.DeploymentName, BuildId = version.BuildId, Percentage = percentage });
        _loop.Pump();
    }

    private void Delete(DeploymentVersion version)
    {
        _ = _loop.Deployments.Delete(new DeleteWorkerDeploymentVersionRequest { Namespace = "default", DeploymentVersion = version.ToMessage() });
        _loop.Pump();
    }

    private void Pin(DeploymentVersion version)
    {
        _ = _loop.Engine.Options.Update(new()
        {
            Namespace = "default",
            WorkflowExecution = new() { WorkflowId = "workflow" },
            WorkflowExecutionOptions = new()
            {
                VersioningOverride = new()
                {
                    Pinned = new()
                    {
                        Behavior = Temporalio.Api.Workflow.V1.VersioningOverride.Types.PinnedOverrideBehavior.Pinned,
                        Version = version.ToMessage(),
                    },
                },
            },
            UpdateMask = new() { Paths = { "versioning_override" } },
        });
        _loop.Pump();
    }

    /// <summary>A worker of the version takes the next workflow task and completes it.</summary>
    private void Step(DeploymentVersion version, VersioningBehavior behavior, params Temporalio.Api.Command.V1.Command[] commands) => _loop.Complete(
        _loop.PollWorkflow(version: version)!,
        request => By(request, version, behavior),
        commands);

    /// <summary>The request is that of a worker of the version.</summary>
    private static RespondWorkflowTaskCompletedRequest By(RespondWorkflowTaskCompletedRequest request, DeploymentVersion version, VersioningBehavior behavior)
    {
        request.DeploymentOptions = new()
        {
            DeploymentName = version.DeploymentName,
            BuildId = version.BuildId,
            WorkerVersioningMode = WorkerVersioningMode.Versioned,
        };
        request.VersioningBehavior = behavior;
        return request;
    }

    /// <summary>Its worker keeps the run in its cache.</summary>
    private static void Sticky(RespondWorkflowTaskCompletedRequest request) => request.StickyAttributes = new()
    {
        WorkerTaskQueue = new() { Name = EngineLoop.StickyQueue, Kind = TaskQueueKind.Sticky },
        ScheduleToStartTimeout = Duration.FromTimeSpan(TimeSpan.FromSeconds(10)),
    };

    private WorkerDeploymentInfo Describe() =>
        _loop.Deployments.Describe(new DescribeWorkerDeploymentRequest { Namespace = "default", DeploymentName = "deployment" }).WorkerDeploymentInfo;

    private WorkerDeploymentVersionInfo Describe(DeploymentVersion version) => _loop.Deployments.Describe(
        new DescribeWorkerDeploymentVersionRequest { Namespace = "default", DeploymentVersion = version.ToMessage() }).WorkerDeploymentVersionInfo;

    private void Restart()
    {
        _loop.Dispose();
        _loop = new EngineLoop(_file, _loop.Time, epoch: ++_epoch);
    }
}
