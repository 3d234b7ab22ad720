using Grpc.Core;
using Mdlc.Engine.Histories;

namespace Mdlc.Engine.Frontend;

/// <summary>How long one poll may wait: until its time is over, its caller is gone, or the server stops.</summary>
internal sealed class PollWindow : IDisposable
{
    private readonly CancellationTokenSource _timeout;
    private readonly CancellationTokenSource _any;

    public PollWindow(EngineServices services, ServerCallContext context, TimeSpan margin, CancellationToken stopping)
    {
        var window = services.Limits.TaskLongPoll;
        if (context.Deadline != DateTime.MaxValue)
        {
            var left = context.Deadline - services.WallNow - margin;
            window = left < window ? left : window;
        }

        _timeout = new CancellationTokenSource(window > TimeSpan.Zero ? window : TimeSpan.Zero, services.WallClock);
        _any = CancellationTokenSource.CreateLinkedTokenSource(_timeout.Token, context.CancellationToken, stopping);
    }

    public CancellationToken Token => _any.Token;

    public void Dispose()
    {
        _any.Dispose();
        _timeout.Dispose();
    }
}
