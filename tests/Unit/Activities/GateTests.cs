using Mdlc.Activities.Registry;
using Mdlc.Catalog.Metadata;
using Mdlc.Contracts.Artifacts;
using Mdlc.Contracts.Evaluation;
using Mdlc.Contracts.Json;
using Mdlc.Contracts.Runs;
using Mdlc.Contracts.Spec;
using Mdlc.Contracts.Verdicts;
using Mdlc.Workflows;
using Mdlc.Workflows.Data;
using Mdlc.Workflows.Evaluation;
using Mdlc.Workflows.Features;
using Mdlc.Workflows.Registry;
using Mdlc.Workflows.Training;

namespace Mdlc.Unit.Tests.Activities;

public sealed class GateTests : IAsyncDisposable
{
    private static readonly GateSpec NonInferior = new() { Champion = new ChampionRule { Margin = 0.05 } };

    private readonly StageSandbox _sandbox = new();

    [Fact]
    public async Task Gate_WithoutRules_PassesUnjudged()
    {
        var (gate, _) = await JudgeAsync(Spec(new GateSpec()), Csv(1500));

        Assert.Equal((Verdict.Pass, null, false), (gate.Verdict, gate.Champion, gate.Judged));
        Assert.Equal("the spec has no gate", gate.Summary);
        Assert.Equal("not judged", ((IStageResult)gate).Outcome);
    }

    /// <summary>Whatever is asked of it, and also where nothing is.</summary>
    [Fact]
    public async Task Gate_TheChampionOnceMore_IsToldToBeTheSameModel()
    {
        var spec = Spec(NonInferior) with { Source = new SourceSpec { Path = "", Rules = ReadingRules.Second } };
        await PromoteAsync(spec, Csv(1500));
        var (snapshot, transformed, trained, evaluated, _) = await RunAsync(spec, Csv(1500), 2);
        var superior = new GateSpec { Champion = new ChampionRule { Kind = ChampionRuleKind.Superior } };
        var missed = NonInferior with { Limits = new Dictionary<string, LimitSpec> { ["auc"] = new(Min: 0.9999) } };

        await AssertSameAsync(superior, Verdict.Pass, true, "^the same model as model@1, bit for bit$");
        await AssertSameAsync(new GateSpec(), Verdict.Pass, false, "^the spec has no gate; the same model as model@1, bit for bit$");
        await AssertSameAsync(missed, Verdict.Fail, true, "below 0.9999, even at its best end; the same model as model@1, bit for bit$");

        // What people declare of it makes no other model, but the champion's card shall say what the spec says.
        var declared = spec with { About = new AboutSpec { Owner = "risk team" } };
        var renewed = await JudgeAgainAsync(declared);
        Assert.Equal((1, true), (renewed.SameAs, renewed.Renews));
        Assert.EndsWith("its about has changed, so it takes the champion's place for its card", renewed.Summary, StringComparison.Ordinal);
        var refused = await JudgeAgainAsync(declared with { Gate = missed });
        Assert.Equal((1, false), (refused.SameAs, refused.Renews));
        Assert.EndsWith("its about has changed, but the champion's card stays as it is until a run passes", refused.Summary, StringComparison.Ordinal);
        var kept = await JudgeAgainAsync(declared with { Deploy = new DeploySpec { Target = DeployTarget.None } });
        Assert.False(kept.Renews || kept.Summary.Contains("about", StringComparison.Ordinal), kept.Summary);

        // The same file behind another reading of the same words is another model to whoever asks it.
        var other = await JudgeAgainAsync(spec with { Source = spec.Source with { NullValues = ["none"] } });
        Assert.Null(other.SameAs);

        async Task AssertSameAsync(GateSpec gate, Verdict verdict, bool judged, string summary)
        {
            var result = await JudgeAgainAsync(spec with { Gate = gate });
            Assert.Equal((verdict, judged, 1, false), (result.Verdict, result.Judged, result.SameAs, result.Renews));
            Assert.Matches(summary, result.Summary);
        }

        Task<GateResult> JudgeAgainAsync(ModelSpec by) => _sandbox.GateAsync(by, snapshot, transformed, trained, evaluated);
    }

