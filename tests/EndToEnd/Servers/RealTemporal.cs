using Mdlc.Tests.Shared.Servers;
using Mdlc.Workflows;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.OperatorService.V1;
using Temporalio.Client;

namespace Mdlc.EndToEnd.Tests.Servers;

/// <summary>A real Temporal server that knows the product's search attributes, where one is at hand; shared by the tests that want one.</summary>
[CollectionDefinition(Collection)]
public sealed class RealTemporal : IAsyncLifetime, ICollectionFixture<RealTemporal>
{
    public const string Collection = "real Temporal";

    private IServer? _server;

    /// <summary>host:port of its gRPC endpoint; skips the test when there is none.</summary>
    public string AddressOrSkip()
    {
        Assert.SkipWhen(_server is null, RealServer.Needed);
        return _server!.Address;
    }

    public async ValueTask InitializeAsync()
    {
        if (RealServer.IsAtHand)
        {
            _server = await RealServer.StartAsync();
            await AddSearchAttributesAsync(_server.Address);
        }
    }

    public ValueTask DisposeAsync() => _server?.DisposeAsync() ?? ValueTask.CompletedTask;

    /// <summary>Tells a server of the attributes that <c>mdlc setup-server</c> would.</summary>
    public static async Task AddSearchAttributesAsync(string address)
    {
        var client = await TemporalClient.ConnectAsync(new(address));
        var known = await client.OperatorService.ListSearchAttributesAsync(new() { Namespace = client.Options.Namespace });
        var request = new AddSearchAttributesRequest { Namespace = client.Options.Namespace };
        foreach (var (name, type) in SearchAttributes.All.Where(a => !known.CustomAttributes.ContainsKey(a.Key)))
        {
            request.SearchAttributes.Add(name, Enum.Parse<IndexedValueType>(type));
        }

        if (request.SearchAttributes.Count > 0)
        {
            await client.OperatorService.AddSearchAttributesAsync(request);
        }
    }
}
