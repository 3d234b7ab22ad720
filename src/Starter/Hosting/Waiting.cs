namespace Mdlc.Starter.Hosting;

internal static class Waiting
{
    /// <summary>Returns, without an exception, when Ctrl-C or SIGTERM came: how a server is meant to end.</summary>
    public static Task UntilCancelledAsync(CancellationToken cancellationToken)
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        cancellationToken.Register(() => ended.TrySetResult());
        return ended.Task;
    }
}
