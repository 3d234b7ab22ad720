using Google.Protobuf;
using Mdlc.Conformance.Tests.Running;
using Mdlc.Conformance.Tests.Servers;
using Temporalio.Api.Enums.V1;

namespace Mdlc.Conformance.Tests.Scenarios;

/// <summary>Worker deployments as operators see and change them.</summary>
public sealed class DeploymentsScenarios(ConformanceServers servers) : ScenarioGroup(servers)
{
    [Theory, Scenario]
    public Task Pollers_MakeTheirVersionKnown(Reference reference) => CompareAsync(reference, async run =>
    {
        var deployment = new DrivenDeployment(run);
        var worker = deployment.Worker(1);
        await deployment.RegisterAsync(worker);
        await deployment.RegisterAsync(TaskQueueType.Activity, worker);
        await deployment.RecordAsync("known", 1);
        await RecordQueueAsync(run, "queue");
        var listed = await run.Service.ListWorkerDeploymentsAsync(new() { Namespace = run.Namespace }, ScenarioRun.Rpc());
        run.Record("listed", listed.WorkerDeployments.Single(summary => summary.Name == deployment.Name));
    });

    [Theory, Scenario]
    public Task SetCurrent_AgainAndBack(Reference reference) => CompareAsync(reference, async run =>
    {
        var deployment = new DrivenDeployment(run);
        await deployment.RegisterAsync(deployment.Worker(1), deployment.Worker(2));
        deployment.Record("first", await deployment.SetCurrentAsync(1));
        await deployment.RecordAsync("first", 1, 2);
        deployment.Record("again", await deployment.SetCurrentAsync(1));
        deployment.Record("second", await deployment.SetCurrentAsync(2));
        await deployment.RecordAsync("second", 1, 2);
        await RecordQueueAsync(run, "queue");
        deployment.Record("back", await deployment.SetCurrentAsync(1));
        await deployment.RecordAsync("back", 1, 2);
        deployment.Record("none", await deployment.SetCurrentAsync(null));
        await deployment.RecordAsync("none", 1, 2);
        await RecordQueueAsync(run, "queue without");
    });

    [Theory, Scenario]
    public Task SetRamping_GrowsAndEnds(Reference reference) => CompareAsync(reference, async run =>
    {
        var deployment = new DrivenDeployment(run);
        await deployment.RegisterAsync(deployment.Worker(1), deployment.Worker(2));
        await deployment.SetCurrentAsync(1);
        deployment.Record("begun", await deployment.SetRampingAsync(2, 0));
        await deployment.RecordAsync("begun", 1, 2);
        await RecordQueueAsync(run, "queue");
        deployment.Record("grown", await deployment.SetRampingAsync(2, 40));
        await deployment.RecordAsync("grown", 2);
        deployment.Record("to none", await deployment.SetRampingAsync(null, 10));
        await deployment.RecordAsync("to none", 1, 2);
        await RecordQueueAsync(run, "queue to none");
        deployment.Record("ended", await deployment.SetRampingAsync(null, 0));
        await deployment.RecordAsync("ended", 1, 2);
        await deployment.SetRampingAsync(2, 70);
        deployment.Record("promoted", await deployment.SetCurrentAsync(2));
        await deployment.RecordAsync("promoted", 1, 2);
    });

    [Theory, Scenario]
    public Task Changes_ThatAreRefused(Reference reference) => CompareAsync(reference, async run =>
    {
        var deployment = new DrivenDeployment(run);
        var unknown = new DrivenDeployment(run, "unknown");
        await deployment.RegisterAsync(deployment.Worker(1), deployment.Worker(2));
        await run.RecordErrorAsync("current of an unknown deployment", () => unknown.SetCurrentAsync(1));
        await run.RecordErrorAsync("ramp of an unknown deployment", () => unknown.SetRampingAsync(1, 5));
        await run.RecordErrorAsync("unknown deployment", () => unknown.DescribeAsync());
        await run.RecordErrorAsync("unknown version", () => deployment.DescribeAsync(7));
        await run.RecordErrorAsync("unknown current version", () => deployment.SetCurrentAsync(7));
        await run.RecordErrorAsync("unknown ramping version", () => deployment.SetRampingAsync(7, 5));
        await run.RecordErrorAsync("too much", () => deployment.SetRampingAsync(1, 101));
        await run.RecordErrorAsync("too little", () => deployment.SetRampingAsync(1, -1));
        await run.RecordErrorAsync("old token", () => deployment.SetCurrentAsync(1, r => r.ConflictToken = ByteString.CopyFromUtf8("old")));
        await run.RecordErrorAsync("ramp to none from none", () => deployment.SetRampingAsync(null, 5));
#pragma warning disable CS0612 // What older clients send.
        await run.RecordErrorAsync("no version text", () => deployment.SetCurrentAsync(null, r => r.Version = "nonsense"));
        await run.RecordErrorAsync("version of another", () => deployment.SetCurrentAsync(null, r => r.Version = "another.release-1"));
#pragma warning restore CS0612
        await deployment.SetCurrentAsync(1);
        await run.RecordErrorAsync("ramp of the current version", () => deployment.SetRampingAsync(1, 5));
        await run.RecordErrorAsync("a name with a point", () => run.Service.DescribeWorkerDeploymentAsync(new() { Namespace = run.Namespace, DeploymentName = "a.b" }, ScenarioRun.Rpc()));
        await run.RecordErrorAsync("a reserved name", () => run.Service.DescribeWorkerDeploymentAsync(new() { Namespace = run.Namespace, DeploymentName = "__a" }, ScenarioRun.Rpc()));
    });

