using System.Text.Json;
using Mdlc.Activities.Registry;
using Mdlc.Catalog.Artifacts;
using Mdlc.Catalog.DuckDb;
using Mdlc.Catalog.Metadata.Sqlite;
using Mdlc.Catalog.Models;
using Mdlc.Contracts.Artifacts;
using Mdlc.Contracts.Evaluation;
using Mdlc.Contracts.Json;
using Mdlc.Contracts.Models;
using Mdlc.Contracts.Monitoring;
using Mdlc.Contracts.Runs;
using Mdlc.Contracts.Spec;
using Mdlc.Contracts.Tuning;
using Mdlc.Contracts.Verdicts;
using Mdlc.Unit.Tests.Catalog.Models;
using Mdlc.Unit.Tests.Serving;
using Mdlc.Workflows.Data;
using Mdlc.Workflows.Evaluation;
using Mdlc.Workflows.Registry;
using Mdlc.Workflows.Training;

namespace Mdlc.Unit.Tests.Activities.Registry;

public sealed class RegistryActivitiesTests : IAsyncDisposable
{
    private readonly TemporaryHome _temporary = new();
    private readonly SqliteCatalog _catalog;
    private readonly ArtifactStore _artifacts;
    private readonly RegistryActivities _activities;

    public RegistryActivitiesTests()
    {
        _catalog = new SqliteCatalog(_temporary.Home);
        _artifacts = new ArtifactStore(_temporary.Home);
        _activities = new RegistryActivities(_temporary.Home, _catalog, _artifacts, TimeProvider.System);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await _catalog.DisposeAsync();
        _temporary.Dispose();
    }

    [Fact]
    public async Task Register_RowsReadByTheSecondRules_SignatureSaysHowCellsAreRead()
    {
        var input = await InputAsync(SmallModels.Binary, ModelTask.Binary, Verdict.Pass);
        var source = input.Spec.Source with
        {
            Rules = ReadingRules.Second,
            Formats = new Dictionary<string, string> { ["amount"] = "#.###,#" },
            NullValues = ["?"],
            ColumnNullValues = new Dictionary<string, IReadOnlyList<string>> { ["amount"] = ["-"] },
        };
        await _activities.RegisterAsync(input with { Spec = input.Spec with { Source = source } }, Token);

        var signature = Open((await _catalog.Models.FindByRunAsync("demo/bikes/3", Token))!).Signature;
        Assert.Equal(ReadingRules.Second, signature.Rules);
        Assert.Equal(("#.###,#", "?,-"), (signature.Inputs[0].Format, string.Join(',', signature.Inputs[0].NullWords)));
        Assert.Equal((null, "?"), (signature.Inputs[1].Format, string.Join(',', signature.Inputs[1].NullWords)));
    }

    [Fact]
    public async Task Register_PassedCandidate_IsACompletePackageAndChallenger()
    {
        var input = await InputAsync(SmallModels.Binary, ModelTask.Binary, Verdict.Pass);
        var result = await _activities.RegisterAsync(input, Token);

        Assert.Equal((1, AliasName.Challenger), (result.Version, result.Alias));
        Assert.Equal(1, (await _catalog.Models.AliasesAsync("demo", "bikes", Token))[AliasName.Challenger]);
        var package = Open((await _catalog.Models.FindByRunAsync("demo/bikes/3", Token))!);
        Assert.Equal(
            [
                PackageFile.Card, PackageFile.Gate, PackageFile.Lineage, PackageFile.Manifest, PackageFile.Metrics, PackageFile.Model,
                PackageFile.Plan, PackageFile.Profile, PackageFile.Signature, PackageFile.Spec,
            ],
            package.Package.Files.Keys.Order(StringComparer.Ordinal));
        Assert.Equivalent(SmallModels.Binary.Signature, package.Signature, strict: true);
        Assert.Equivalent(input.Spec, package.ReadSpec());
        Assert.Equivalent(input.Plan, package.ReadPlan());
        Assert.Equal(400, package.LoadScorer().Score(SmallModels.Binary.Rows).Rows);
    }

