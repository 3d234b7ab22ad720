using Mdlc.Engine.Hosting;
using Mdlc.Engine.Kernel;
using Mdlc.Workflows;
using Temporalio.Client;

namespace Mdlc.Unit.Tests.Workflows.Champions;

/// <summary>An engine in memory whose time is the machine's: lifecycles never end, and skipped time would run away with them.</summary>
public sealed class RunningEngine : IAsyncLifetime
{
    private EngineHost? _host;

    public ITemporalClient Client { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        _host = await EngineHost.StartAsync(new EngineOptions { SearchAttributes = SearchAttributes.All });
        Client = await TemporalClient.ConnectAsync(new(_host.Address) { DataConverter = MdlcDataConverter.Instance });
    }

    public async ValueTask DisposeAsync()
    {
        if (_host is not null)
        {
            await _host.DisposeAsync();
        }
    }
}