    [Theory, Scenario]
    public Task Polls_ThatSayTooLittle(Reference reference) => CompareAsync(reference, async run =>
    {
        var deployment = new DrivenDeployment(run);
        await run.RecordErrorAsync("no build", () => PollAsync(run, deployment, d => d.BuildId = ""));
        await run.RecordErrorAsync("no name", () => PollAsync(run, deployment, d => d.DeploymentName = ""));
        await run.RecordErrorAsync("a name with a colon", () => PollAsync(run, deployment, d => d.DeploymentName = "a:b"));
        var sticky = deployment.Worker(1).PollRequest(run.Id("sticky"));
        sticky.TaskQueue.NormalName = "";
        await run.RecordErrorAsync("sticky without a queue", () => run.Service.PollWorkflowTaskQueueAsync(sticky, ScenarioRun.Rpc()));
    });

    [Theory, Scenario]
    public Task NoPollers_AllowedByHand(Reference reference) => CompareAsync(reference, async run =>
    {
        var deployment = new DrivenDeployment(run);
        deployment.Record("set", await deployment.SetCurrentAsync(1, r => r.AllowNoPollers = true));
        await deployment.RecordAsync("set", 1);
        deployment.Record("ramp", await deployment.SetRampingAsync(2, 5, r => r.AllowNoPollers = true));
        await deployment.RecordAsync("ramp", 2);
    });

    [Theory, Scenario]
    public Task Manager_IsTheOnlyOneWhoMayChange(Reference reference) => CompareAsync(reference, async run =>
    {
        var deployment = new DrivenDeployment(run);
        await deployment.RegisterAsync(deployment.Worker(1));
        await ManageAsync(run, deployment, "set", r => r.ManagerIdentity = "manager");
        await run.RecordErrorAsync("by another", () => deployment.SetCurrentAsync(1));
        await run.RecordErrorAsync("ramp by another", () => deployment.SetRampingAsync(1, 5));
        deployment.Record("by the manager", await deployment.SetCurrentAsync(1, r => r.Identity = "manager"));
        await deployment.RecordAsync("managed", 1);
        await ManageAsync(run, deployment, "taken", r => r.Self = true);
        await ManageAsync(run, deployment, "freed", r => r.ManagerIdentity = "");
        await run.RecordErrorAsync("nobody asks", () => ManageAsync(run, deployment, "", r => (r.Identity, r.Self) = ("", true)));
        await run.RecordErrorAsync("unknown", () => ManageAsync(run, new(run, "unknown"), "", r => r.Self = true));
    });

    [Theory, Scenario]
    public Task Metadata_IsSetAndRemoved(Reference reference) => CompareAsync(reference, async run =>
    {
        var deployment = new DrivenDeployment(run);
        await deployment.RegisterAsync(deployment.Worker(1));
        run.Record("set", await NoteAsync(run, deployment, 1, r => r.UpsertEntries.Add("commit", Payloads.Of("abc"))));
        run.Record("changed", await NoteAsync(run, deployment, 1, r =>
        {
            r.UpsertEntries.Add("branch", Payloads.Of("main"));
            r.RemoveEntries.Add("commit");
        }));
        await deployment.RecordAsync("noted", 1);
        await run.RecordErrorAsync("nothing", () => NoteAsync(run, deployment, 1, _ => { }));
        await run.RecordErrorAsync("unknown version", () => NoteAsync(run, deployment, 7, r => r.RemoveEntries.Add("commit")));
    });

