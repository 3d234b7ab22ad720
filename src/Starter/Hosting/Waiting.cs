namespace Mdlc.Starter.Hosting;

internal static class Waiting
{
    /// <summary>Returns, without an exception, when Ctrl-C or SIGTERM came: how a server is meant to end.</summary>
    public static Task UntilCancelledAsync(CancellationToken cancellation)
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        cancellation.Register(() => ended.TrySetResult());
        return ended.Task;
    }
}
