using Mdlc.Engine.Histories.Transactions;
using Mdlc.Engine.Kernel;
using Mdlc.Engine.Storage;

namespace Mdlc.Engine.Histories.Outbox;

/// <summary>Closed runs that have been kept for long enough: the database has them in the order in which they closed.</summary>
internal sealed class RetentionSweep(HistoryCore core)
{
    /// <summary>Runs forgotten in one sweep: it must not keep the disk from those who wait for it.</summary>
    public const int MostForgottenAtOnce = 200;

    /// <summary>Those that are to be forgotten by the outbox, and are still there.</summary>
    private HashSet<long> _promised = [];

    /// <summary>Forgets closed runs that are older than their namespace's retention.</summary>
    /// <returns>When there is more to forget; null when there is nothing.</returns>
    public DateTime? Sweep()
    {
        var (stillThere, expired, next) = (new HashSet<long>(), new List<long>(), default(DateTime?));
        foreach (var ns in core.Services.Namespaces.All)
        {
            if (core.Services.Namespaces.RetentionOf(ns.NamespaceInfo.Name) is not { } kept)
            {
                continue;
            }

            // One more than are forgotten, whatever its time: it says when the next sweep has something to do.
            foreach (var (key, closedAt) in core.Services.Database.OldestClosed(ns.NamespaceInfo.Name, MostForgottenAtOnce + _promised.Count + 1))
            {
                var due = new DateTime(closedAt, DateTimeKind.Utc).AddClamped(kept);
                if (_promised.Contains(key))
                {
                    stillThere.Add(key);
                }
                else if (due <= core.Services.Now && expired.Count < MostForgottenAtOnce)
                {
                    expired.Add(key);
                }
                else
                {
                    next = next is { } earlier ? Times.Earlier(earlier, due) : due;
                    break;
                }
            }
        }

        if (expired.Count > 0)
        {
            // Through the outbox: what a closed run owes to others is done before it is forgotten, also after a long time of rest.
            var batch = new WriteBatch();
            foreach (var key in expired)
            {
                batch.Outbox.Add(new OutboxRow(core.Services.Journal.NextOutboxId(), (int)OutboxKind.Forget, key, 0));
            }

            core.Services.Journal.Append(batch, () => batch.Outbox.ForEach(row => core.Enqueue(row)));
        }

        stillThere.UnionWith(expired);
        _promised = stillThere;
        return next;
    }
}
