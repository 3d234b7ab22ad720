using Grpc.Core;
using Mdlc.Engine.Histories.Transactions;
using Mdlc.Engine.Kernel;

namespace Mdlc.Engine.Frontend.Calls;

/// <summary>How long one poll may wait: until its time is over, its caller is gone, or the server stops.</summary>
internal sealed class PollWindow : IDisposable
{
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(2);

    private readonly CancellationTokenSource _timeout;
    private readonly CancellationTokenSource _any;

    /// <exception cref="ServiceException">The caller does not say how long it waits, or so little that no task could reach it.</exception>
    public PollWindow(EngineServices services, ServerCallContext context, TimeSpan margin, CancellationToken stopping)
    {
        if (context.Deadline == DateTime.MaxValue)
        {
            throw ServiceException.InvalidArgument("Context timeout is not set.");
        }

        var left = Deadlines.Left(context);
        if (left < Shortest)
        {
            throw new ServiceException(StatusCode.FailedPrecondition, "Context timeout is too short.");
        }

        var longest = services.Limits.TaskLongPoll;
        _timeout = new CancellationTokenSource(left - margin < longest ? left - margin : longest, services.WallClock);
        _any = CancellationTokenSource.CreateLinkedTokenSource(_timeout.Token, context.CancellationToken, stopping);
    }

    public CancellationToken Token => _any.Token;

    public void Dispose()
    {
        _any.Dispose();
        _timeout.Dispose();
    }
}
