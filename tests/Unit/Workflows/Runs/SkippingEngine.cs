using Mdlc.Engine.Testing;
using Mdlc.Workflows;
using Temporalio.Client;

namespace Mdlc.Unit.Tests.Workflows.Runs;

/// <summary>An engine whose time is skipped whenever all runs wait: what is tried again after half a minute is tried again at once.</summary>
public sealed class SkippingEngine : IAsyncLifetime
{
    private EngineTestHost? _host;

    public ITemporalClient Client { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        _host = await EngineTestHost.StartAsync(new() { SearchAttributes = SearchAttributes.All });
        _host.AutoSkip = true;
        Client = await TemporalClient.ConnectAsync(new(_host.Address) { DataConverter = MdlcDataConverter.Instance });
    }

    /// <summary>Waits until every open workflow waits for somebody outside.</summary>
    public Task WhenIdleAsync() => _host!.WhenIdleAsync(TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        if (_host is not null)
        {
            await _host.DisposeAsync();
        }
    }
}
