using System.Diagnostics;
using Temporalio.Exceptions;

namespace Mdlc.Engine.Tests.Kills;

/// <summary>What a client does that outlives the engine's kills: it calls again.</summary>
internal static class Patience
{
    /// <summary>Longer than many kills in a row take on a loaded machine: what is not answered by then is lost.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromMinutes(4);

    /// <summary>Calls again while the engine is away.</summary>
    /// <param name="limit">For how long, the time that calls take included; <see cref="Limit"/> when null.</param>
    public static async Task<T> RetryAsync<T>(Func<Task<T>> call, TimeSpan? limit = null)
    {
        var watch = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                return await call();
            }
            catch (Exception e) when (IsAway(e) && watch.Elapsed < (limit ?? Limit))
            {
                await Task.Delay(50);
            }
        }
    }

    /// <inheritdoc cref="RetryAsync{T}"/>
    public static Task RetryAsync(Func<Task> call, TimeSpan? limit = null) => RetryAsync(
        async () =>
        {
            await call();
            return true;
        },
        limit);

    /// <summary>Whether to call again: the engine is away, or the workflow's task has to be tried anew first.</summary>
    public static bool IsAway(Exception e) => e is WorkflowUpdateRpcTimeoutOrCanceledException or RpcException
    {
        Code: RpcException.StatusCode.Unavailable or RpcException.StatusCode.Unknown or RpcException.StatusCode.FailedPrecondition
            or RpcException.StatusCode.Cancelled or RpcException.StatusCode.DeadlineExceeded
    };
}
