using Mdlc.Catalog.Metadata;
using Mdlc.Contracts.Runs;
using Mdlc.Starter.Runs;

namespace Mdlc.Unit.Tests.Starter.Runs;

public sealed class RunPresentationTests
{
    private static readonly RunKey Run = new("p", "m", 1);

    [Fact]
    public void Endpoint_IsThatOfALivingServerWhichAnswersWithTheVersion() =>
        Assert.Equal("http://b/v2/models/p.m", RunPresentation.Endpoint(Run, 2, [Lease("a"), Lease("b")], [Served("a", 1), Served("b", 2), Served("gone", 2)]));

    [Fact]
    public void Endpoint_OfAServerThatIsGone_OrServesAnotherVersion_IsNone()
    {
        Assert.Null(RunPresentation.Endpoint(Run, 2, [], [Served("gone", 2)]));
        Assert.Null(RunPresentation.Endpoint(Run, 2, [Lease("a")], [Served("a", 3)]));
        Assert.Null(RunPresentation.Endpoint(Run, 2, [Lease("a")], [Served("a", null)]));
        Assert.Null(RunPresentation.Endpoint(Run, 2, [Lease("a", "q")], [Served("a", 2)]));
    }

    [Theory]
    [InlineData(ServedState.Loading)]
    [InlineData(ServedState.Failed)]
    public void Endpoint_OfAServerThatStillAnswersWithAnother_IsThatOfTheOther(ServedState state)
    {
        var served = Served("a", 1) with { Version = 2, State = state };

        Assert.Null(RunPresentation.Endpoint(Run, 2, [Lease("a")], [served]));
        Assert.Equal("http://a/v2/models/p.m", RunPresentation.Endpoint(Run, 1, [Lease("a")], [served]));
    }

    [Fact]
    public void Note_SaysWhatARunWaitsForOrStrugglesWith()
    {
        var killed = new StageReport(StageName.Train, StageState.Running, 1, null, null) { Interruptions = 3, MostInterruptions = 50, InterruptedBy = "killed (137) \n" };

        Assert.Equal("interrupted 3 of at most 50 times, the last time: killed (137)", RunView.Note(Report(RunState.Running) with { Stages = [killed] }));
        Assert.Equal("no room", RunView.Note(Report(RunState.Suspended) with { Error = "no room" }));
        Assert.Equal("waits for run p/m/1, which is running", RunView.Note(Report(RunState.Queued) with { WaitsFor = "run p/m/1, which is running" }));
        Assert.Null(RunView.Note(Report(RunState.Running) with { Stages = [killed with { State = StageState.Succeeded }] }));
        Assert.Null(RunView.Note(Report(RunState.Succeeded)));
        Assert.Equal("  train      running              interrupted 3 of at most 50 times, the last time: killed (137)", RunView.StageLine(killed));
    }

    private static RunReport Report(RunState state) => new() { Run = "p/m/2", Model = "m", State = state };

    private static ServerLease Lease(string server, params string[] projects) => new(server, $"http://{server}", projects, DateTimeOffset.UnixEpoch, TimeSpan.FromSeconds(1));

    private static ServedModel Served(string server, int? serving) => new(server, "p", "m", 1, serving, ServedState.Ready, serving, null, DateTimeOffset.UnixEpoch);
}
