using Google.Protobuf.WellKnownTypes;
using Mdlc.Engine.Hosting;
using Mdlc.Engine.Kernel;
using Mdlc.Engine.Timers;
using Temporalio.Client;

namespace Mdlc.Engine.Testing;

/// <summary>
/// An engine in memory whose time a test moves: days pass in milliseconds, and still every timer fires, every retry runs and every
/// schedule acts, each at its own moment. Time is only ever moved while all workflows wait.
/// </summary>
/// <example>
/// <code>
/// await using var engine = await EngineTestHost.StartAsync();
/// using var worker = new TemporalWorker(engine.Client, options);
/// await worker.ExecuteAsync(async () =>
/// {
///     var handle = await engine.Client.StartWorkflowAsync((Billing b) => b.RunAsync(), new("billing", "queue"));
///     await engine.SkipAsync(TimeSpan.FromDays(365));
/// });
/// </code>
/// </example>
public sealed class EngineTestHost : IAsyncDisposable
{
    private readonly EngineHost _host;
    private bool _autoSkip;

    private EngineTestHost(EngineHost host, ITemporalClient client) => (_host, Client) = (host, client);

    /// <summary>A client of the namespace <c>default</c>.</summary>
    public ITemporalClient Client { get; }

    /// <summary>Where other clients connect: host and port.</summary>
    public string Address => _host.Address;

    /// <summary>The engine's clock, for activities and whatever else should live in the same time.</summary>
    public TimeProvider Time => _host.Time;

    /// <summary>Whether time is skipped whenever all workflows wait, for as long as this is set.</summary>
    /// <value>False by default. A workflow that never ends runs as fast as it can while this is true.</value>
    public bool AutoSkip
    {
        get => _autoSkip;
        set
        {
            if (_autoSkip != value)
            {
                _autoSkip = value;
                (value ? (Action)Skipper.Unlock : Skipper.Lock)();
            }
        }
    }

    private TimeSkipper Skipper => _host.Skipper!;

    /// <summary>Starts an engine.</summary>
    /// <param name="options">What differs from an engine in memory on a free port. <see cref="EngineOptions.TimeSkipping"/> is set here.</param>
    public static async Task<EngineTestHost> StartAsync(EngineOptions? options = null)
    {
        options ??= new EngineOptions { Retention = TestLimits.Retention };
        var settings = new Dictionary<string, string>(TestLimits.DynamicConfig);
        foreach (var (key, value) in options.DynamicConfig)
        {
            settings[key] = value;
        }

        var host = await EngineHost.StartAsync(options with { TimeSkipping = TimeSkipping.Locked, DynamicConfig = settings }).ConfigureAwait(false);
        try
        {
            return new EngineTestHost(host, await TemporalClient.ConnectAsync(new(host.Address)).ConfigureAwait(false));
        }
        catch
        {
            await host.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Lets a span of the engine's time pass, from one wake-up to the next, and returns when it has and all that it brought is done.</summary>
    /// <remarks>It waits for what is under way: while a workflow has no worker, time goes on by itself only.</remarks>
    public Task SkipAsync(TimeSpan span, CancellationToken cancellationToken = default) => SkipToAsync(Time.GetUtcNow() + span, cancellationToken);

    /// <summary>As <see cref="SkipAsync"/>, up to a moment.</summary>
    public async Task SkipToAsync(DateTimeOffset moment, CancellationToken cancellationToken = default)
    {
        var due = moment.UtcDateTime;
        await (AutoSkip ? Skipper.SleepUntilAsync(due, cancellationToken) : Skipper.UnlockUntilAsync(due, cancellationToken)).ConfigureAwait(false);
        await WhenIdleAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Waits until nothing is under way: every open workflow waits for a later time, or for somebody outside.</summary>
    public Task WhenIdleAsync(CancellationToken cancellationToken = default) => Skipper.WhenIdleAsync().WaitAsync(cancellationToken);

    /// <summary>Skips time in one workflow only, from now on: its time runs ahead of the engine's, by Temporal's own rules.</summary>
    public Task SkipTimeOfAsync(string workflowId) => Client.Connection.WorkflowService.UpdateWorkflowExecutionOptionsAsync(new()
    {
        Namespace = Client.Options.Namespace,
        WorkflowExecution = new() { WorkflowId = workflowId },
        WorkflowExecutionOptions = new() { TimeSkippingConfig = new() { Enabled = true } },
        UpdateMask = FieldMask.FromString("time_skipping_config"),
    });

    public ValueTask DisposeAsync() => _host.DisposeAsync();
}