    /// <summary>The same file at another threshold calls other rows positive.</summary>
    [Fact]
    public async Task Gate_TheChampionsModelAtAnotherThreshold_IsAnotherModel_AndEachIsJudgedAtItsOwn()
    {
        var spec = Spec(NonInferior) with { Evaluate = new EvaluateSpec { Metric = "accuracy" } };
        await PromoteAsync(spec, Csv(1500));

        var (_, _, _, evaluated, gate) = await RunAsync(spec with { Evaluate = spec.Evaluate with { Threshold = new ThresholdSpec { Value = 0.05 } } }, Csv(1500), 2);

        var document = MdlcJson.Deserialize<EvaluationDocument>(await _sandbox.Artifacts.ReadTextAsync(evaluated.Document));
        var rule = Assert.Single(MdlcJson.Deserialize<GateVerdict>(await _sandbox.Artifacts.ReadTextAsync(gate.Document)).Rules);
        Assert.Null(gate.SameAs);
        Assert.Equal(At(0.05), rule.CandidateValue!.Value, 1e-12);
        Assert.Equal(At(0.5), rule.OpponentValue!.Value, 1e-12);
        Assert.NotEqual(At(0.05), At(0.5));

        double At(double threshold) => document.Thresholds.Single(row => row.Threshold == threshold).Accuracy!.Value;
    }

    [Fact]
    public async Task Gate_ChampionThatPredictsSomethingElse_IsInconclusiveAndSaysWhat()
    {
        var spec = Spec(NonInferior);
        await PromoteAsync(spec, Csv(600));

        var (turned, verdict) = await JudgeAsync(spec with { Positive = "no" }, Csv(600), run: 2);
        Assert.Equal((Verdict.Inconclusive, 1), (turned.Verdict, turned.Champion));
        Assert.Contains("its positive value is 'yes'", Assert.Single(verdict.Rules).Reason, StringComparison.Ordinal);

        var (_, other) = await JudgeAsync(spec with { Label = "outcome" }, Csv(600).Replace("label", "outcome", StringComparison.Ordinal), run: 3);
        Assert.Contains("its label is 'label'", Assert.Single(other.Rules).Reason, StringComparison.Ordinal);
    }

    /// <summary>A challenger has been nobody's champion.</summary>
    [Fact]
    public async Task Gate_EarlierChampions_AreThoseThatWereIt_AndNoChallengers()
    {
        var made = await RunAsync(Spec(NonInferior), Csv(1500), 1);
        await MakeChampionAsync(await RegisterAsync(Spec(NonInferior), made, 1), null);
        await MakeChampionAsync(await RegisterAsync(Spec(NonInferior), made, 2), 1);
        Assert.Equal(3, await RegisterAsync(Spec(NonInferior), made, 3));

        var (_, verdict) = await JudgeAsync(Spec(NonInferior), Csv(3000), run: 4);

        Assert.Equal(
            [(GateRule.Champion, "model@2"), (GateRule.BestOfRecent, "model@1")], verdict.Rules.Select(rule => (rule.Rule, rule.Opponent!)));
    }

    /// <summary>However long ago it was: each gate hands on the best that its predecessors have found.</summary>
    [Fact]
    public async Task Gate_TheBestChampionOfBefore_IsComparedWithThoughItIsNotAmongTheLast()
    {
        var made = await RunAsync(Spec(NonInferior), Csv(1500), 1);
        await RegisterAsync(Spec(NonInferior), made, 1);
        var told = MdlcJson.Deserialize<GateVerdict>(await _sandbox.Artifacts.ReadTextAsync(made.Item5.Document)) with { BestChampion = "model@1" };
        made.Item5 = made.Item5 with { Document = await _sandbox.Artifacts.PutTextAsync(MdlcJson.Serialize(told), ".json") };
        await MakeChampionAsync(await RegisterAsync(Spec(NonInferior), made, 2), null);

        var (_, verdict) = await JudgeAsync(Spec(NonInferior), Csv(3000), run: 3);

        Assert.Equal(
            [(GateRule.Champion, "model@2"), (GateRule.BestOfRecent, "model@1")], verdict.Rules.Select(rule => (rule.Rule, rule.Opponent!)));
    }

