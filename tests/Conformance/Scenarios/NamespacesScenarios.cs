using Mdlc.Conformance.Tests.Running;
using Mdlc.Conformance.Tests.Servers;
using Temporalio.Api.OperatorService.V1;

namespace Mdlc.Conformance.Tests.Scenarios;

/// <summary>The end of namespaces.</summary>
public sealed class NamespacesScenarios(ConformanceServers servers) : ScenarioGroup(servers)
{
    private const int SuffixLength = 5;

    [Theory, Scenario]
    public Task Deleted_IsGone_AndTheNameIsFree(Reference reference) => CompareAsync(reference, async run =>
    {
        var ns = await run.CreateNamespaceAsync("other");
        await StartAsync(run, ns);
        var deleted = (await DeleteAsync(run, new() { Namespace = ns })).DeletedNamespace;
        run.Record("deleted", deleted[..^SuffixLength]);
        await GoneAsync(run, ns);
        await run.RecordErrorAsync("described", () => run.Service.DescribeNamespaceAsync(new() { Namespace = ns }, ScenarioRun.Rpc()));
        await run.RecordErrorAsync("deleted again", () => DeleteAsync(run, new() { Namespace = ns }));
        await run.CreateNamespaceAsync("other");
        run.Record("listed anew", await run.Service.ListWorkflowExecutionsAsync(new() { Namespace = ns }, ScenarioRun.Rpc()));
        await run.RecordErrorAsync("described anew", () => run.Service.DescribeWorkflowExecutionAsync(
            new() { Namespace = ns, Execution = ScenarioRun.Execution(run.Id("workflow")) }, ScenarioRun.Rpc()));
    });

    [Theory, Scenario]
    public Task Deleted_ById(Reference reference) => CompareAsync(reference, async run =>
    {
        var ns = await run.CreateNamespaceAsync("other");
        var id = (await run.Service.DescribeNamespaceAsync(new() { Namespace = ns }, ScenarioRun.Rpc())).NamespaceInfo.Id;
        await run.RecordErrorAsync("both", () => DeleteAsync(run, new() { Namespace = ns, NamespaceId = id }));
        await run.RecordErrorAsync("neither", () => DeleteAsync(run, new()));
        var deleted = (await DeleteAsync(run, new() { NamespaceId = id })).DeletedNamespace;
        run.Record("deleted", deleted[..^SuffixLength]);
        run.Record("the rest is of its id", id.StartsWith(deleted[^SuffixLength..], StringComparison.Ordinal).ToString());
    });

    private static Task<DeleteNamespaceResponse> DeleteAsync(ScenarioRun run, DeleteNamespaceRequest request) =>
        run.Client.Connection.OperatorService.DeleteNamespaceAsync(request, ScenarioRun.Rpc());

    private static Task StartAsync(ScenarioRun run, string ns) => run.Service.StartWorkflowExecutionAsync(
        new HandDrivenWorker(run).StartRequest(configure: request => request.Namespace = ns), ScenarioRun.Rpc());

    /// <summary>On Temporal each service forgets it a while later.</summary>
    private static async Task GoneAsync(ScenarioRun run, string ns)
    {
        while (true)
        {
            try
            {
                await run.Service.CountWorkflowExecutionsAsync(new() { Namespace = ns }, ScenarioRun.Rpc());
            }
            catch (Temporalio.Exceptions.RpcException e) when (e.Code == Temporalio.Exceptions.RpcException.StatusCode.NotFound)
            {
                return;
            }

            await Task.Delay(100);
        }
    }
}
