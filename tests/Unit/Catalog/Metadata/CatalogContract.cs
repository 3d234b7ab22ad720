using Mdlc.Catalog.Metadata;
using Mdlc.Contracts.Models;
using Mdlc.Contracts.Runs;
using Mdlc.Contracts.Spec;
using Mdlc.Contracts.Verdicts;

namespace Mdlc.Unit.Tests.Catalog.Metadata;

/// <summary>What every backend of the catalog must do.</summary>
public abstract class CatalogContract
{
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    private static readonly ModelSpec Spec = new()
    {
        Project = "demo",
        Model = "bikes",
        Task = ModelTask.Regression,
        Label = "count",
        Source = new SourceSpec { Path = "/data/bikes.csv" },
    };

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Another catalog object on the same data, as another process would have.</summary>
    protected abstract ICatalog Open();

    [Fact]
    public async Task Allocate_FromManyCatalogsAtOnce_GivesEachRequestOneNumber()
    {
        const int Requests = 40;
        var keys = await Task.WhenAll(Enumerable.Range(0, 2 * Requests).Select(async i =>
        {
            await using var catalog = Open();
            return await catalog.Runs.AllocateAsync("demo", "bikes", Spec, RunTrigger.Manual, $"request-{i % Requests}", Now, Token);
        }));

        Assert.Equal(Enumerable.Range(1, Requests), keys.Select(key => key.Number).Distinct().Order());
        Assert.All(Enumerable.Range(0, Requests), i => Assert.Equal(keys[i], keys[i + Requests]));
    }

    [Fact]
    public async Task Allocate_OtherModel_CountsFromOneAndKeepsTheSpec()
    {
        await using var catalog = Open();
        await AllocateAsync(catalog, "bikes");
        var key = await AllocateAsync(catalog, "taxis");

        Assert.Equal(new RunKey("demo", "taxis", 1), key);
        Assert.Equal("count", (await catalog.Runs.GetSpecAsync(key, Token))!.Label);
        Assert.Equal(RunState.Queued, (await catalog.Runs.GetAsync(key, Token))!.State);
        Assert.Null(await catalog.Runs.GetAsync(key with { Number = 2 }, Token));
    }

    [Fact]
    public async Task Allocate_SameRequestOfAnotherModel_IsAnotherRun()
    {
        await using var catalog = Open();
        Task<RunKey> Run(string project, string model) => catalog.Runs.AllocateAsync(project, model, Spec, RunTrigger.DataArrived, "event-1", Now, Token);

        await Run("demo", "bikes");
        RunKey[] others = [await Run("demo", "taxis"), await Run("other", "bikes")];

        // Two models may be told of one event by one id, and each has to train.
        Assert.Equal([new("demo", "taxis", 1), new("other", "bikes", 1)], others);
        Assert.NotNull(await catalog.Runs.GetAsync(others[0], Token));
        Assert.NotNull(await catalog.Runs.GetAsync(others[1], Token));
        Assert.Equal(others[0], await Run("demo", "taxis"));
        Assert.Single(await catalog.Runs.ListAsync("demo", "bikes", Token));
    }

    [Fact]
    public async Task LatestSpec_IsWhatAPersonAskedForLast_ElseWhatTheScheduleDid()
    {
        await using var catalog = Open();
        Task<RunKey> Run(RunTrigger trigger, string label) => catalog.Runs.AllocateAsync("demo", "bikes", Spec with { Label = label }, trigger, label, Now, Token);
        async Task<string?> Latest() => (await catalog.Runs.LatestSpecAsync("demo", "bikes", Token))?.Label;

        Assert.Null(await Latest());
        await Run(RunTrigger.Schedule, "scheduled");
        await Run(RunTrigger.DataArrived, "arrived");
        Assert.Equal("scheduled", await Latest());
        await Run(RunTrigger.Manual, "first");
        await Run(RunTrigger.Manual, "asked");
        await Run(RunTrigger.Schedule, "later");
        Assert.Equal("asked", await Latest());
    }