    [Fact]
    public async Task Gate_Twice_GivesTheSameDocument()
    {
        var limits = new Dictionary<string, LimitSpec> { ["auc"] = new(Min: 0.7), ["f1"] = new(Min: 0.1) };
        var spec = Spec(NonInferior with { Limits = limits }) with { Evaluate = new EvaluateSpec { Metric = "logloss" } };
        await PromoteAsync(spec, Csv(1500));

        var (snapshot, transformed, trained, evaluated, first) = await RunAsync(spec, Csv(3000), 2);
        var second = await _sandbox.GateAsync(spec, snapshot, transformed, trained, evaluated);

        Assert.Equal(first, second);
    }

    [Fact]
    public async Task Gate_FirstModel_PassesAndSaysThatThereIsNoChampion()
    {
        var (gate, _) = await JudgeAsync(Spec(NonInferior), Csv(1500));

        Assert.Equal((Verdict.Pass, null), (gate.Verdict, gate.Champion));
        Assert.Contains("no champion to compare with", gate.Summary, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0.7, Verdict.Pass)]
    [InlineData(0.9999, Verdict.Fail)]
    public async Task Gate_Limit_IsHeldAgainstTheInterval(double min, Verdict expected)
    {
        var limits = new GateSpec { Limits = new Dictionary<string, LimitSpec> { ["auc"] = new(Min: min) } };

        var (gate, verdict) = await JudgeAsync(Spec(limits), Csv(1500));

        Assert.Equal(expected, gate.Verdict);
        Assert.NotNull(verdict.Rules.Single().CiLower);
    }

