using Temporalio.Common;
using Temporalio.Workflows;

namespace Mdlc.Engine.Tests.Kills;

/// <summary>Does a little of everything that a killed engine must go on with. Its result is a function of its number alone.</summary>
[Workflow]
public sealed class LoadWorkflow
{
    internal static readonly ActivityOptions Quick = new()
    {
        StartToCloseTimeout = TimeSpan.FromSeconds(5),
        RetryPolicy = new RetryPolicy { InitialInterval = TimeSpan.FromMilliseconds(50), MaximumInterval = TimeSpan.FromSeconds(1) },
    };

    private static readonly ActivityOptions Beating = new()
    {
        StartToCloseTimeout = TimeSpan.FromSeconds(10),
        HeartbeatTimeout = TimeSpan.FromSeconds(2),
        RetryPolicy = Quick.RetryPolicy,
    };

    private readonly SortedSet<string> _arrived = new(StringComparer.Ordinal);

    /// <summary>The result of a workflow that was told so.</summary>
    public static string Expected(int number) => $"{(number * number) + (3 * number) + (number + 1)}:child,client";

    [WorkflowRun]
    public async Task<string> RunAsync(Input input)
    {
        _arrived.UnionWith(input.Arrived);
        var number = input.Number;
        var square = await Workflow.ExecuteActivityAsync(() => LoadActivities.Square(number), Quick);
        await Workflow.DelayAsync(TimeSpan.FromMilliseconds(Workflow.Random.Next(1, 300)));
        var counts = await Workflow.WhenAllAsync(Enumerable.Range(0, 3).Select(_ =>
            Workflow.ExecuteActivityAsync(() => LoadActivities.CountAsync(number), Beating)));
        await Workflow.WaitConditionAsync(() => _arrived.Contains("client"));
        if (number % 5 == 0 && !input.Continued)
        {
            throw Workflow.CreateContinueAsNewException((LoadWorkflow workflow) => workflow.RunAsync(
                new Input { Number = number, Continued = true, Arrived = _arrived.ToArray() }));
        }

        var child = await Workflow.ExecuteChildWorkflowAsync(
            (LoadChild workflow) => workflow.RunAsync(number),
            new ChildWorkflowOptions { Id = Workflow.Info.WorkflowId + "/child" });
        await Workflow.WaitConditionAsync(() => _arrived.Contains("child"));
        return $"{square + counts.Sum() + child}:{string.Join(',', _arrived)}";
    }

    [WorkflowSignal]
    public Task ArrivedAsync(string from)
    {
        _arrived.Add(from);
        return Task.CompletedTask;
    }

    public sealed record Input
    {
        public int Number { get; init; }

        public bool Continued { get; init; }

        public IReadOnlyList<string> Arrived { get; init; } = [];
    }
}