    [Fact]
    public async Task Register_Twice_IsOneVersionAndOneMoveOfTheAlias()
    {
        var input = await InputAsync(SmallModels.Binary, ModelTask.Binary, Verdict.Inconclusive);
        var first = await _activities.RegisterAsync(input, Token);
        var second = await _activities.RegisterAsync(input, Token);

        Assert.Equal(first, second);
        Assert.Single(await _catalog.Models.ListAsync(cancellationToken: Token));
        Assert.Single(await _catalog.Models.HistoryAsync("demo", "bikes", Token));
    }

    [Fact]
    public async Task Register_ACandidate_FinishesItsReportWithTheVersion_InFolderAndStore()
    {
        var input = await InputAsync(SmallModels.Binary, ModelTask.Binary, Verdict.Pass);

        var result = await _activities.RegisterAsync(input, Token);

        var page = await _artifacts.ReadTextAsync(result.Page!, Token);
        Assert.Contains("href=\"../../../../models/demo/bikes/1/card.md\"", page, StringComparison.Ordinal);
        Assert.Contains(input.Data.Snapshot.DataDigest, page, StringComparison.Ordinal);
        var folder = _temporary.Home.RunFolder("demo", "bikes", 3);
        Assert.Equal(page, await File.ReadAllTextAsync(Path.Combine(folder, "report.html"), Token));
        Assert.True(File.Exists(Path.Combine(folder, "../../../../models/demo/bikes/1/card.md")), "The link leads nowhere.");
    }

    [Fact]
    public async Task Register_FailedCandidate_IsAVersionWithoutAlias()
    {
        var result = await _activities.RegisterAsync(await InputAsync(SmallModels.Binary, ModelTask.Binary, Verdict.Fail), Token);

        Assert.Equal((1, null), (result.Version, result.Alias));
        Assert.Empty(await _catalog.Models.AliasesAsync("demo", "bikes", Token));
    }

    [Fact]
    public async Task Register_TheChampionOnceMore_IsAVersionWithoutAlias()
    {
        var input = await InputAsync(SmallModels.Binary, ModelTask.Binary, Verdict.Pass);

        var result = await _activities.RegisterAsync(input with { Gate = input.Gate with { SameAs = 2 } }, Token);

        Assert.Null(result.Alias);
        Assert.EndsWith("no alias: the same model as version 2", result.Summary, StringComparison.Ordinal);
        Assert.Empty(await _catalog.Models.AliasesAsync("demo", "bikes", Token));
    }

    [Fact]
    public async Task Register_TheChampionOnceMoreWhoseAboutHasChanged_IsChallenger()
    {
        var input = await InputAsync(SmallModels.Binary, ModelTask.Binary, Verdict.Pass);

        var result = await _activities.RegisterAsync(input with { Gate = input.Gate with { SameAs = 2, Renews = true } }, Token);

        Assert.Equal(AliasName.Challenger, result.Alias);
    }