    [Fact]
    public async Task Gate_SameModelOnMoreData_IsComparedOnRowsThatNeitherSaw()
    {
        await PromoteAsync(Spec(NonInferior), Csv(1500));

        var (gate, verdict) = await JudgeAsync(Spec(NonInferior), Csv(3000), run: 2);

        var rule = Assert.Single(verdict.Rules);
        Assert.Equal((Verdict.Pass, 1), (gate.Verdict, gate.Champion));
        Assert.Equal((GateRule.Champion, "model@1", IntervalMethod.DeLong), (rule.Rule, rule.Opponent, rule.Method));
        Assert.Equal((null, "model@1"), (gate.SameAs, verdict.BestChampion));
        Assert.Equal(verdict.Rows, rule.Rows); // the same split: every test row of the candidate is one of the champion's
        var report = await File.ReadAllTextAsync(Path.Combine(_sandbox.Home.RunFolder("test", "model", 2), "report.html"));
        Assert.Contains("model@1", report, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Gate_ChampionOfAnotherSeed_IsComparedOnTheCommonTestRowsOnly()
    {
        await PromoteAsync(Spec(NonInferior), Csv(3000));
        var spec = Spec(NonInferior) with { Split = new SplitSpec { Seed = 2 } };

        var (_, verdict) = await JudgeAsync(spec, Csv(3000), run: 2);

        Assert.InRange(verdict.Rules.Single().Rows, verdict.Rows / 10, verdict.Rows / 3);
    }

    [Fact]
    public async Task Gate_ColumnsChangedWithoutAKey_IsInconclusive()
    {
        await PromoteAsync(Spec(NonInferior), Csv(1500));
        var widened = string.Join('\n', Csv(1500).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select((line, i) => i == 0 ? $"more,{line}" : $"{i % 9},{line}"));

        var (gate, verdict) = await JudgeAsync(Spec(NonInferior), widened, run: 2);

        Assert.Equal(Verdict.Inconclusive, gate.Verdict);
        Assert.Contains("the columns have changed (+more) and the split has no key", verdict.Rules.Single().Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Gate_ChampionOfOtherReadingRules_IsInconclusiveAndSaysSo()
    {
        await PromoteAsync(Spec(NonInferior), Csv(1500));
        var spec = Spec(NonInferior);

        var (gate, verdict) = await JudgeAsync(spec with { Source = spec.Source with { Rules = ReadingRules.Second } }, Csv(1500), run: 2);

        Assert.Equal(Verdict.Inconclusive, gate.Verdict);
        Assert.Contains("read by rules 1, these were read by rules 2", verdict.Rules.Single().Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Gate_ChampionOfOtherReadingRules_IsComparedOnItsOwnReadingOfTheSameRecords()
    {
        await PromoteAsync(Spec(NonInferior), Csv(1500));
        var lines = Csv(3000).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        for (var i = 5; i < lines.Length; i += 10)
        {
            lines[i] = lines[i].Replace(",red,", ",\u00A0red,", StringComparison.Ordinal);
        }

        var read = await _sandbox.FetchAsync(string.Join('\n', lines), ReadingRules.Second, "label");
        var (gate, verdict) = await JudgeAsync(Spec(NonInferior) with { Source = read.Source }, csv: null, run: 2, read.Snapshot);

        var rule = Assert.Single(verdict.Rules);
        Assert.Equal((Verdict.Pass, "model@1"), (gate.Verdict, rule.Opponent));

        // A text with a blank of another kind is another row to the champion, on whichever side.
        Assert.InRange(rule.Rows, verdict.Rows * 9 / 10, verdict.Rows - 1);
    }

    [Fact]
    public async Task Gate_ChampionOfOtherReadingRules_SkipsTheRecordsWithoutALabel()
    {
        await PromoteAsync(Spec(NonInferior), Csv(1500));
        var lines = Csv(3000).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        for (var i = 5; i < lines.Length; i += 50)
        {
            lines[i] = lines[i][..(lines[i].LastIndexOf(',') + 1)];
        }

        var read = await _sandbox.FetchAsync(string.Join('\n', lines), ReadingRules.Second, "label");
        var (_, verdict) = await JudgeAsync(Spec(NonInferior) with { Source = read.Source }, csv: null, run: 2, read.Snapshot);

        // What has a label is the same row to both.
        var rule = Assert.Single(verdict.Rules);
        Assert.Equal((Verdict.Pass, verdict.Rows), (rule.Result, rule.Rows));
    }

    [Fact]
    public async Task Gate_CandidateOfTheFirstRulesWithoutSomeLabels_IsComparedWithAChampionOfTheSecond()
    {
        var spec = Spec(NonInferior);
        await PromoteAsync(spec with { Source = spec.Source with { Rules = ReadingRules.Second } }, Csv(1500));
        var lines = Csv(3000).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        for (var i = 5; i < lines.Length; i += 50)
        {
            lines[i] = lines[i][..(lines[i].LastIndexOf(',') + 1)];
        }

        var read = await _sandbox.FetchAsync(string.Join('\n', lines), ReadingRules.First, "label");
        var (_, verdict) = await JudgeAsync(spec with { Source = read.Source }, csv: null, run: 2, read.Snapshot);

        Assert.Equal(60, read.Rejected);
        var rule = Assert.Single(verdict.Rules);
        Assert.Equal((Verdict.Pass, verdict.Rows), (rule.Result, rule.Rows));
    }

    [Fact]
    public async Task Gate_ChampionOfOtherReadingRules_IsComparedWhereBothRejectTheSameRecords()
    {
        await PromoteAsync(Spec(NonInferior), Csv(1500));
        var lines = Csv(3000).Split('\n', StringSplitOptions.RemoveEmptyEntries).ToList();
        lines.Insert(700, "a line of a single cell");
        var read = await _sandbox.FetchAsync(string.Join('\n', lines), ReadingRules.Second, "label");

        var (_, verdict) = await JudgeAsync(Spec(NonInferior) with { Source = read.Source }, csv: null, run: 2, read.Snapshot);

        Assert.Equal(1, read.Rejected);
        Assert.Equal(verdict.Rows, Assert.Single(verdict.Rules).Rows);
    }

    [Fact]
    public async Task Gate_OnlyTheChampionsReadingRejectsARecord_IsInconclusiveAndSaysSo()
    {
        var spec = Spec(NonInferior);
        await PromoteAsync(spec with { Source = spec.Source with { Types = new Dictionary<string, ColumnType> { ["y"] = ColumnType.Integer } } }, Csv(1500));
        var read = await _sandbox.FetchAsync(Csv(3000) + "1,2.5,red,9000,yes\n", ReadingRules.Second, "label");

        var (gate, verdict) = await JudgeAsync(spec with { Source = read.Source }, csv: null, run: 2, read.Snapshot);

        Assert.Equal(Verdict.Inconclusive, gate.Verdict);
        Assert.Contains("not the same records are rejected by the two (0 by these rules, 1 by those)", verdict.Rules.Single().Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Gate_ChampionSplitByTime_IsComparedOnLaterRows()
    {
        var spec = Spec(NonInferior) with { Split = new SplitSpec { By = SplitKind.Time, Test = 0.3 }, Time = "when" };
        await PromoteAsync(spec, Csv(2000));

        var (_, verdict) = await JudgeAsync(spec, Csv(4000), run: 2);

        // Rows are numbered by time: the last 30 % of 4000 all come after the first 70 % of 2000.
        Assert.Equal(verdict.Rows, verdict.Rules.Single().Rows);
    }

    public ValueTask DisposeAsync() => _sandbox.DisposeAsync();

    private static string Csv(int rows) => StageSandbox.Csv(rows, ModelTask.Binary);

    private static ModelSpec Spec(GateSpec gate) => StageSandbox.Spec(ModelTask.Binary, TrainerKind.Lbfgs) with { Gate = gate, Evaluate = new EvaluateSpec() };

    private async Task<(GateResult Gate, GateVerdict Verdict)> JudgeAsync(ModelSpec spec, string? csv, int run = 1, SnapshotRef? fetched = null)
    {
        var (_, _, _, _, gate) = await RunAsync(spec, csv, run, fetched);
        return (gate, MdlcJson.Deserialize<GateVerdict>(await _sandbox.Artifacts.ReadTextAsync(gate.Document)));
    }

    private async Task PromoteAsync(ModelSpec spec, string csv)
    {
        var made = await RunAsync(spec, csv, 1);
        await MakeChampionAsync(await RegisterAsync(spec, made, 1), null);
    }

    private async Task<int> RegisterAsync(
        ModelSpec spec, (SnapshotRef Snapshot, TransformResult Transformed, TrainResult Trained, EvaluateResult Evaluated, GateResult Gate) made, int run)
    {
        var data = new ValidateResult(made.Snapshot, null, 0, null, "", "");
        var register = new RegisterInput(
            new RunKey("test", "model", run), spec, data, made.Transformed.Split, made.Transformed.Plan, null, made.Trained, made.Evaluated, made.Gate);
        return (await new RegistryActivities(_sandbox.Home, _sandbox.Catalog, _sandbox.Artifacts, TimeProvider.System)
            .RegisterAsync(register, CancellationToken.None)).Version;
    }

    private Task MakeChampionAsync(int version, int? expected) => _sandbox.Catalog.Models.PromoteAsync(
        new PromotionRequest("test", "model", version, expected, _sandbox.Run.ToString(), "test", $"key-{version}", DateTimeOffset.UnixEpoch));

    private async Task<(SnapshotRef, TransformResult, TrainResult, EvaluateResult, GateResult)> RunAsync(
        ModelSpec spec, string? csv, int run, SnapshotRef? fetched = null)
    {
        _sandbox.Run = new RunKey("test", "model", run);
        var snapshot = fetched ?? await _sandbox.FetchAsync(csv!);
        var transformed = await _sandbox.TransformAsync(spec, snapshot);
        var trained = await _sandbox.TrainAsync(spec, transformed);
        var evaluated = await _sandbox.EvaluateAsync(spec, transformed, trained);
        return (snapshot, transformed, trained, evaluated, await _sandbox.GateAsync(spec, snapshot, transformed, trained, evaluated));
    }
}
