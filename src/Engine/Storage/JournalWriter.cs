namespace Mdlc.Engine.Storage;

/// <summary>The thread that gives a <see cref="Journal"/> its turns: it sleeps until called and commits all there is.</summary>
internal sealed class JournalWriter : IDisposable
{
    private readonly Journal _journal;
    private readonly WakeUpCall _call = new();
    private readonly Thread _thread;
    private volatile bool _stopping;

    public JournalWriter(Journal journal)
    {
        _journal = journal;
        _journal.Signalled += _call.Call;
        _thread = new Thread(Loop) { Name = "engine-journal", IsBackground = true };
        _thread.Start();
    }

    /// <summary>Writes what is queued and ends the thread.</summary>
    public void Dispose()
    {
        _stopping = true;
        _call.Call();
        _thread.Join();
        _journal.Signalled -= _call.Call;
    }

    private void Loop()
    {
        var steps = new WriterSteps(_journal);
        while (!_stopping)
        {
            // A step before the first call: what was appended before this thread was there has called nobody.
            _call.Wait(steps.Step());
        }

        _journal.Flush();
    }
}
