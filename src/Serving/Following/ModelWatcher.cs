using Mdlc.Catalog.Metadata;
using Mdlc.Catalog.Models;
using Mdlc.Serving.Explanations;
using Mdlc.Serving.Models;
using Mdlc.Serving.Settings;
using Mdlc.Serving.Telemetry;
using Microsoft.Extensions.Logging;

namespace Mdlc.Serving.Following;

/// <summary>
/// Keeps what is served in step with what the catalog wants. A version is loaded beside the one that answers, checked, made to score a row,
/// reported, and only then swapped in; one that does not load is reported with its error, and the old one stays.
/// </summary>
internal sealed class ModelWatcher(
    ServingOptions options, ICatalog catalog, ServedModels served, ServingMetrics metrics, string server, ILogger logger)
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(5);

    private readonly PackageStore _packages = new(options.Home, catalog);
    private readonly Dictionary<(string Project, string Model), ModelSlot> _slots = [];

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(options.PollEvery, options.Time);
        try
        {
            do
            {
                await LookAsync(cancellationToken);
            }
            while (await timer.WaitForNextTickAsync(cancellationToken));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Asked for.
        }

        await Task.WhenAll(_slots.Values.Select(slot => slot.Loading));
    }

    private async Task LookAsync(CancellationToken cancellationToken)
    {
        try
        {
            var now = options.Time.GetUtcNow();
            foreach (var wanted in await WantedVersions.ReadAsync(catalog, options.Projects, cancellationToken))
            {
                var slot = SlotOf(wanted);
                if (slot.Needs(wanted, now))
                {
                    slot.Begin(wanted, () => HandleAsync(wanted, slot, cancellationToken));
                }
            }

            served.IsReady |= _slots.Values.All(slot => slot.Loading.IsCompleted);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            logger.LogWarning(exception, "The catalog did not say which versions are wanted; asking again.");
        }
    }

    private ModelSlot SlotOf(WantedVersion wanted)
    {
        var key = (wanted.Project, wanted.Model);
        if (!_slots.TryGetValue(key, out var slot))
        {
            _slots.Add(key, slot = new ModelSlot());
        }

        return slot;
    }

    /// <summary>Never throws: what goes wrong is reported, and tried again later.</summary>
    private async Task HandleAsync(WantedVersion wanted, ModelSlot slot, CancellationToken cancellationToken)
    {
        try
        {
            await ServeAsync(wanted, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The server stops.
        }
        catch (Exception exception)
        {
            logger.LogError(exception, "Version {Version} of {Project}/{Model} cannot be served.", wanted.Version, wanted.Project, wanted.Model);
            slot.RetryAt = options.Time.GetUtcNow() + RetryAfter;
            await ReportFailureAsync(wanted, exception, cancellationToken);
        }
    }

    private async Task ServeAsync(WantedVersion wanted, CancellationToken cancellationToken)
    {
        if (wanted.Version is not { } version)
        {
            served.Remove(wanted.Project, wanted.Model);
            metrics.Unload(wanted.Project, wanted.Model);
            await ReportAsync(wanted, ServedState.Ready, null, cancellationToken);
            return;
        }

        if (Serving(wanted) != version)
        {
            await ReportAsync(wanted, ServedState.Loading, null, cancellationToken);
            var loaded = await LoadAsync(wanted.Project, wanted.Model, version, cancellationToken);
            served.Serve(loaded);
            metrics.Load(loaded);
            logger.LogInformation("Serving version {Version} of {Project}/{Model}.", version, wanted.Project, wanted.Model);
        }

        await ReportAsync(wanted, ServedState.Ready, null, cancellationToken);
    }

    private async Task<LoadedModel> LoadAsync(string project, string model, int version, CancellationToken cancellationToken)
    {
        var package = await catalog.Models.GetAsync(project, model, version, cancellationToken)
            ?? throw new InvalidOperationException($"The catalog has no version {version} of {project}/{model}.");
        var scorer = _packages.Open(package).LoadScorer();
        scorer.Score(scorer.ProbeRow());

        // Opened again when somebody asks: few do, and the package's files need not stay in memory for the rest.
        return new LoadedModel(package, scorer, () => PackageExplainer.Open(_packages.Open(package)));
    }

    private async Task ReportFailureAsync(WantedVersion wanted, Exception failure, CancellationToken cancellationToken)
    {
        try
        {
            await ReportAsync(wanted, ServedState.Failed, failure.Message, cancellationToken);
        }
        catch (Exception exception)
        {
            logger.LogWarning(exception, "The failure could not be told to the catalog.");
        }
    }

    private Task ReportAsync(WantedVersion wanted, ServedState state, string? error, CancellationToken cancellationToken) =>
        catalog.Servers.ReportAsync(
            new ServedModel(
                server, wanted.Project, wanted.Model, wanted.Sequence, wanted.Version, state, Serving(wanted), error, options.Time.GetUtcNow()),
            cancellationToken);

    private int? Serving(WantedVersion wanted) => served.Table.Find(wanted.Project, wanted.Model)?.Package.Version;
}
