using Mdlc.Activities.Runs;
using Mdlc.Catalog;
using Mdlc.Catalog.Metadata;
using Mdlc.Catalog.Sources.Cells;
using Mdlc.Contracts.Faults;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Temporalio.Client;

namespace Mdlc.Worker;

/// <summary>
/// Does the work of a home's projects. A project that turns up in the catalog is served from then on; projects that are named are served
/// at once.
/// </summary>
public sealed class MdlcWorker : IAsyncDisposable
{
    private static readonly TimeSpan LookForProjectsEvery = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LookForQueuedRunsEvery = TimeSpan.FromSeconds(2);

    private readonly ICatalog _catalog;
    private readonly ITemporalClient _client;
    private readonly WorkerBuild? _build;
    private readonly ServiceProvider _services;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stop = new();
    private readonly Dictionary<string, Task> _projects = new(StringComparer.Ordinal);
    private readonly Task _loops;

    private MdlcWorker(Home home, ICatalog catalog, ITemporalClient client, IReadOnlyCollection<string> projects, WorkerBuild? build, ILoggerFactory loggers, TimeProvider time)
    {
        _catalog = catalog;
        _client = client;
        _build = build;
        _time = time;
        _logger = loggers.CreateLogger<MdlcWorker>();
        _services = ActivityServices.Build(home, catalog, client, loggers, time);
        foreach (var project in projects)
        {
            Serve(project);
        }

        var adoption = new RunAdoption(catalog, _services.GetRequiredService<Lifecycles>(), time, _logger);
        _loops = Task.WhenAll(
            Task.Run(() => RepeatAsync(ServeNewProjectsAsync, LookForProjectsEvery, "projects")),
            Task.Run(() => RepeatAsync(() => adoption.LookAsync(_stop.Token), LookForQueuedRunsEvery, "queued runs")));
    }

    /// <summary>Starts to poll. Dispose to stop: work in hand gets a moment, and is done again elsewhere if it needs longer.</summary>
    /// <param name="build">Which build of the workers this process is; null where builds are not told apart.</param>
    /// <exception cref="FaultException">This process cannot compare texts.</exception>
    public static MdlcWorker Start(
        Home home, ICatalog catalog, ITemporalClient client, IReadOnlyCollection<string> projects, WorkerBuild? build, ILoggerFactory loggers, TimeProvider time)
    {
        CellText.Require();
        return new MdlcWorker(home, catalog, client, projects, build, loggers, time);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _loops.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await Task.WhenAll(_projects.Values).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _services.DisposeAsync();
        _stop.Dispose();
    }

    private async Task RepeatAsync(Func<Task> look, TimeSpan every, string what)
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                await look();
            }
            catch (Exception fault) when (!_stop.IsCancellationRequested)
            {
                _logger.LogWarning(fault, "A look at the catalog's {What} failed; looking again.", what);
            }

            await Task.Delay(every, _time, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task ServeNewProjectsAsync()
    {
        foreach (var project in await _catalog.Runs.ProjectsAsync(_stop.Token))
        {
            Serve(project);
        }
    }

    private void Serve(string project)
    {
        if (!_projects.ContainsKey(project))
        {
            _projects[project] = Task.WhenAll(ProjectWorkers.Create(project, _client, _build, _services).Select(RunAsync));
        }
    }

    private async Task RunAsync(Temporalio.Worker.TemporalWorker worker)
    {
        using (worker)
        {
            try
            {
                await worker.ExecuteAsync(_stop.Token);
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                // Asked for.
            }
            catch (Exception fault)
            {
                _logger.LogError(fault, "The worker of task queue {TaskQueue} ended.", worker.Options.TaskQueue);
            }
        }
    }
}