    [Fact]
    public async Task Applied_IsTheSpecThatWasAppliedLast_AndGoesBeforeTheOneThatWasRun()
    {
        await using var catalog = Open();
        Task Apply(string label, string request) => catalog.Runs.SaveAppliedAsync(Spec with { Label = label }, request, "me", Now, Token);
        await catalog.Runs.AllocateAsync("demo", "bikes", Spec with { Label = "asked" }, RunTrigger.Manual, "1", Now, Token);
        Assert.Null(await catalog.Runs.AppliedAsync("demo", "bikes", Token));

        await Apply("first", "a");
        await Apply("second", "b");
        await Apply("first", "a");

        var applied = await catalog.Runs.AppliedAsync("demo", "bikes", Token);
        Assert.Equal(("second", "b", "me", Now), (applied!.Spec.Label, applied.RequestId, applied.By, applied.At));
        Assert.Equal("second", (await catalog.Runs.LatestSpecAsync("demo", "bikes", Token))!.Label);
        Assert.Null(await catalog.Runs.AppliedAsync("demo", "taxis", Token));
        Assert.Equal([("demo", "bikes")], await catalog.Runs.AppliedModelsAsync(Token));
    }

    [Fact]
    public async Task Projects_AreThoseWithRunsOrAppliedSpecs()
    {
        await using var catalog = Open();
        await catalog.Runs.AllocateAsync("demo", "bikes", Spec, RunTrigger.Manual, "1", Now, Token);
        await catalog.Runs.SaveAppliedAsync(Spec with { Project = "new" }, "a", "me", Now, Token);
        await catalog.Runs.SaveAppliedAsync(Spec with { Project = "demo" }, "a", "me", Now, Token);

        Assert.Equal(["demo", "new"], await catalog.Runs.ProjectsAsync(Token));
    }

    [Fact]
    public async Task Queued_AreTheRunsOfEveryModelThatWaitedSinceBefore_OldestFirst()
    {
        await using var catalog = Open();
        Task<RunKey> Run(string model, string request, int seconds) =>
            catalog.Runs.AllocateAsync("demo", model, Spec, RunTrigger.Manual, request, Now.AddSeconds(seconds), Token);
        var begun = await Run("bikes", "a", 0);
        await Run("bikes", "b", 1);
        await Run("taxis", "c", 2);
        await Run("bikes", "d", 3);
        await SaveAsync(catalog, begun, RunState.Running);

        var queued = await catalog.Runs.QueuedAsync(Now.AddSeconds(3), Token);

        Assert.Equal(["demo/bikes/2", "demo/taxis/1"], queued.Select(r => r.Run));
    }

    [Fact]
    public async Task Save_FullReport_IsReadBackAsItWas()
    {
        await using var catalog = Open();
        var key = await AllocateAsync(catalog);
        var report = new RunReport
        {
            Run = key.ToString(),
            Model = key.Model,
            State = RunState.Succeeded,
            Trigger = RunTrigger.DataArrived,
            Version = 3,
            Verdict = Verdict.Inconclusive,
            Metric = "rmse",
            Metrics = new Dictionary<string, double> { ["rmse"] = 12.5, ["r2"] = double.NaN },
            Champion = 2,
            Snapshot = "abc",
            ModelDigest = "def",
            Rows = new RowCounts(800, 200, 7),
            Stages = [new StageReport(StageName.Fetch, StageState.Succeeded, 1, 0.5, "1 000 rows")],
            Report = "/home/report.html",
            Endpoint = "http://127.0.0.1:1",
            Started = Now,
            Seconds = 12,
        };
        await catalog.Runs.SaveAsync(report, Token);

        await using var other = Open();
        Assert.Equivalent(report, await other.Runs.GetAsync(key, Token), strict: true);
    }

    [Theory]
    [InlineData(RunState.Succeeded)]
    [InlineData(RunState.Failed)]
    [InlineData(RunState.Aborted)]
    [InlineData(RunState.Terminated)]
    public async Task Save_LateReportAfterTheEnd_IsDropped(RunState end)
    {
        await using var catalog = Open();
        var key = await AllocateAsync(catalog);
        await SaveAsync(catalog, key, end);
        await SaveAsync(catalog, key, RunState.Running);
        await SaveAsync(catalog, key, RunState.Suspended);
        await catalog.Runs.SaveStageAsync(key, new StageReport(StageName.Train, StageState.Running, 1, null, null), Token);

        var report = await catalog.Runs.GetAsync(key, Token);
        Assert.Equal(end, report!.State);
        Assert.Empty(report.Stages);
    }

    [Fact]
    public async Task Save_Interrupted_IsRefused()
    {
        await using var catalog = Open();
        var key = await AllocateAsync(catalog);
        await Assert.ThrowsAsync<ArgumentException>(() => SaveAsync(catalog, key, RunState.Interrupted));
    }

