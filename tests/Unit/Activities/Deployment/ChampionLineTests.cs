using Mdlc.Activities.Deployment;
using Mdlc.Contracts.Models;

namespace Mdlc.Unit.Tests.Activities.Deployment;

public sealed class ChampionLineTests
{
    [Theory]
    [InlineData("", null)]
    [InlineData("1", null)]
    [InlineData("1 2", 1)]
    [InlineData("1 2 5", 2)]
    [InlineData("1 2 5 <2", 1)]
    [InlineData("1 2 5 <1", null)]
    [InlineData("1 2 5 <2 <1", null)]
    [InlineData("1 2 5 <2 6", 2)]
    [InlineData("1 2 5 1", 5)]
    [InlineData("1 2 5 1 <5", 2)]
    [InlineData("1 2 1 5 <1", 2)]
    public void Before_IsTheOneBelow_AndARollbackTakesOutWhatItWentPast(string moves, int? expected)
    {
        var history = moves.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Move);

        Assert.Equal(expected, ChampionLine.Before(history));
    }

    [Fact]
    public void Before_OfOtherAliases_LooksAtTheChampionOnly() =>
        Assert.Equal(1, ChampionLine.Before([Move("1"), Move("2"), Move("7") with { Alias = AliasName.Challenger }, Move("1") with { Alias = AliasName.Previous }]));

    private static AliasChange Move(string move) => move[0] == '<'
        ? new AliasChange(AliasName.Champion, null, int.Parse(move[1..], null), "ann", "rollback: x", DateTimeOffset.UnixEpoch) { Key = "rollback/ab12" }
        : new AliasChange(AliasName.Champion, null, int.Parse(move, null), "p/m/1", "gate passed", DateTimeOffset.UnixEpoch) { Key = "p/m/1" };
}
