using Temporalio.Common;
using Temporalio.Exceptions;
using Temporalio.Workflows;

namespace Mdlc.Engine.Tests.Kills;

/// <summary>
/// Does a little of everything that a killed engine must go on with. Its result is a function of its number and of what its client was
/// acknowledged: whatever is lost or doubled shows in it.
/// </summary>
[Workflow]
public sealed class LoadWorkflow
{
    internal static readonly ActivityOptions Quick = new()
    {
        StartToCloseTimeout = TimeSpan.FromSeconds(5),
        RetryPolicy = new RetryPolicy { InitialInterval = TimeSpan.FromMilliseconds(50), MaximumInterval = TimeSpan.FromSeconds(1) },
    };

    internal static readonly ActivityOptions Beating = new()
    {
        StartToCloseTimeout = TimeSpan.FromSeconds(10),
        HeartbeatTimeout = TimeSpan.FromSeconds(2),
        RetryPolicy = Quick.RetryPolicy,
    };

    private readonly List<string> _arrived;
    private readonly List<string> _updates;

    [WorkflowInit]
    public LoadWorkflow(Input input) => (_arrived, _updates) = ([.. input.Arrived], [.. input.Updates]);

    /// <summary>The result of a workflow that was told so.</summary>
    /// <param name="updates">The ids of the updates, in the order in which they were done.</param>
    public static string Expected(int number, IEnumerable<string> updates) =>
        $"{(number * number) + (3 * number) + (number + 1)}:child,client:{string.Join(',', updates)}";

    [WorkflowRun]
    public async Task<string> RunAsync(Input input)
    {
        var number = input.Number;
        var square = await Workflow.ExecuteActivityAsync(() => LoadActivities.Square(number), Quick);
        await Workflow.DelayAsync(TimeSpan.FromMilliseconds(Workflow.Random.Next(1, 300)));
        var counts = await Workflow.WhenAllAsync(Enumerable.Range(0, 3).Select(_ =>
            Workflow.ExecuteActivityAsync(() => LoadActivities.CountAsync(number), Beating)));
        await Workflow.WaitConditionAsync(() => _arrived.Contains("client") && Workflow.AllHandlersFinished);
        if (number % 5 == 0 && !input.Continued)
        {
            throw Workflow.CreateContinueAsNewException((LoadWorkflow workflow) => workflow.RunAsync(
                new Input { Number = number, Continued = true, Arrived = _arrived, Updates = _updates }));
        }

        var child = await Workflow.StartChildWorkflowAsync(
            (LoadChild workflow) => workflow.RunAsync(number),
            new ChildWorkflowOptions { Id = Workflow.Info.WorkflowId + "/child" });
        await child.SignalAsync(workflow => workflow.GoAsync());
        var successor = await child.GetResultAsync();
        await Workflow.WaitConditionAsync(() => _arrived.Contains("child"));
        return $"{square + counts.Sum() + successor}:{string.Join(',', Arrivals())}:{string.Join(',', _updates)}";
    }

    [WorkflowSignal]
    public Task ArrivedAsync(string from)
    {
        _arrived.Add(from);
        return Task.CompletedTask;
    }

    /// <summary>Takes its time, so that kills find updates that are accepted and not completed.</summary>
    [WorkflowUpdate]
    public async Task<string> NoteAsync(string text)
    {
        await Workflow.DelayAsync(TimeSpan.FromMilliseconds(Workflow.Random.Next(1, 100)));
        _updates.Add(Workflow.CurrentUpdateInfo!.Id);
        return text;
    }

    [WorkflowUpdateValidator(nameof(NoteAsync))]
    public void CheckNote(string text)
    {
        if (text.Length == 0)
        {
            throw new ApplicationFailureException("there is nothing to note");
        }
    }

    /// <summary>The client calls again while the engine is away, each time with another request id; the child signals once.</summary>
    private IEnumerable<string> Arrivals() =>
        _arrived.Where(from => from != "client").Append("client").Order(StringComparer.Ordinal);

    public sealed record Input
    {
        public int Number { get; init; }

        public bool Continued { get; init; }

        public IReadOnlyList<string> Arrived { get; init; } = [];

        public IReadOnlyList<string> Updates { get; init; } = [];
    }
}