    [Fact]
    public async Task SaveStage_InAnyOrder_MergesByNameInTheOrderOfARun()
    {
        await using var catalog = Open();
        var key = await AllocateAsync(catalog);
        await catalog.Runs.SaveStageAsync(key, new StageReport(StageName.Train, StageState.Waiting, 0, null, null), Token);
        await catalog.Runs.SaveStageAsync(key, new StageReport(StageName.Fetch, StageState.Running, 1, null, null), Token);
        await catalog.Runs.SaveStageAsync(key, new StageReport(StageName.Fetch, StageState.Succeeded, 2, 1.5, "done"), Token);
        await SaveAsync(catalog, key, RunState.Running);

        var stages = (await catalog.Runs.GetAsync(key, Token))!.Stages;
        Assert.Equal([StageName.Fetch, StageName.Train], stages.Select(stage => stage.Name));
        Assert.Equivalent(new StageReport(StageName.Fetch, StageState.Succeeded, 2, 1.5, "done"), stages[0], strict: true);
    }

    [Fact]
    public async Task Save_StageWithFewerAttemptsThanWereCounted_KeepsTheCount()
    {
        await using var catalog = Open();
        var key = await AllocateAsync(catalog);
        await catalog.Runs.SaveStageAsync(key, new StageReport(StageName.Train, StageState.Running, 3, null, null), Token);
        await catalog.Runs.SaveAsync(
            new RunReport
            {
                Run = key.ToString(),
                Model = key.Model,
                State = RunState.Running,
                Stages = [new StageReport(StageName.Train, StageState.Succeeded, 1, 9, "done")],
            },
            Token);

        var stage = Assert.Single((await catalog.Runs.GetAsync(key, Token))!.Stages);
        Assert.Equivalent(new StageReport(StageName.Train, StageState.Succeeded, 3, 9, "done"), stage, strict: true);
    }

    /// <summary>The trials of a study count theirs in the catalog, which the run's workflow does not know.</summary>
    [Fact]
    public async Task Save_StageWithFewerInterruptionsThanWereCounted_KeepsThemAndWhatElseIsNew()
    {
        await using var catalog = Open();
        var key = await AllocateAsync(catalog);
        var counted = new StageReport(StageName.Tune, StageState.Running, 1, null, null) { Interruptions = 2, MostInterruptions = 50, InterruptedBy = "killed" };
        await catalog.Runs.SaveStageAsync(key, counted, Token);

        await catalog.Runs.SaveStageAsync(key, new StageReport(StageName.Tune, StageState.Succeeded, 1, 9, "done"), Token);
        var kept = Assert.Single((await catalog.Runs.GetAsync(key, Token))!.Stages);
        await catalog.Runs.SaveStageAsync(key, counted with { Interruptions = 3, InterruptedBy = "killed again" }, Token);
        var grown = Assert.Single((await catalog.Runs.GetAsync(key, Token))!.Stages);

        Assert.Equivalent(counted with { State = StageState.Succeeded, Seconds = 9, Summary = "done" }, kept, strict: true);
        Assert.Equal((3, "killed again"), (grown.Interruptions, grown.InterruptedBy));
    }

    /// <summary>Two models may hear of one event: each gets a run of its own, and each only one.</summary>
    [Fact]
    public async Task Allocate_TheSameRequestOfTwoModels_IsARunOfEach()
    {
        await using var catalog = Open();
        var spec = new ModelSpec { Model = "m", Task = ModelTask.Regression, Label = "y", Source = new() { Path = "/x.csv" } };

        var runs = new List<RunKey>();
        foreach (var (project, model) in new[] { ("p", "m"), ("p", "n"), ("q", "m"), ("p", "n") })
        {
            runs.Add(await catalog.Runs.AllocateAsync(project, model, spec, RunTrigger.DataArrived, "event", Now, Token));
        }

        Assert.Equal([new("p", "m", 1), new("p", "n", 1), new("q", "m", 1), new RunKey("p", "n", 1)], runs);
        Assert.Equal(["q/m/1", "p/n/1", "p/m/1"], (await catalog.Runs.ListAsync(cancellationToken: Token)).Select(run => run.Run));
    }

