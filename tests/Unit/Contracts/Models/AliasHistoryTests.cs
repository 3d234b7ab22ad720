using Mdlc.Contracts.Models;

namespace Mdlc.Unit.Tests.Contracts.Models;

public sealed class AliasHistoryTests
{
    private static readonly DateTimeOffset Begin = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void At_ATimeBeforeAllMoves_NothingStands() =>
        Assert.Empty(AliasHistory.At([Move("champion", 1, Begin)], Begin.AddTicks(-1)));

    [Fact]
    public void At_TheMomentOfAMove_ItHasBeenMade() =>
        Assert.Equal(1, AliasHistory.At([Move("champion", 1, Begin)], Begin)["champion"].To);

    [Fact]
    public void At_AnAliasThatWasTakenAway_ItStandsNowhere() =>
        Assert.Empty(AliasHistory.At([Move("challenger", 1, Begin), Move("challenger", null, Begin.AddHours(1))], Begin.AddHours(2)));

    /// <summary>Held against an account that is kept as the moves are made.</summary>
    [Fact]
    public void At_AnyOf500Instants_AnswersAsAnAccountKeptMeanwhile()
    {
        var random = new Random(1);
        string[] aliases = ["champion", "challenger", "previous"];
        var moves = new List<AliasChange>();
        var account = new Dictionary<string, int?>();
        for (var minute = 0; minute < 500; minute++)
        {
            // Some moves of one minute are of the same alias: the last holds.
            for (var i = random.Next(3); i > 0; i--)
            {
                var move = Move(aliases[random.Next(3)], random.Next(5) == 0 ? null : random.Next(1, 50), Begin.AddMinutes(minute));
                moves.Add(move);
                account[move.Alias] = move.To;
            }

            var later = moves.Append(Move("champion", 99, Begin.AddMinutes(minute + 1)));

            Assert.Equal(
                account.Where(one => one.Value is not null).OrderBy(one => one.Key).Select(one => (one.Key, one.Value)),
                AliasHistory.At(later, Begin.AddMinutes(minute).AddSeconds(random.Next(60))).OrderBy(one => one.Key).Select(one => (one.Key, one.Value.To)));
        }
    }

    private static AliasChange Move(string alias, int? to, DateTimeOffset at) => new(alias, null, to, "run", "because", at);
}
