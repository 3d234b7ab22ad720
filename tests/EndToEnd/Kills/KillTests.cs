namespace Mdlc.EndToEnd.Tests.Kills;

/// <summary>kill -9 at random moments, the engine inside the run's process.</summary>
public sealed class KillTests(UndisturbedRun undisturbed, ITestOutputHelper output) : IClassFixture<UndisturbedRun>
{
    private const int FewKills = 2;

    [Theory]
    [InlineData(Victim.Everything)]
    [InlineData(Victim.Child)]
    [InlineData(Victim.Parent)]
    public Task Kill_AtARandomMoment_ChangesNothingOfTheResult(Victim victim) =>
        new KillSeries(undisturbed, server: null, output).KillAsync(victim, KillSeries.Wanted(FewKills));
}
