using Mdlc.Activities.Deployment;
using Mdlc.Catalog.Metadata;
using Mdlc.Contracts.Models;
using Mdlc.Contracts.Runs;
using Mdlc.Serving;
using Mdlc.Serving.Settings;
using Mdlc.Unit.Tests.Serving;
using Mdlc.Workflows.Deployment;
using Microsoft.Extensions.Time.Testing;

namespace Mdlc.Unit.Tests.Activities.Deployment;

public sealed class DeploymentActivitiesTests : IAsyncDisposable
{
    private static readonly RunKey Run = new("demo", "bikes", 7);

    private readonly ServedHome _home = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private DeploymentActivities Activities => new(_home.Catalog, _home.Guard(), TimeProvider.System);

    public ValueTask DisposeAsync() => _home.DisposeAsync();

    [Fact]
    public async Task Deploy_NoServer_IsPendingAndServedByTheNext()
    {
        await _home.PublishAsync(SmallModels.Binary);
        var result = await DeployAsync(1);

        Assert.Equal((true, null), (result.Pending, result.Endpoint));
        await _home.StartReadyAsync();
        await _home.InferOkAsync(new { inputs = ServedHome.OneRow() });
    }

    [Fact]
    public async Task Deploy_LiveServer_WaitsUntilItAnswersWithTheVersion()
    {
        await _home.PublishChampionAsync(SmallModels.Binary);
        await _home.PublishAsync(SmallModels.OtherBinary);
        await _home.StartReadyAsync();

        var result = await DeployAsync(2);

        Assert.False(result.Pending);
        Assert.Equal($"{_home.Host.Address}/v2/models/demo.bikes", result.Endpoint);
        using var response = await _home.Client.GetAsync(new Uri(result.Endpoint + "/versions/2/ready"), Token);
        Assert.True(response.IsSuccessStatusCode);
        Assert.Equivalent(result, await DeployAsync(2));
    }

    [Fact]
    public async Task Deploy_TwoServers_WaitsForBoth()
    {
        await _home.PublishAsync(SmallModels.Binary);
        await _home.StartReadyAsync();
        await using var second = await ServingHost.StartAsync(new ServingOptions { Home = _home.Home }, Token);

        Assert.Equal("served by 2 servers", (await DeployAsync(1)).Summary);
        foreach (var address in new[] { _home.Host.Address, second.Address })
        {
            using var response = await _home.Client.GetAsync(new Uri($"{address}/v2/models/bikes/versions/1/ready"), Token);
            Assert.True(response.IsSuccessStatusCode);
        }
    }

    [Fact]
    public async Task Deploy_ServerCannotLoad_FailsWithTheServersReason()
    {
        var package = await _home.PublishAsync(SmallModels.Binary);
        File.Delete(Path.Combine(_home.Home.Root, package.Folder, PackageFile.Card));
        await _home.StartReadyAsync();

        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => DeployAsync(1));
        Assert.Contains("card.md is missing", failure.Message, StringComparison.Ordinal);
        Assert.Contains(_home.Host.Address, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Deploy_ServerOfAnotherProject_IsNotWaitedFor()
    {
        await _home.PublishAsync(SmallModels.Binary);
        await LeaseAsync(projects: ["other"]);

        Assert.True((await DeployAsync(1)).Pending);
    }

    [Fact]
    public async Task Deploy_ServerThatNeverAnswers_TimesOutNamingIt()
    {
        await _home.PublishAsync(SmallModels.Binary);
        await LeaseAsync();
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        var activities = new DeploymentActivities(_home.Catalog, _home.Guard(), time);
        var deploying = activities.DeployAsync(new DeployInput(Run, 1), _ => { }, Token);
        await ServedHome.UntilAsync(() =>
        {
            time.Advance(TimeSpan.FromSeconds(1));
            return Task.FromResult(deploying.IsCompleted);
        });

        var timeout = await Assert.ThrowsAsync<TimeoutException>(() => deploying);
        Assert.Contains("http://127.0.0.1:1", timeout.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Deploy_ServerDiesWhileItLoads_IsPending()
    {
        await _home.PublishAsync(SmallModels.Binary);
        await LeaseAsync(TimeSpan.FromSeconds(5));
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        var deploying = new DeploymentActivities(_home.Catalog, _home.Guard(), time).DeployAsync(new DeployInput(Run, 1), _ => { }, Token);
        await ServedHome.UntilAsync(() =>
        {
            time.Advance(TimeSpan.FromSeconds(1));
            return Task.FromResult(deploying.IsCompleted);
        });

        Assert.True((await deploying).Pending);
    }

    [Fact]
    public async Task Deploy_AnotherVersionIsWantedMeanwhile_SaysSo()
    {
        await _home.PublishAsync(SmallModels.Binary);
        await LeaseAsync();
        var waiting = new TaskCompletionSource();
        var deploying = Activities.DeployAsync(new DeployInput(Run, 1), _ => waiting.TrySetResult(), Token);
        await waiting.Task;
        await _home.WantAsync(null, "somebody");

        Assert.Contains("somebody", (await Assert.ThrowsAsync<InvalidOperationException>(() => deploying)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Promote_Twice_IsOnePromotion()
    {
        await _home.PublishAsync(SmallModels.Binary);
        var first = await Activities.PromoteAsync(new PromoteInput(Run, 1, null));
        var second = await Activities.PromoteAsync(new PromoteInput(Run, 1, null));

        Assert.Equal((true, 1), (first.Promoted, first.Champion!.Value));
        Assert.Equal(first, second);
        Assert.Single(await _home.Catalog.Models.HistoryAsync("demo", "bikes", Token));
    }

    [Fact]
    public async Task Promote_ChampionMovedMeanwhile_SaysFromWhereToWhere()
    {
        await _home.PublishChampionAsync(SmallModels.Binary);
        await _home.PublishAsync(SmallModels.OtherBinary);
        var result = await Activities.PromoteAsync(new PromoteInput(Run, 2, null));

        Assert.False(result.Promoted);
        Assert.Contains("no version when the gate decided and is version 1 now", result.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Withdraw_AfterDeploy_ServersGoBackToTheChampion()
    {
        await _home.PublishChampionAsync(SmallModels.Binary);
        await _home.PublishAsync(SmallModels.OtherBinary);
        await _home.StartReadyAsync();
        await DeployAsync(2);

        await Activities.WithdrawAsync(new DeployInput(Run, 2));
        await Activities.WithdrawAsync(new DeployInput(Run, 2));

        var desired = await _home.Catalog.Servers.GetDesiredAsync("demo", "bikes", Token);
        Assert.Equal(1, desired!.Version);
        Assert.Equal(1, (await _home.AnswerToAsync(desired)).Serving);
    }

    [Fact]
    public async Task Withdraw_AnotherWasWantedSince_ChangesNothing()
    {
        await _home.PublishAsync(SmallModels.Binary);
        await DeployAsync(1);
        var other = await _home.WantAsync(null, "somebody");
        await Activities.WithdrawAsync(new DeployInput(Run, 1));

        Assert.Equal(other, await _home.Catalog.Servers.GetDesiredAsync("demo", "bikes", Token));
    }

    private Task<DeployResult> DeployAsync(int version) => Activities.DeployAsync(new DeployInput(Run, version), _ => { }, Token);

    private Task LeaseAsync(TimeSpan? timeToLive = null, string[]? projects = null) =>
        _home.Catalog.Servers.HeartbeatAsync(
            new ServerLease("dead", "http://127.0.0.1:1", projects ?? [], DateTimeOffset.UtcNow, timeToLive ?? TimeSpan.FromHours(1)), Token);
}