    [Fact]
    public async Task Publish_PlaceFails_PublishesNothing()
    {
        await using var catalog = Open();
        await catalog.Models.ReserveAsync("demo", "bikes", "demo/bikes/1", Token);
        await Assert.ThrowsAsync<IOException>(
            () => catalog.Models.PublishAsync(Package(1), () => throw new IOException("disk full"), Token));

        Assert.Empty(await catalog.Models.ListAsync(cancellationToken: Token));
    }

    [Fact]
    public async Task SaveStage_FromManyAtOnce_LosesNone()
    {
        await using var catalog = Open();
        var key = await AllocateAsync(catalog);
        await Task.WhenAll(Enumerable.Range(0, 30).Select(async i =>
        {
            await using var other = Open();
            await other.Runs.SaveStageAsync(key, new StageReport($"stage-{i}", StageState.Succeeded, 1, i, null), Token);
        }));

        Assert.Equal(30, (await catalog.Runs.GetAsync(key, Token))!.Stages.Count);
    }

    [Fact]
    public async Task List_ByProjectAndModel_IsNewestFirst()
    {
        await using var catalog = Open();
        await AllocateAsync(catalog, "bikes");
        await AllocateAsync(catalog, "taxis");
        await AllocateAsync(catalog, "bikes");
        await AllocateAsync(catalog, "bikes", "other");

        Assert.Equal(["other/bikes/1", "demo/bikes/2", "demo/taxis/1", "demo/bikes/1"], Names(await catalog.Runs.ListAsync(null, null, Token)));
        Assert.Equal(["demo/bikes/2", "demo/bikes/1"], Names(await catalog.Runs.ListAsync("demo", "bikes", Token)));
        Assert.Equal(["demo", "other"], await catalog.Runs.ProjectsAsync(Token));
    }

    [Fact]
    public async Task Active_OfEndedAndOpenRuns_HasTheOpenOnesOldestFirst()
    {
        await using var catalog = Open();
        foreach (var state in new[] { RunState.Suspended, RunState.Failed, RunState.Running, RunState.Queued })
        {
            await SaveAsync(catalog, await AllocateAsync(catalog), state);
        }

        var active = await catalog.Runs.ActiveAsync("demo", "bikes", Token);
        Assert.Equal([RunState.Suspended, RunState.Running, RunState.Queued], active.Select(run => run.State));
    }

    [Fact]
    public async Task Reserve_SameRunManyTimesAtOnce_GivesOneVersion()
    {
        var versions = await Task.WhenAll(Enumerable.Range(0, 60).Select(async i =>
        {
            await using var catalog = Open();
            return (Run: i % 20, Version: await catalog.Models.ReserveAsync("demo", "bikes", $"demo/bikes/{i % 20}", Token));
        }));

        Assert.Equal(Enumerable.Range(1, 20), versions.Select(v => v.Version).Distinct().Order());
        Assert.All(versions.GroupBy(v => v.Run), run => Assert.Single(run.Select(v => v.Version).Distinct()));
    }

    [Fact]
    public async Task Publish_TwiceWithDifferentContent_KeepsTheFirst()
    {
        await using var catalog = Open();
        await catalog.Models.ReserveAsync("demo", "bikes", "demo/bikes/1", Token);
        Assert.Null(await catalog.Models.GetAsync("demo", "bikes", 1, Token));

        await catalog.Models.PublishAsync(Package(1) with { ModelDigest = "first" }, () => { }, Token);
        var second = await catalog.Models.PublishAsync(Package(1) with { ModelDigest = "second" }, () => Assert.Fail("published already"), Token);

        Assert.Equal("first", second.ModelDigest);
        Assert.Equal("first", (await catalog.Models.FindByRunAsync("demo/bikes/1", Token))!.ModelDigest);
        Assert.Equivalent(Package(1) with { ModelDigest = "first" }, Assert.Single(await catalog.Models.ListAsync("demo", "bikes", Token)));
    }

    [Fact]
    public async Task FindByRun_OfAVersionThatIsOnlyReserved_IsNone()
    {
        await using var catalog = Open();
        await catalog.Models.ReserveAsync("demo", "bikes", "demo/bikes/1", Token);

        Assert.Null(await catalog.Models.FindByRunAsync("demo/bikes/1", Token));
        Assert.Null(await catalog.Models.GetAsync("demo", "bikes", 1, Token));
        Assert.Empty(await catalog.Models.ListAsync(cancellationToken: Token));
    }