    /// <summary>Servers know of it by the signature only.</summary>
    [Fact]
    public async Task Register_ChosenThreshold_IsInSignatureAndCard()
    {
        var input = await InputAsync(SmallModels.Binary, ModelTask.Binary, Verdict.Pass);
        var point = new OperatingPoint { Threshold = 0.05, Note = "threshold 0.05, the one of the highest f1" };

        var result = await _activities.RegisterAsync(input with { Training = input.Training with { OperatingPoint = point } }, Token);

        var package = Open((await _catalog.Models.GetAsync("demo", "bikes", result.Version, Token))!);
        Assert.Equal(0.05, package.Signature.Threshold);
        Assert.Contains(point.Note, package.ReadText(PackageFile.Card), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Register_NotJudged_TheCardDoesNotSayThatItPassed()
    {
        var input = await InputAsync(SmallModels.Binary, ModelTask.Binary, Verdict.Pass);

        var result = await _activities.RegisterAsync(input with { Gate = input.Gate with { Judged = false } }, Token);

        var card = Open((await _catalog.Models.GetAsync("demo", "bikes", result.Version, Token))!).ReadText(PackageFile.Card);
        Assert.Contains("**not judged** against", card, StringComparison.Ordinal);
        Assert.DoesNotContain("**pass**", card, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Register_Multiclass_NamesTheClassesInTheModelsOrder()
    {
        var result = await _activities.RegisterAsync(await InputAsync(SmallModels.Multiclass, ModelTask.Multiclass, Verdict.Pass), Token);
        var package = Open((await _catalog.Models.GetAsync("demo", "bikes", result.Version, Token))!);
        Assert.Equivalent(SmallModels.Multiclass.Signature, package.Signature, strict: true);
    }

    [Fact]
    public async Task Register_Card_SaysWhatWasMeasuredAndDecided()
    {
        var result = await _activities.RegisterAsync(await InputAsync(SmallModels.Binary, ModelTask.Binary, Verdict.Pass), Token);
        var package = Open((await _catalog.Models.GetAsync("demo", "bikes", result.Version, Token))!);

        var card = package.ReadText(PackageFile.Card);
        Assert.Contains("# demo/bikes, version 1", card, StringComparison.Ordinal);
        Assert.Contains("whether `label` is `yes`", card, StringComparison.Ordinal);
        Assert.Contains("| auc (decides) | 0.9123 | 0.9 … 0.93 (95%) |", card, StringComparison.Ordinal);
        Assert.Contains("| colour = red | 40 | 0.8 | 0.7 … 0.9 (95%) |", card, StringComparison.Ordinal);
        Assert.Contains("| colour = (missing) | 2 | – (too few rows) | – |", card, StringComparison.Ordinal);
        Assert.Contains("**pass** against version 2: auc is better", card, StringComparison.Ordinal);
        Assert.Contains("300 for training, 100 for testing, 5 quarantined", card, StringComparison.Ordinal);
        Assert.Contains("| amount | number | numeric | yes |", card, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Register_About_FillsTheCard_WhichSaysThatItIsNotEdited()
    {
        var input = await InputAsync(SmallModels.Binary, ModelTask.Binary, Verdict.Pass);
        var about = new AboutSpec { Owner = "risk *team*", IntendedUse = "To rank offers.\n\n# Not to refuse anyone.", Limits = ["not below 18", "not <abroad>"], Tags = ["credit", "weekly"] };

        var declared = await CardAsync(input with { Spec = input.Spec with { About = about } });
        var undeclared = await CardAsync(input with { Run = input.Run with { Number = 4 } });

        Assert.Contains("- owner: risk \\*team\\*\n- tags: credit, weekly\n", declared, StringComparison.Ordinal);
        Assert.Contains("## Intended use\n\nTo rank offers.\n\n\\# Not to refuse anyone.\n\n## Limits\n\n- not below 18\n- not &lt;abroad&gt;\n\nThe figures above", declared, StringComparison.Ordinal);
        Assert.DoesNotContain("declared (", declared, StringComparison.Ordinal);
        Assert.DoesNotContain("Not declared", declared, StringComparison.Ordinal);
        Assert.All(["`about.owner`", "`about.intendedUse`", "`about.limits`"], key => Assert.Contains(key, undeclared, StringComparison.Ordinal));
        Assert.All([declared, undeclared], card => Assert.Contains("is not edited by hand", card, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Register_Lineage_AnswersWhereItCameFrom()
    {
        var result = await _activities.RegisterAsync(await InputAsync(SmallModels.Binary, ModelTask.Binary, Verdict.Pass), Token);
        var package = Open((await _catalog.Models.GetAsync("demo", "bikes", result.Version, Token))!);

        var lineage = JsonDocument.Parse(package.ReadText(PackageFile.Lineage)).RootElement;
        Assert.Equal("demo/bikes/3", lineage.GetProperty("run").GetString());
        Assert.Equal(2, lineage.GetProperty("champion").GetInt32());
        Assert.Equal("data-digest", lineage.GetProperty("snapshot").GetString());
        Assert.Equal("/data/bikes.csv", lineage.GetProperty("source").GetProperty("path").GetString());
        Assert.Equal(9, lineage.GetProperty("params").GetProperty("numberOfLeaves").GetDouble());
        Assert.StartsWith("5.", lineage.GetProperty("software").GetProperty("Microsoft.ML.LightGbm").GetString(), StringComparison.Ordinal);
    }

    private async Task<string> CardAsync(RegisterInput input)
    {
        var result = await _activities.RegisterAsync(input, Token);
        return Open((await _catalog.Models.GetAsync("demo", "bikes", result.Version, Token))!).ReadText(PackageFile.Card);
    }

    private VerifiedPackage Open(ModelPackage package) => new PackageStore(_temporary.Home, _catalog).Open(package);

    private async Task<RegisterInput> InputAsync(SmallModel model, ModelTask task, Verdict verdict)
    {
        var run = new RunKey("demo", "bikes", 3);
        var train = await StoreRowsAsync(model);
        var columns = SmallModel.Columns.Select(column => new SnapshotColumn(column.Name, column.Type)).Append(new("label", ColumnType.Text));
        var snapshot = new SnapshotRef("data-digest", train, 400, [.. columns]);
        return new RegisterInput(
            run,
            new ModelSpec
            {
                Project = "demo",
                Model = "bikes",
                Task = task,
                Label = "label",
                Positive = task == ModelTask.Binary ? "yes" : null,
                Source = new SourceSpec { Path = "/data/bikes.csv", Delimiter = ";" },
            },
            new ValidateResult(snapshot, null, 5, null, "", "ok"),
            new DatasetSplit(train, 300, train, 100),
            new FeaturePlan(SmallModel.Columns),
            new Leaderboard("auc", true, 1, [new TrialResult(0, new Dictionary<string, double> { ["numberOfLeaves"] = 9 }, 0.9, null, 1)]),
            new TrainResult(await StoreAsync(model.Zip, ".zip"), "model-digest", TrainerKind.LightGbm, 100, 1.5, "trained"),
            new EvaluateResult(
                "auc",
                new Dictionary<string, double> { ["auc"] = 0.91234, ["accuracy"] = 0.8 },
                train,
                await _artifacts.PutTextAsync(MdlcJson.Serialize(new DataProfile(300, [])), ".json", Token),
                await _artifacts.PutTextAsync(MdlcJson.Serialize(Evaluation(task)), ".json", Token),
                "/report.html",
                "evaluated"),
            new GateResult(verdict, 2, await _artifacts.PutTextAsync(MdlcJson.Serialize(Judged(verdict)), ".json", Token), "auc is better"));
    }

    private static GateVerdict Judged(Verdict verdict) => new() { Verdict = verdict, Metric = "auc", Alpha = 0.05, Rows = 100, Seed = 1, Rules = [], Summary = "auc is better" };

    private static EvaluationDocument Evaluation(ModelTask task) => new()
    {
        Run = "demo/bikes/3",
        Model = "bikes",
        Task = task,
        Label = "label",
        Trainer = TrainerKind.LightGbm,
        TrainRows = 300,
        TestRows = 100,
        Metric = "auc",
        Metrics = [Auc(0.91234, 0.9, 0.93)],
        Seed = 1,
        Slices =
        [
            new SliceMetrics { Column = "colour", Value = "red", Rows = 40, Sufficient = true, Metrics = [Auc(0.8, 0.7, 0.9)] },
            new SliceMetrics { Column = "colour", Value = null, Rows = 2, Sufficient = false, Reason = "too few rows" },
        ],
        Plan = new FeaturePlan(SmallModel.Columns),
    };

    private static MetricValue Auc(double value, double lower, double upper) =>
        new() { Name = "auc", Value = value, Lower = lower, Upper = upper, Confidence = 0.95 };

    /// <summary>Training rows as the split stage leaves them.</summary>
    private async Task<ArtifactRef> StoreRowsAsync(SmallModel model)
    {
        var labels = model.Signature.Classes.Count > 0 ? model.Signature.Classes : ["1.5"];
        var file = _artifacts.NewScratchFile(".parquet");
        using var session = DuckDbSession.Open(_temporary.Home);
        session.Execute($"COPY (SELECT unnest({Sql.List(labels)}) AS label, 1.5 AS amount, 'red' AS colour, 3::BIGINT AS hour, TIMESTAMP '2026-01-01' AS at, true AS member) TO {Sql.Text(file)} (FORMAT parquet)");
        return await _artifacts.MoveInAsync(file, Token);
    }

    private async Task<ArtifactRef> StoreAsync(byte[] content, string extension)
    {
        var file = _artifacts.NewScratchFile(extension);
        await File.WriteAllBytesAsync(file, content, Token);
        return await _artifacts.MoveInAsync(file, Token);
    }
}
