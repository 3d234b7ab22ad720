using Mdlc.Engine.Storage;

namespace Mdlc.Engine.Histories;

internal sealed partial class HistoryEngine
{
    /// <summary>Runs forgotten in one sweep: it must not keep the disk from those who wait for it.</summary>
    private const int MostForgottenAtOnce = 200;

    /// <summary>Forgets closed runs that are older than their namespace's retention.</summary>
    /// <returns>When there is more to forget; null when there is nothing.</returns>
    public DateTime? SweepRetention()
    {
        var expired = _services.Retention.TakeExpired(_services.Now, _services.Namespaces.RetentionOf, MostForgottenAtOnce);
        if (expired.Count > 0)
        {
            // Through the outbox: what a closed run owes to others is done before it is forgotten, also after a long time of rest.
            var batch = new WriteBatch();
            foreach (var run in expired)
            {
                batch.Outbox.Add(new OutboxRow(_services.Journal.NextOutboxId(), (int)OutboxKind.Forget, run.Key, 0));
            }

            _services.Journal.Append(batch, () => batch.Outbox.ForEach(row => _outbox.Writer.TryWrite(row)));
        }

        return _services.Retention.NextDue(_services.Namespaces.RetentionOf);
    }
}
