using Mdlc.Engine.Tests.Hosting;
using Temporalio.Testing;
using Temporalio.Worker;

namespace Mdlc.Engine.Tests.Skipping;

/// <summary>The SDK's time-skipping environment, with the engine's executable as its test server, and a worker.</summary>
public sealed class TestServerFixture : IAsyncLifetime
{
    public const string Queue = "sleepy";

    /// <summary>The SDK gives its server 5 s, which a machine that is busy with other tests may not have at once.</summary>
    private const int Attempts = 12;

    private readonly CancellationTokenSource _stop = new();
    private WorkflowEnvironment? _environment;
    private TemporalWorker? _worker;
    private Task _working = Task.CompletedTask;

    public WorkflowEnvironment Environment => _environment!;

    public async ValueTask InitializeAsync()
    {
        _environment = await StartAsync();
        _worker = new TemporalWorker(_environment.Client, new TemporalWorkerOptions(Queue).AddWorkflow<SleepyWorkflow>().AddAllActivities(new SleepyActivities(
            span => _environment.DelayAsync(span))));
        _working = _worker.ExecuteAsync(_stop.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _working.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _worker?.Dispose();
        if (_environment is not null)
        {
            await _environment.DisposeAsync();
        }

        _stop.Dispose();
    }

    private static async Task<WorkflowEnvironment> StartAsync()
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await WorkflowEnvironment.StartTimeSkippingAsync(new() { TestServer = new() { ExistingPath = EngineExecutable.Path } });
            }
            catch (InvalidOperationException) when (attempt < Attempts)
            {
                // The next attempt says whether it was the machine.
            }
        }
    }
}
