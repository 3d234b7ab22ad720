using Mdlc.Engine.Hosting;
using Mdlc.Starter.Hosting;
using Mdlc.Starter.Output;
using Mdlc.Worker;
using Mdlc.Workflows;
using Microsoft.Extensions.Logging.Abstractions;

namespace Mdlc.Unit.Tests.Starter.Hosting;

public sealed class ServerSetupTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Missing_OnAServerThatKnowsSome_AreTheOthers_UntilTheyAreAdded()
    {
        await using var server = await EngineHost.StartAsync(new() { SearchAttributes = new Dictionary<string, string> { [SearchAttributes.State.Name] = "Keyword" } }, Token);
        var setup = new ServerSetup(await TemporalClients.ConnectAsync(server.Address, NullLoggerFactory.Instance), TimeProvider.System);
        var others = SearchAttributes.All.Keys.Where(name => name != SearchAttributes.State.Name).Order(StringComparer.Ordinal).ToList();

        Assert.Equal(others, (await setup.MissingAsync(Token)).Order(StringComparer.Ordinal));
        var done = await setup.ApplyAsync(TimeSpan.FromDays(3), Token);

        Assert.Equal(others, done.Made.Order(StringComparer.Ordinal));
        Assert.Equal((false, SearchAttributes.State.Name), (done.NamespaceMade, Assert.Single(done.There)));
        Assert.Empty(await setup.MissingAsync(Token));
    }

    [Fact]
    public async Task AttributeOfAnotherType_IsNotTakenForOurs()
    {
        await using var server = await EngineHost.StartAsync(new() { SearchAttributes = new Dictionary<string, string> { [SearchAttributes.Version.Name] = "Keyword" } }, Token);
        var setup = new ServerSetup(await TemporalClients.ConnectAsync(server.Address, NullLoggerFactory.Instance), TimeProvider.System);

        var refused = await Assert.ThrowsAsync<UserException>(() => setup.MissingAsync(Token));
        await Assert.ThrowsAsync<UserException>(() => setup.ApplyAsync(TimeSpan.FromDays(3), Token));

        Assert.StartsWith($"Search attribute {SearchAttributes.Version.Name} is a Keyword on this server, expected Int", refused.Message, StringComparison.Ordinal);
    }
}
