using System.Security.Cryptography;
using Mdlc.Activities.Deployment;
using Mdlc.Catalog.Metadata;
using Mdlc.Catalog.Trust;
using Mdlc.Contracts.Decisions;
using Mdlc.Contracts.Models;
using Mdlc.Contracts.Runs;
using Mdlc.Unit.Tests.Serving;
using Mdlc.Workflows.Champions;
using Mdlc.Workflows.Deployment;
using Temporalio.Exceptions;

namespace Mdlc.Unit.Tests.Activities.Deployment;

/// <summary>Whoever reaches Temporal can begin any of these steps with any input. With keys configured none of them moves what the alias or the servers stand on.</summary>
public sealed class UnsignedMovesTests : IAsyncDisposable
{
    private readonly ServedHome _home = new();
    private readonly ECDsa _admin = PersonKey.Create();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private ChampionActivities Moves => new(_home.Catalog, _home.Packages, _home.Guard(), TimeProvider.System);

    public async ValueTask DisposeAsync()
    {
        _admin.Dispose();
        await _home.DisposeAsync();
    }

    [Fact]
    public async Task ARun_WithKeys_PromotesNothing_AndSaysWhatToDo()
    {
        await BeginAsync();
        var run = new RunKey("demo", "bikes", 9);
        var deployments = new DeploymentActivities(_home.Catalog, _home.Guard(), TimeProvider.System);

        Assert.True((await deployments.DeployAsync(new DeployInput(run, 1), _ => { }, Token)).Pending);
        var promoted = await deployments.PromoteAsync(new PromoteInput(run, 1, 2));

        Assert.False(promoted.Promoted);
        Assert.Contains("mdlc promote demo/bikes 1", promoted.Summary, StringComparison.Ordinal);
        await AssertChampionAsync(2);
    }

    [Fact]
    public async Task Steps_BegunDirectly_WithoutAStatementOfTheirOwn_AreRefused()
    {
        await BeginAsync();
        var good = Signed("n1");
        PlannedMove[] attacks =
        [
            good with { Move = good.Move with { Signed = null } },
            good with { Move = good.Move with { Id = "n2" } },
            good with { Move = good.Move with { Kind = MoveKind.Rollback } },
            good with { Move = good.Move with { Reason = "another" } },
            good with { Champion = null },
            good with { Version = 2 },
            good with { Model = "other" },
            good with { Project = "other" },
        ];
        foreach (var attack in attacks)
        {
            await Assert.ThrowsAsync<ApplicationFailureException>(() => Moves.RollOutAsync(attack, _ => { }, Token));
            await Assert.ThrowsAsync<ApplicationFailureException>(() => Moves.MoveChampionAsync(attack));
            await AssertChampionAsync(2);
        }
    }

    [Fact]
    public async Task AStatement_MovesTheChampionOnce_AndIsKept()
    {
        await BeginAsync();
        var move = Signed("n1");
        var planned = await Moves.PlanMoveAsync(new("demo", "bikes", move.Move));
        Assert.Equal((1, 2), (planned.Version, planned.Champion));
        Assert.True((await Moves.MoveChampionAsync(planned)).Promoted);
        Assert.NotNull(await new DecisionStore(_home.Home).FindAsync("demo", "bikes", "n1", Token));

        var back = Signed("n2", version: 2, champion: 1);
        Assert.True((await Moves.MoveChampionAsync(back)).Promoted);

        var replayed = await Assert.ThrowsAsync<ApplicationFailureException>(() => Moves.RollOutAsync(move, _ => { }, Token));
        Assert.StartsWith("Replayed", replayed.Message, StringComparison.Ordinal);
        Assert.True((await Moves.PlanMoveAsync(new("demo", "bikes", move.Move))).IsMade);
        await Moves.MoveChampionAsync(move);
        await AssertChampionAsync(2);
    }

    /// <summary>Two versions of which the second is champion, and then a trust anchor.</summary>
    private async Task BeginAsync()
    {
        await _home.PublishChampionAsync(SmallModels.Binary);
        await _home.PublishChampionAsync(SmallModels.OtherBinary);
        await new TrustStore(_home.Home).TrustAsync("ada", PersonKey.PublicOf(_admin), Token);
    }

    private PlannedMove Signed(string nonce, int version = 1, int champion = 2)
    {
        var now = TimeProvider.System.GetUtcNow();
        var statement = new DecisionStatement
        {
            Project = "demo",
            Model = "bikes",
            Version = version,
            Decision = DecisionKind.Promote,
            ExpectedChampion = champion,
            Reason = "why",
            Nonce = nonce,
            Time = now,
            Expiry = now.AddHours(1),
            Signer = PersonKey.IdOf(PersonKey.PublicOf(_admin))!,
        };
        var move = new ChampionMove { Id = nonce, Kind = MoveKind.Promote, Version = version, By = "ada", Reason = "why", Signed = PersonKey.Signed(statement, _admin) };
        return new PlannedMove("demo", "bikes", move, version, champion);
    }

    private async Task AssertChampionAsync(int version)
    {
        Assert.Equal(version, (await _home.Catalog.Models.AliasesAsync("demo", "bikes", Token)).Find(AliasName.Champion));
        Assert.NotEqual(3 - version, (await _home.Catalog.Servers.GetDesiredAsync("demo", "bikes", Token))?.Version);
    }
}