    [Fact]
    public async Task Publish_NotReserved_IsRefused()
    {
        await using var catalog = Open();
        await Assert.ThrowsAsync<ArgumentException>(() => catalog.Models.PublishAsync(Package(1), () => Assert.Fail("not reserved"), Token));
        await catalog.Models.ReserveAsync("demo", "bikes", "demo/bikes/9", Token);
        await Assert.ThrowsAsync<ArgumentException>(() => catalog.Models.PublishAsync(Package(1), () => Assert.Fail("not reserved"), Token));
    }

    [Fact]
    public async Task Promote_ThreeTimes_MovesChampionPreviousAndChallengerAndKeepsTheHistory()
    {
        await using var catalog = Open();
        await PublishAsync(catalog, 3);
        await ChallengeAsync(catalog, 1);
        await PromoteAsync(catalog, 1, expected: null);
        await ChallengeAsync(catalog, 2);
        await ChallengeAsync(catalog, 2);
        var promotion = await PromoteAsync(catalog, 2, expected: 1);

        Assert.Equal(new Promotion(true, 2, 1), promotion);
        Assert.Equal([new AliasedVersion("demo", "bikes", 2)], await catalog.Models.ListAliasedAsync(AliasName.Champion, Token));
        Assert.Empty(await catalog.Models.ListAliasedAsync(AliasName.Challenger, Token));
        Assert.Equal(
            new Dictionary<string, int> { [AliasName.Champion] = 2, [AliasName.Previous] = 1 },
            await catalog.Models.AliasesAsync("demo", "bikes", Token));
        Assert.Equal(
            [
                (AliasName.Challenger, null, 1),
                (AliasName.Champion, null, 1),
                (AliasName.Challenger, 1, null),
                (AliasName.Challenger, null, 2),
                (AliasName.Champion, 1, 2),
                (AliasName.Previous, null, 1),
                (AliasName.Challenger, 2, (int?)null),
            ],
            (await catalog.Models.HistoryAsync("demo", "bikes", Token)).Select(change => (change.Alias, change.From, change.To)));
    }

    [Fact]
    public async Task Promote_ChampionMovedMeanwhile_MovesNothing()
    {
        await using var catalog = Open();
        await PublishAsync(catalog, 3);
        await PromoteAsync(catalog, 1, expected: null);
        await PromoteAsync(catalog, 2, expected: 1);

        Assert.Equal(new Promotion(false, 2, 1), await PromoteAsync(catalog, 3, expected: 1));
    }

    [Fact]
    public async Task Promote_RepeatedAfterALaterPromotion_AnswersAsBeforeAndMovesNothing()
    {
        await using var catalog = Open();
        await PublishAsync(catalog, 2);
        await PromoteAsync(catalog, 1, expected: null);
        await PromoteAsync(catalog, 2, expected: 1);

        Assert.Equal(new Promotion(true, 2, 1), await PromoteAsync(catalog, 1, expected: null));
        Assert.Equal(3, (await catalog.Models.HistoryAsync("demo", "bikes", Token)).Count);
    }

    [Fact]
    public async Task Promote_UnpublishedVersion_IsRefused()
    {
        await using var catalog = Open();
        await Assert.ThrowsAsync<ArgumentException>(() => PromoteAsync(catalog, 1, expected: null));
    }

    [Fact]
    public async Task Promote_FiftyAtOnceExpectingTheSameChampion_ExactlyOneMoves()
    {
        const int Promoters = 50;
        await using var catalog = Open();
        await PublishAsync(catalog, Promoters + 1);
        await PromoteAsync(catalog, 1, expected: null);

        var promotions = await Task.WhenAll(Enumerable.Range(2, Promoters).Select(async version =>
        {
            await using var other = Open();
            return (version, Promotion: await PromoteAsync(other, version, expected: 1));
        }));

        var winner = Assert.Single(promotions, promotion => promotion.Promotion.Moved);
        Assert.All(promotions, promotion => Assert.Equal(winner.version, promotion.Promotion.Champion));
        Assert.Equal(1, (await catalog.Models.AliasesAsync("demo", "bikes", Token))[AliasName.Previous]);
    }

