using Mdlc.EndToEnd.Tests.Servers;

namespace Mdlc.EndToEnd.Tests.Kills;

/// <summary>kill -9 at random moments, on a real server with a worker process of its own: the same models as on the embedded engine.</summary>
[Collection(RealTemporal.Collection)]
public sealed class ServerKillTests(RealTemporal temporal, UndisturbedRun undisturbed, ITestOutputHelper output) : IClassFixture<UndisturbedRun>
{
    private const int FewKills = 1;

    [Theory]
    [InlineData(Victim.Everything)]
    [InlineData(Victim.Child)]
    [InlineData(Victim.Parent)]
    public async Task Kill_AtARandomMoment_ChangesNothingOfTheResult(Victim victim) =>
        await new KillSeries(undisturbed, temporal.AddressOrSkip(), output).KillAsync(victim, KillSeries.Wanted(FewKills));
}
