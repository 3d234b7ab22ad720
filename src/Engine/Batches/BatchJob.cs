namespace Mdlc.Engine.Batches;

/// <summary>One batch operation in memory. Whoever replaces its state holds <see cref="Gate"/>; reading needs nothing.</summary>
internal sealed class BatchJob(StoredBatch state)
{
    private volatile StoredBatch _state = state;

    public Lock Gate { get; } = new();

    public StoredBatch State
    {
        get => _state;
        set => _state = value;
    }

    /// <summary>Ends when the latest change is durable.</summary>
    public Task LastCommit { get; set; } = Task.CompletedTask;

    public bool IsRunning => State.State == BatchOperationState.Running;
}
