using Mdlc.Workflows;
using Temporalio.Api.Enums.V1;
using Temporalio.Exceptions;

namespace Mdlc.Starter.Hosting;

/// <summary>Whether anybody does the work of a project, and what to say when nobody does.</summary>
internal sealed class Workers(EngineSession session, string project, TimeProvider time)
{
    /// <summary>How long work may lie before somebody is told that nobody takes it.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly string _queue = new TaskQueues(project).Workflows;

    /// <summary>How to get one.</summary>
    public string StartLine => $"Start one: mdlc worker --project {project}";

    /// <summary>The sentence for when there is none.</summary>
    public string Missing => $"No worker polls task queue {_queue} of {session.Address}. {StartLine}";

    /// <summary>Waits for work for as long as nobody needs to be told.</summary>
    /// <returns>True when it is not done by then and nobody polls who could do it.</returns>
    public async Task<bool> AreMissingForAsync(Task work, CancellationToken cancellationToken)
    {
        await Task.WhenAny(work, Task.Delay(Patience, time, cancellationToken));
        return !work.IsCompleted && !cancellationToken.IsCancellationRequested && !await MayPollAsync(cancellationToken);
    }

    /// <summary>False when the server knows of nobody. It remembers a worker for some minutes after its end, so true promises nothing.</summary>
    public async Task<bool> MayPollAsync(CancellationToken cancellationToken)
    {
        if (session.IsEmbedded)
        {
            return true;
        }

        try
        {
            var description = await session.Client.WorkflowService.DescribeTaskQueueAsync(
                new() { Namespace = session.Client.Options.Namespace, TaskQueue = new() { Name = _queue }, TaskQueueType = TaskQueueType.Workflow },
                new() { CancellationToken = cancellationToken });
            return description.Pollers.Count > 0;
        }
        catch (RpcException)
        {
            // A server that does not say who polls may have somebody.
            return true;
        }
    }
}