    [Fact]
    public async Task Promote_FiftyAtOnceEachOnWhatItSaw_FormsOneChain()
    {
        const int Promoters = 50;
        await using var catalog = Open();
        await PublishAsync(catalog, Promoters);
        await Task.WhenAll(Enumerable.Range(1, Promoters).Select(async version =>
        {
            await using var other = Open();
            Promotion promotion;
            int? seen = null;
            do
            {
                promotion = await PromoteAsync(other, version, seen);
                seen = promotion.Champion;
            }
            while (!promotion.Moved);
        }));

        // Linearizable: each move of champion starts where the one before it ended, and no version is lost or doubled.
        var moves = (await catalog.Models.HistoryAsync("demo", "bikes", Token)).Where(change => change.Alias == AliasName.Champion).ToList();
        Assert.Equal([null, .. moves.SkipLast(1).Select(move => move.To)], moves.Select(move => move.From));
        Assert.Equal(Enumerable.Range(1, Promoters), moves.Select(move => move.To!.Value).Order());
    }

    [Theory]
    [InlineData(AliasName.Champion)]
    [InlineData(AliasName.Previous)]
    public async Task MoveAlias_OfAPromotion_IsRefused(string alias)
    {
        await using var catalog = Open();
        await PublishAsync(catalog, 1);
        await Assert.ThrowsAsync<ArgumentException>(
            () => catalog.Models.MoveAliasAsync(new AliasMove("demo", "bikes", alias, 1, "me", "because", null, Now), Token));
    }

    [Fact]
    public async Task MoveAlias_RepeatedAfterThePromotionTookIt_DoesNotComeBack()
    {
        await using var catalog = Open();
        await PublishAsync(catalog, 1);
        await ChallengeAsync(catalog, 1);
        await PromoteAsync(catalog, 1, expected: null);
        await ChallengeAsync(catalog, 1);

        Assert.Equal([AliasName.Champion], (await catalog.Models.AliasesAsync("demo", "bikes", Token)).Keys);
    }

    [Fact]
    public async Task SetDesired_RepeatedAndChanged_RaisesTheSequenceOnChangeOnly()
    {
        await using var catalog = Open();
        var first = await catalog.Servers.SetDesiredAsync("demo", "bikes", 1, "run-1", Now, Token);
        var again = await catalog.Servers.SetDesiredAsync("demo", "bikes", 1, "run-1", Now.AddHours(1), Token);
        var other = await catalog.Servers.SetDesiredAsync("demo", "taxis", 1, "run-1", Now, Token);
        var second = await catalog.Servers.SetDesiredAsync("demo", "bikes", null, "run-2", Now, Token);

        Assert.Equal(first, again);
        Assert.True(first.Sequence < other.Sequence && other.Sequence < second.Sequence);
        Assert.Equal(second, await catalog.Servers.GetDesiredAsync("demo", "bikes", Token));
        Assert.Equal([second, other], await catalog.Servers.ListDesiredAsync(Token));
    }

    /// <summary>The same version asked for by another is another wish: it is theirs that counts from then on.</summary>
    [Fact]
    public async Task SetDesired_TheSameVersionByAnother_IsTheirs()
    {
        await using var catalog = Open();
        var first = await catalog.Servers.SetDesiredAsync("demo", "bikes", 1, "run-1", Now, Token);
        var second = await catalog.Servers.SetDesiredAsync("demo", "bikes", 1, "anna", Now.AddHours(1), Token);

        Assert.Equal(("anna", Now.AddHours(1), true), (second.By, second.At, second.Sequence > first.Sequence));
        Assert.Equal(second, await catalog.Servers.GetDesiredAsync("demo", "bikes", Token));
    }

    [Fact]
    public async Task Live_LeaseRunOutRenewedOrLeft_HasThoseThatLive()
    {
        await using var catalog = Open();
        var lease = new ServerLease("a", "http://127.0.0.1:1", ["demo"], Now, TimeSpan.FromSeconds(5));
        await catalog.Servers.HeartbeatAsync(lease, Token);
        await catalog.Servers.HeartbeatAsync(lease with { Server = "b" }, Token);
        await catalog.Servers.HeartbeatAsync(lease with { Server = "c" }, Token);
        await catalog.Servers.HeartbeatAsync(lease with { Server = "b", Heartbeat = Now.AddSeconds(3) }, Token);
        await catalog.Servers.LeaveAsync("c", Token);

        Assert.Equal(["a", "b"], (await catalog.Servers.LiveAsync(Now, Token)).Select(server => server.Server));
        Assert.Equal(["b"], (await catalog.Servers.LiveAsync(Now.AddSeconds(5), Token)).Select(server => server.Server));
        Assert.Equivalent(lease, (await catalog.Servers.LiveAsync(Now, Token))[0], strict: true);
    }

