using System.Runtime.InteropServices;
using Mdlc.Starter.Output;

namespace Mdlc.Starter.Execution;

/// <summary>
/// Ctrl-C and SIGTERM. The first asks the command to stop, which it does in order and within <see cref="Patience"/>; a second one, or the end
/// of that patience, ends the process at once: what is durable is so already, as at a kill.
/// </summary>
internal sealed class Interruption : IDisposable
{
    /// <summary>Workers end first and then the engine, each with what it has in hand.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly CancellationTokenSource _stop = new();
    private readonly Action _leave;
    private readonly TimeProvider _time;
    private readonly List<PosixSignalRegistration> _signals = [];
    private ITimer? _limit;
    private int _asked;

    /// <param name="leave">Ends the process.</param>
    public Interruption(Action leave, TimeProvider time)
    {
        _leave = leave;
        _time = time;
    }

    /// <summary>Cancelled when the first signal comes.</summary>
    public CancellationToken Token => _stop.Token;

    /// <summary>From now on the process's signals come here.</summary>
    public static Interruption Listen()
    {
        var interruption = new Interruption(() => Environment.Exit(ExitCode.Detached), TimeProvider.System);
        interruption._signals.Add(PosixSignalRegistration.Create(PosixSignal.SIGINT, interruption.Take));
        interruption._signals.Add(PosixSignalRegistration.Create(PosixSignal.SIGTERM, interruption.Take));
        return interruption;
    }

    /// <summary>A signal has come.</summary>
    public void Ask()
    {
        if (Interlocked.Increment(ref _asked) > 1)
        {
            _leave();
            return;
        }

        _limit = _time.CreateTimer(_ => _leave(), null, Patience, Timeout.InfiniteTimeSpan);
        _stop.Cancel();
    }

    public void Dispose()
    {
        foreach (var signal in _signals)
        {
            signal.Dispose();
        }

        // The token stays usable: what the command has left behind may still look at it.
        _limit?.Dispose();
    }

    private void Take(PosixSignalContext signal)
    {
        signal.Cancel = true;
        Ask();
    }
}
