using Mdlc.Contracts.Faults;
using Mdlc.Starter.Execution;
using Mdlc.Starter.Hosting;
using Mdlc.Starter.Output;

namespace Mdlc.Starter.Happenings;

/// <summary>
/// Says what comes about in a home, a line each, until it is told to stop. It reads the catalog and, of windows that were monitored, what became of their
/// workflows; it needs no answer of one.
/// </summary>
internal sealed class HappeningsTeller(CommandContext context, EngineSession session, EventList events, string? pages)
{
    private const int MostRuns = 100;

    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(500);

    private readonly HappeningsWatch _watch = new(pages);
    private readonly ServingWatch _serving = new(context.Begun);
    private readonly MonitorWatch _monitoring = new(context.Begun);
    private long? _lastChange;
    private string? _toldOfFault;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            foreach (var happening in await LookAsync(cancellationToken))
            {
                context.Report.Text($"{Printable.Of(HappeningLine.Of(happening, context.Report.Json))}\n");
            }

            await Task.Delay(LookEvery, context.Time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<IReadOnlyList<Happening>> LookAsync(CancellationToken cancellationToken)
    {
        try
        {
            var (catalog, now) = (context.Catalog, context.Time.GetUtcNow());
            var changes = await catalog.Models.ChangesAsync(_lastChange, cancellationToken);
            var told = _watch.Look(await catalog.Runs.RecentAsync(MostRuns, cancellationToken), changes, now);
            var served = _serving.Look(await catalog.Servers.LiveAsync(now, cancellationToken), await catalog.Servers.ListServedAsync(cancellationToken));

            // Where there is no move yet, the first one is to be told, too.
            _lastChange = changes.Count > 0 ? changes[^1].Sequence : _lastChange ?? 0;
            _toldOfFault = null;
            return [.. events.Take(), .. served, .. told, .. await _monitoring.LookAsync(session.Client, now, cancellationToken)];
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested)
        {
            return [];
        }
        catch (Exception fault) when (fault is FaultException or IOException)
        {
            // Runs go on without being told of.
            if (fault.Message != _toldOfFault)
            {
                Report.Warn($"What happens cannot be told: {fault.Message}");
                _toldOfFault = fault.Message;
            }

            return events.Take();
        }
    }
}