    [Fact]
    public async Task Report_Again_ReplacesWhatTheServerSaid()
    {
        await using var catalog = Open();
        var loading = new ServedModel("a", "demo", "bikes", 7, 2, ServedState.Loading, 1, null, Now);
        await catalog.Servers.ReportAsync(loading, Token);
        await catalog.Servers.ReportAsync(loading with { Server = "b" }, Token);
        var failed = loading with { State = ServedState.Failed, Error = "no such file" };
        await catalog.Servers.ReportAsync(failed, Token);
        await catalog.Servers.LeaveAsync("b", Token);

        Assert.Equal([failed], await catalog.Servers.ServedAsync("demo", "bikes", Token));
        Assert.Equal([failed], await catalog.Servers.ListServedAsync(Token));
    }

    private static string[] Names(IEnumerable<RunReport> runs) => [.. runs.Select(run => run.Run)];

    private static ModelPackage Package(int version) =>
        new(
            "demo",
            "bikes",
            version,
            $"demo/bikes/{version}",
            "digest",
            "snapshot",
            $"models/demo/bikes/{version}",
            new Dictionary<string, string> { ["model.zip"] = "sha" },
            Now);

    [Fact]
    public async Task StageResults_AreFoundByRunAndByKey_TheNewestFirst_AndWithinTheirProject()
    {
        await using var catalog = Open();
        StageResult Made(int number, int seconds, string result, string? key = null, string project = "demo") =>
            new(new RunKey(project, "bikes", number), "train", result, Now.AddSeconds(seconds)) { Key = key };
        StageResult[] made = [Made(1, 0, "[1]", "k"), Made(2, 1, "[2]", "k"), Made(3, 2, "[3]"), Made(4, 3, "[4]", "k", "other")];
        foreach (var one in made)
        {
            await catalog.Stages.PutAsync(one, Token);
        }

        await catalog.Stages.PutAsync(Made(3, 5, "[5]"), Token);
        await catalog.Stages.PutAsync(made[0] with { Stage = "gate" }, Token);

        Assert.Equal(Made(3, 5, "[5]"), await catalog.Stages.FindAsync(new("demo", "bikes", 3), "train", Token));
        Assert.Equal(made[1], await catalog.Stages.FindByKeyAsync("demo", "train", "k", Token));
        Assert.Equal(["train", "gate"], (await catalog.Stages.OfAsync(new("demo", "bikes", 1), Token)).Select(r => r.Stage).OrderDescending());
        Assert.Null(await catalog.Stages.FindAsync(new("demo", "bikes", 3), "gate", Token));
        Assert.Null(await catalog.Stages.FindByKeyAsync("demo", "train", "another", Token));
        Assert.Null(await catalog.Stages.FindByKeyAsync("elsewhere", "train", "k", Token));
    }

    private static Task<RunKey> AllocateAsync(ICatalog catalog, string model = "bikes", string project = "demo") =>
        catalog.Runs.AllocateAsync(project, model, Spec, RunTrigger.Manual, Guid.NewGuid().ToString(), Now, Token);

    private static Task SaveAsync(ICatalog catalog, RunKey key, RunState state) =>
        catalog.Runs.SaveAsync(new RunReport { Run = key.ToString(), Model = key.Model, State = state }, Token);

    private static async Task PublishAsync(ICatalog catalog, int versions)
    {
        foreach (var version in Enumerable.Range(1, versions))
        {
            await catalog.Models.ReserveAsync("demo", "bikes", $"demo/bikes/{version}", Token);
            await catalog.Models.PublishAsync(Package(version), () => { }, Token);
        }
    }

    private static Task ChallengeAsync(ICatalog catalog, int version) =>
        catalog.Models.MoveAliasAsync(
            new AliasMove("demo", "bikes", AliasName.Challenger, version, $"demo/bikes/{version}", "passed", $"demo/bikes/{version}", Now), Token);

    private static Task<Promotion> PromoteAsync(ICatalog catalog, int version, int? expected) =>
        catalog.Models.PromoteAsync(
            new PromotionRequest("demo", "bikes", version, expected, $"demo/bikes/{version}", "gate", $"demo/bikes/{version}", Now), Token);
}