    [Theory, Scenario]
    public Task Deletion_OfWhatIsNotNeeded(Reference reference) => CompareAsync(reference, async run =>
    {
        var deployment = new DrivenDeployment(run);
        await deployment.SetCurrentAsync(1, r => r.AllowNoPollers = true);
        await run.RecordErrorAsync("current", () => DeleteAsync(run, deployment, 1));
        await deployment.SetCurrentAsync(2, r => r.AllowNoPollers = true);
        await run.RecordErrorAsync("draining", () => DeleteAsync(run, deployment, 1));
        await run.RecordErrorAsync("with versions", () => DeleteAsync(run, deployment));
        await DeleteAsync(run, deployment, 1, skipDrainage: true);
        await DeleteAsync(run, deployment, 7);
        await deployment.RecordAsync("without 1", 2);
        await deployment.SetCurrentAsync(null);
        await DeleteAsync(run, deployment, 2, skipDrainage: true);
        await deployment.RecordAsync("without versions");
        await DeleteAsync(run, deployment);
        await run.RecordErrorAsync("gone", () => deployment.DescribeAsync());
        await DeleteAsync(run, deployment);
        await run.RecordErrorAsync("version of none", () => DeleteAsync(run, new(run, "unknown"), 1));
        var polled = new DrivenDeployment(run, "polled");
        await polled.RegisterAsync(polled.Worker(1));
        await run.RecordErrorAsync("polled", () => DeleteAsync(run, polled, 1));
    });

    private static async Task RecordQueueAsync(ScenarioRun run, string document)
    {
        var queue = await run.Service.DescribeTaskQueueAsync(
            new() { Namespace = run.Namespace, TaskQueue = new() { Name = run.TaskQueue }, TaskQueueType = TaskQueueType.Workflow }, ScenarioRun.Rpc());
        run.Record(document, queue.VersioningInfo);
    }

    private static Task PollAsync(ScenarioRun run, DrivenDeployment deployment, Action<Temporalio.Api.Deployment.V1.WorkerDeploymentOptions> configure)
    {
        var request = deployment.Worker(1).PollRequest();
        configure(request.DeploymentOptions);
        return run.Service.PollWorkflowTaskQueueAsync(request, ScenarioRun.Rpc());
    }

    private static async Task ManageAsync(
        ScenarioRun run, DrivenDeployment deployment, string document, Action<Temporalio.Api.WorkflowService.V1.SetWorkerDeploymentManagerRequest> configure)
    {
        var request = new Temporalio.Api.WorkflowService.V1.SetWorkerDeploymentManagerRequest
        {
            Namespace = run.Namespace,
            DeploymentName = deployment.Name,
            Identity = ScenarioRun.ClientIdentity,
        };
        configure(request);
        var response = await run.Service.SetWorkerDeploymentManagerAsync(request, ScenarioRun.Rpc());
        response.ConflictToken = ByteString.Empty;
        run.Record(document, response);
    }

    private static Task<Temporalio.Api.WorkflowService.V1.UpdateWorkerDeploymentVersionMetadataResponse> NoteAsync(
        ScenarioRun run, DrivenDeployment deployment, int release, Action<Temporalio.Api.WorkflowService.V1.UpdateWorkerDeploymentVersionMetadataRequest> configure)
    {
        var request = new Temporalio.Api.WorkflowService.V1.UpdateWorkerDeploymentVersionMetadataRequest
        {
            Namespace = run.Namespace,
            DeploymentVersion = deployment.Version(release),
            Identity = ScenarioRun.ClientIdentity,
        };
        configure(request);
        return run.Service.UpdateWorkerDeploymentVersionMetadataAsync(request, ScenarioRun.Rpc());
    }

    private static Task DeleteAsync(ScenarioRun run, DrivenDeployment deployment, int release, bool skipDrainage = false) =>
        run.Service.DeleteWorkerDeploymentVersionAsync(
            new()
            {
                Namespace = run.Namespace,
                DeploymentVersion = deployment.Version(release),
                SkipDrainage = skipDrainage,
                Identity = ScenarioRun.ClientIdentity,
            },
            ScenarioRun.Rpc());

    private static Task DeleteAsync(ScenarioRun run, DrivenDeployment deployment) => run.Service.DeleteWorkerDeploymentAsync(
        new() { Namespace = run.Namespace, DeploymentName = deployment.Name, Identity = ScenarioRun.ClientIdentity }, ScenarioRun.Rpc());
}
