using Mdlc.Catalog.Metadata;
using Mdlc.Contracts.Runs;
using Mdlc.Contracts.Spec;
using Mdlc.Starter.Execution;
using Mdlc.Starter.Output;
using Mdlc.Starter.Runs;

namespace Mdlc.Unit.Tests.Starter.Runs;

public sealed class RunFollowerTests : IDisposable
{
    private static readonly RunKey Run = new("p", "m", 1);

    private readonly TemporaryHome _temporary = new();
    private readonly StringWriter _output = new() { NewLine = "\n" };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _output.Dispose();
        _temporary.Dispose();
    }

    [Fact]
    public async Task Follow_Piped_WritesALineAStage_EachWithItsNotes()
    {
        var said = await FollowAsync(new()
        {
            Run = Run.ToString(),
            Model = "m",
            State = RunState.Failed,
            Stages =
            [
                new(StageName.Fetch, StageState.Succeeded, 1, 2, "10 rows") { Notes = ["the delimiter is ;", "no header"] },
                new(StageName.Validate, StageState.Failed, 1, 1, "too few rows"),
                new(StageName.Train, StageState.Waiting, 0, null, null),
            ],
        });

        Assert.Equal(
            [
                "run p/m/1",
                "  fetch      succeeded     2.0 s  10 rows",
                "             note: the delimiter is ;",
                "             note: no header",
                "  validate   failed        1.0 s  too few rows",
            ],
            said);
    }

    [Fact]
    public async Task Follow_OfASuspendedRun_Returns_ForOnlyAPersonCanGoOn()
    {
        var said = await FollowAsync(new()
        {
            Run = Run.ToString(),
            Model = "m",
            State = RunState.Suspended,
            Stages = [new(StageName.Train, StageState.Suspended, 5, 2, "no memory")],
        });

        Assert.Equal(["run p/m/1", "  train      suspended (5 attempts)    2.0 s  no memory"], said);
    }

    /// <summary>Nothing is asked of a session where the catalog says that there is nothing to wait for.</summary>
    private async Task<string[]> FollowAsync(RunReport report)
    {
        await using var context = CommandContext.Create(_temporary.Home.Root, new Report(json: false, _output, _output, width: null), verbose: false, CatalogAccess.ReadWrite, starting: null);
        await context.Catalog.Runs.AllocateAsync(Run.Project, Run.Model, Spec, RunTrigger.Manual, "first", DateTimeOffset.UnixEpoch, Token);
        await context.Catalog.Runs.SaveAsync(report, Token);

        var followed = await new RunFollower(context, session: null!).FollowAsync(Run, Token).WaitAsync(TimeSpan.FromMinutes(1), Token);

        Assert.Equal(report.State, followed.State);
        return _output.ToString().TrimEnd('\n').Split('\n');
    }

    private static ModelSpec Spec => new()
    {
        Project = Run.Project,
        Model = Run.Model,
        Task = ModelTask.Regression,
        Label = "y",
        Source = new() { Path = "/data/in.csv" },
    };
}
