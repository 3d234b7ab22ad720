using Temporalio.Api.Enums.V1;
using Temporalio.Api.WorkflowService.V1;

namespace Mdlc.Conformance.Tests.Running;

/// <summary>A batch operation as clients see it.</summary>
internal sealed class DrivenBatch(ScenarioRun run, string name = "job")
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(100);

    public string JobId { get; } = run.Id(name);

    public StartBatchOperationRequest Request(Action<StartBatchOperationRequest>? configure = null)
    {
        var request = new StartBatchOperationRequest { Namespace = run.Namespace, JobId = JobId, Reason = "for a reason" };
        configure?.Invoke(request);
        return request;
    }

    public Task StartAsync(Action<StartBatchOperationRequest> configure) => run.Service.StartBatchOperationAsync(Request(configure), ScenarioRun.Rpc());

    /// <summary>Starts it for workflows that are named one by one, and waits for its end.</summary>
    public async Task RunAsync(IEnumerable<string> workflows, Action<StartBatchOperationRequest> configure)
    {
        await StartAsync(request =>
        {
            Name(request, workflows);
            configure(request);
        });
        await EndAsync();
    }

    /// <summary>Names the workflows one by one, as older clients do.</summary>
    public void Name(StartBatchOperationRequest request, IEnumerable<string> workflows) =>
#pragma warning disable CS0612 // The command line of today still does.
        request.Executions.Add(workflows.Select(workflow => ScenarioRun.Execution(run.Id(workflow))));
#pragma warning restore CS0612

    public Task StopAsync(string reason = "enough") => run.Service.StopBatchOperationAsync(
        new() { Namespace = run.Namespace, JobId = JobId, Reason = reason, Identity = ScenarioRun.ClientIdentity }, ScenarioRun.Rpc());

    public Task<DescribeBatchOperationResponse> DescribeAsync() =>
        run.Service.DescribeBatchOperationAsync(new() { Namespace = run.Namespace, JobId = JobId }, ScenarioRun.Rpc());

    /// <summary>Waits until the batch runs no longer.</summary>
    public async Task<DescribeBatchOperationResponse> EndAsync()
    {
        while (true)
        {
            var description = await DescribeAsync();
            if (description.State != BatchOperationState.Running)
            {
                return description;
            }

            await Task.Delay(PollInterval);
        }
    }
}
