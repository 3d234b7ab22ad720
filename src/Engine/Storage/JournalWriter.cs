namespace Mdlc.Engine.Storage;

/// <summary>The thread that gives a <see cref="Journal"/> its turns: it sleeps until signalled and commits all there is.</summary>
internal sealed class JournalWriter : IDisposable
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(200);

    /// <summary>Lazy batches wait at most this long for company.</summary>
    private static readonly TimeSpan LazyDelay = TimeSpan.FromSeconds(1);

    private readonly Journal _journal;
    private readonly SemaphoreSlim _signal = new(0);
    private readonly Thread _thread;
    private int _signalled;
    private volatile bool _stopping;

    public JournalWriter(Journal journal)
    {
        _journal = journal;
        _journal.Signalled += Signal;
        _thread = new Thread(Loop) { Name = "engine-journal", IsBackground = true };
        _thread.Start();
    }

    /// <summary>Writes what is queued and ends the thread.</summary>
    public void Dispose()
    {
        _stopping = true;
        _signal.Release();
        _thread.Join();
        _journal.Signalled -= Signal;
        _signal.Dispose();
    }

    private void Signal()
    {
        if (Interlocked.Exchange(ref _signalled, 1) == 0)
        {
            _signal.Release();
        }
    }

    private void Loop()
    {
        while (!_stopping)
        {
            _signal.Wait();
            Interlocked.Exchange(ref _signalled, 0);
            if (!_journal.HasUrgentWork && !_stopping)
            {
                _signal.Wait(LazyDelay);
                Interlocked.Exchange(ref _signalled, 0);
            }

            while (!_journal.Flush() && !_stopping)
            {
                // What has been signalled meanwhile is in the next try; a signal that is left standing would be the last one.
                _signal.Wait(RetryDelay);
                Interlocked.Exchange(ref _signalled, 0);
            }
        }

        _journal.Flush();
    }
}
