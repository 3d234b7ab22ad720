using Mdlc.Catalog.Metadata;
using Mdlc.Contracts.Artifacts;
using Mdlc.Contracts.Evaluation;
using Mdlc.Contracts.Models;
using Mdlc.Contracts.Runs;
using Mdlc.Contracts.Verdicts;
using Mdlc.Starter.Happenings;
using Mdlc.Workflows.Lifecycle;

namespace Mdlc.Unit.Tests.Starter.Happenings;

/// <summary>What <c>mdlc dev</c> says, from a sequence of what the catalog holds.</summary>
public sealed class HappeningsWatchTests
{
    private static readonly DateTimeOffset Now = new(2026, 7, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly HappeningsWatch _watch = new("http://127.0.0.1:8234");

    [Fact]
    public void Lines_OfARunThatIsSuspendedRetriedAndPromoted_TellEachWithItsCause()
    {
        Assert.Empty(Look([]));

        Assert.Equal(["2026-07-01 12:00:00Z  run      p/m/1 is queued: data arrived"], Look([Run(RunState.Queued, RunTrigger.DataArrived)]));
        Assert.Equal(["2026-07-01 11:59:00Z  run      p/m/1 begins"], Look([Run(RunState.Running, RunTrigger.DataArrived)]));
        Assert.Empty(Look([Run(RunState.Running, RunTrigger.DataArrived)]));
        Assert.Equal(
            ["2026-07-01 12:00:00Z  run      p/m/1 was cut off in train, and begins it again: interrupted 1 of at most 5 times, the last time: killed"],
            Look([Run(RunState.Running, RunTrigger.DataArrived) with { Stages = [Stage(StageState.Running, interruptions: 1)] }]));
        Assert.Equal(
            ["2026-07-01 12:00:00Z  run      p/m/1 is suspended in train: the trainer failed five times. Retry it: mdlc run retry p/m/1"],
            Look([Run(RunState.Suspended, RunTrigger.DataArrived) with { Error = "the trainer failed\nfive times.", Stages = [Stage(StageState.Suspended, interruptions: 1)] }]));
        Assert.Equal(
            ["2026-07-01 12:00:00Z  run      p/m/1 goes on: it was told to try again"],
            Look([Run(RunState.Running, RunTrigger.DataArrived) with { Stages = [Stage(StageState.Running, interruptions: 1)] }]));
        Assert.Equal(
            [
                "2026-07-01 11:59:30Z  model    p/m version 4 is champion in place of 3, by p/m/1: gate passed  http://127.0.0.1:8234/models/p/m/4/card.md",
                "2026-07-01 12:00:00Z  run      p/m/1 has succeeded: gate pass, auc 0.9 [0.8, 0.95], version 4  http://127.0.0.1:8234/runs/p/m/1/report.html",
            ],
            Look([Succeeded()], Move(AliasName.Previous, null, 3), Move(AliasName.Champion, 3, 4)));
        Assert.Empty(Look([Succeeded()]));
    }

    [Fact]
    public void Lines_OfWhatWasThereBefore_TellOnlyWhatWaitsForAPerson() =>
        Assert.Equal(
            ["2026-07-01 12:00:00Z  run      p/m/2 is suspended: no room Retry it: mdlc run retry p/m/2"],
            Look([Run(RunState.Suspended, number: 2) with { Error = "no room" }, Run(RunState.Running, number: 3), Succeeded()], Move(AliasName.Champion, 3, 4)));

    [Theory]
    [InlineData(RunState.Failed, "has failed: no column 'x'")]
    [InlineData(RunState.Aborted, "was aborted: no column 'x'")]
    [InlineData(RunState.Terminated, "was terminated: no column 'x'")]
    public void Line_OfARunThatEndedBadly_SaysWhy(RunState state, string said)
    {
        Look([Run(RunState.Running)]);

        Assert.Equal($"2026-07-01 12:00:00Z  run      p/m/1 {said}", Look([Run(state) with { Error = "no column 'x'" }]).Single());
    }

    [Fact]
    public void Lines_OfARunThatEndsBetweenTwoLooks_LeaveNothingOut()
    {
        Look([]);

        var told = _watch.Look([Succeeded()], [], Now);

        Assert.Equal(["queued", "running", "succeeded"], told.Select(happening => happening.What));
        Assert.Equal(told.Select(happening => happening.At).Order(), told.Select(happening => happening.At));
    }

    [Fact]
    public void Lines_OfTheSameModelAgainAndOfARunThatHasLeftTheList_AreRight()
    {
        Look([Run(RunState.Running)]);

        Assert.EndsWith("version 4, the same model as version 3, so nothing is promoted", Look([Succeeded() with { SameAs = 3, Pages = new Dictionary<string, ArtifactRef>() }]).Single(), StringComparison.Ordinal);
        Assert.Empty(Look([]));
    }

    [Theory]
    [InlineData(RunTrigger.Manual, "a person asked for it")]
    [InlineData(RunTrigger.Schedule, "its schedule has come round")]
    [InlineData(RunTrigger.Alarm, "monitoring raised an alarm")]
    public void Line_OfARunThatIsQueued_SaysWhatSetItOff(RunTrigger trigger, string said)
    {
        Look([]);

        Assert.EndsWith($"is queued: {said}", Look([Run(RunState.Queued, trigger)]).Single(), StringComparison.Ordinal);
    }

    [Fact]
    public void Events_TakenAndRefused_AreToldInOrderAndCountedBeyondTheMost()
    {
        var events = new EventList(TimeProvider.System);
        events.Taken("p", "m", new DataArrival("/lake", "7", "/data/new.csv"));
        events.Refused(401, "Found no\nknown bearer token.");
        for (var i = 0; i < 1_200; i++)
        {
            events.Refused(400, "bad");
        }

        var told = events.Take();

        Assert.EndsWith("event    p/m data arrived: /data/new.csv (event 7 of /lake)", HappeningLine.Of(told[0], json: false), StringComparison.Ordinal);
        Assert.EndsWith("event    refused with 401: Found no known bearer token.", HappeningLine.Of(told[1], json: false), StringComparison.Ordinal);
        Assert.StartsWith("202 more", told[^1].Text, StringComparison.Ordinal);
        Assert.Empty(events.Take());
    }

    [Fact]
    public void Line_AsJson_IsOneDocumentOnOneLine()
    {
        var line = HappeningLine.Of(new Happening(Now, "run", "p/m/1", "failed", "a\nb") { Link = "http://x" }, json: true);

        Assert.DoesNotContain('\n', line);
        Assert.Equal("a\nb", (string?)System.Text.Json.Nodes.JsonNode.Parse(line)!["text"]);
        Assert.Equal("http://x", (string?)System.Text.Json.Nodes.JsonNode.Parse(line)!["link"]);
    }

    private List<string> Look(IReadOnlyList<RunReport> runs, params ModelAliasChange[] changes) =>
        [.. _watch.Look(runs, changes, Now).Select(happening => HappeningLine.Of(happening, json: false))];

    private static RunReport Run(RunState state, RunTrigger trigger = RunTrigger.Manual, int number = 1) =>
        new() { Run = $"p/m/{number}", Model = "m", State = state, Trigger = trigger, Started = state == RunState.Queued ? null : Now.AddMinutes(-1) };

    private static RunReport Succeeded() => Run(RunState.Succeeded) with
    {
        Verdict = Verdict.Pass,
        Judged = true,
        Version = 4,
        Deciding = new MetricValue { Name = MetricName.Auc, Value = 0.9, Lower = 0.8, Upper = 0.95 },
        Pages = new Dictionary<string, ArtifactRef> { [PageName.Report] = new("ab/ab.html", "ab", 1) },
    };

    private static StageReport Stage(StageState state, int interruptions) =>
        new(StageName.Train, state, 2, null, null) { Interruptions = interruptions, MostInterruptions = 5, InterruptedBy = "killed" };

    private static ModelAliasChange Move(string alias, int? from, int to) => new(1, "p", "m", new AliasChange(alias, from, to, "p/m/1", "gate passed", Now.AddSeconds(-30)));
}
