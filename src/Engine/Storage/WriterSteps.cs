namespace Mdlc.Engine.Storage;

/// <summary>What a <see cref="JournalWriter"/> does whenever it wakes up, apart from the thread that sleeps between the steps.</summary>
internal sealed class WriterSteps(Journal journal)
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(200);

    /// <summary>Lazy batches wait at most this long for company.</summary>
    private static readonly TimeSpan LazyDelay = TimeSpan.FromSeconds(1);

    private bool _awaitsCompany;

    /// <returns>How long to sleep until the next step, unless the journal signals before; infinite when only a signal can bring work.</returns>
    public TimeSpan Step()
    {
        if (!_awaitsCompany && !journal.HasUrgentWork && journal.HasWork)
        {
            _awaitsCompany = true;
            return LazyDelay;
        }

        _awaitsCompany = false;
        return journal.Flush() ? Timeout.InfiniteTimeSpan : RetryDelay;
    }
}
