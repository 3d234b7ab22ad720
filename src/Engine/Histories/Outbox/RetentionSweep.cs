using Mdlc.Engine.Histories.Transactions;
using Mdlc.Engine.Storage;

namespace Mdlc.Engine.Histories.Outbox;

/// <summary>Closed runs that have been kept for long enough.</summary>
internal sealed class RetentionSweep(HistoryCore core)
{
    /// <summary>Runs forgotten in one sweep: it must not keep the disk from those who wait for it.</summary>
    public const int MostForgottenAtOnce = 200;

    /// <summary>Forgets closed runs that are older than their namespace's retention.</summary>
    /// <returns>When there is more to forget; null when there is nothing.</returns>
    public DateTime? Sweep()
    {
        var expired = core.Services.Retention.TakeExpired(core.Services.Now, core.Services.Namespaces.RetentionOf, MostForgottenAtOnce);
        if (expired.Count > 0)
        {
            // Through the outbox: what a closed run owes to others is done before it is forgotten, also after a long time of rest.
            var batch = new WriteBatch();
            foreach (var run in expired)
            {
                batch.Outbox.Add(new OutboxRow(core.Services.Journal.NextOutboxId(), (int)OutboxKind.Forget, run.Key, 0));
            }

            core.Services.Journal.Append(batch, () => batch.Outbox.ForEach(row => core.Enqueue(row)));
        }

        return core.Services.Retention.NextDue(core.Services.Namespaces.RetentionOf);
    }
}
