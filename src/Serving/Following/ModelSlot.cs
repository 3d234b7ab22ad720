namespace Mdlc.Serving.Following;

/// <summary>Where the watcher is with one model.</summary>
internal sealed class ModelSlot
{
    /// <summary>What it was last told to serve.</summary>
    public WantedVersion? Handled { get; private set; }

    /// <summary>The load under way, or the last one.</summary>
    public Task Loading { get; private set; } = Task.CompletedTask;

    /// <summary>When a version that did not load is tried again.</summary>
    public DateTimeOffset? RetryAt { get; set; }

    public bool Needs(WantedVersion wanted, DateTimeOffset now) => Loading.IsCompleted && (Handled != wanted || RetryAt <= now);

    public void Begin(WantedVersion wanted, Func<Task> load)
    {
        Handled = wanted;
        RetryAt = null;
        Loading = Task.Run(load);
    }
}
