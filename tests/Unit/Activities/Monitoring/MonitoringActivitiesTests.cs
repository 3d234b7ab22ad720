using System.Globalization;
using System.Text;
using System.Text.Json;
using Mdlc.Activities.Monitoring;
using Mdlc.Activities.Profiles;
using Mdlc.Catalog.Artifacts;
using Mdlc.Catalog.DuckDb;
using Mdlc.Catalog.Metadata;
using Mdlc.Catalog.Metadata.Sqlite;
using Mdlc.Catalog.Models;
using Mdlc.Catalog.Predictions;
using Mdlc.Catalog.Snapshots;
using Mdlc.Catalog.Sources;
using Mdlc.Contracts.Artifacts;
using Mdlc.Contracts.Evaluation;
using Mdlc.Contracts.Faults;
using Mdlc.Contracts.Json;
using Mdlc.Contracts.Models;
using Mdlc.Contracts.Monitoring;
using Mdlc.Contracts.Spec;
using Mdlc.Unit.Tests.Catalog.Models;
using Mdlc.Unit.Tests.Serving;
using Mdlc.Learning.Drift;
using Mdlc.Workflows.Monitoring;

namespace Mdlc.Unit.Tests.Activities.Monitoring;

public sealed class MonitoringActivitiesTests : IAsyncDisposable
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly TemporaryHome _temporary = new();
    private readonly SqliteCatalog _catalog;
    private readonly ArtifactStore _artifacts;
    private readonly MonitoringActivities _activities;

    public MonitoringActivitiesTests()
    {
        var home = _temporary.Home;
        _catalog = new SqliteCatalog(home);
        _artifacts = new ArtifactStore(home);
        var reader = new SourceReader(home, _artifacts, new SnapshotWriter(_artifacts, _catalog.Snapshots, TimeProvider.System));
        _activities = new MonitoringActivities(home, _catalog, _artifacts, reader, TimeProvider.System);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await _catalog.DisposeAsync();
        _temporary.Dispose();
    }

    [Fact]
    public async Task Compare_FileLikeTheTraining_IsStable()
    {
        await PublishChampionAsync();
        var result = await CompareAsync(await WriteCsvAsync(seed: 2));

        Assert.Equal("stable", result.Drift);
        Assert.Empty(result.DriftedColumns);
        Assert.Equal((1, 1000L), (result.Version, result.Rows));
    }

    [Fact]
    public async Task Compare_FileWithAShiftedColumnAndNewValues_NamesThemAndWritesBothReports()
    {
        await PublishChampionAsync();
        var result = await CompareAsync(await WriteCsvAsync(seed: 2, shift: 30, colours: ["red", "pink"]));

        Assert.Equal("drift", result.Drift);
        Assert.Equal(["amount", "colour"], result.DriftedColumns.Order(StringComparer.Ordinal));
        var html = await File.ReadAllTextAsync(result.Report, Token);
        Assert.Contains("not seen in training: pink", html, StringComparison.Ordinal);
        var json = await File.ReadAllTextAsync(Path.ChangeExtension(result.Report, ".json"), Token);
        Assert.Equal(json, await _artifacts.ReadTextAsync(result.Document, Token));
        Assert.Equal("drift", JsonDocument.Parse(json).RootElement.GetProperty("drift").GetProperty("status").GetString());
    }

    [Fact]
    public async Task Compare_TheSameWindowAgain_WritesTheSameReport()
    {
        await PublishChampionAsync();
        var file = await WriteCsvAsync(seed: 2);
        Assert.Equivalent(await CompareAsync(file), await CompareAsync(file), strict: true);
    }

    [Fact]
    public async Task Compare_FewRows_IsInconclusive()
    {
        await PublishChampionAsync();
        Assert.Equal("inconclusive", (await CompareAsync(await WriteCsvAsync(seed: 2, rows: 50, shift: 30))).Drift);
    }

    [Fact]
    public async Task Compare_FileLacksAColumn_NamesIt()
    {
        await PublishChampionAsync();
        var file = await WriteCsvAsync(seed: 2);
        await File.WriteAllTextAsync(file, (await File.ReadAllTextAsync(file, Token)).Replace("amount,", "amounts,", StringComparison.Ordinal), Token);

        var fault = await Assert.ThrowsAsync<FaultException>(() => CompareAsync(file));
        Assert.Contains("'amount'", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Compare_LoggedPredictions_TakesTheChampionsOfThatTime()
    {
        await PublishChampionAsync();
        Log(version: 1, Noon, seed: 3, shift: 0);
        Log(version: 1, Noon.AddHours(1), seed: 4, shift: 30);
        Log(version: 2, Noon, seed: 5, shift: 30);

        var before = await CompareAsync(new MonitorInput("demo", "bikes", null, null, Noon.AddMinutes(30)));
        Assert.Equal(("stable", 1000L), (before.Drift, before.Rows));
        var after = await CompareAsync(new MonitorInput("demo", "bikes", null, Noon.AddMinutes(30), null));
        Assert.Equal(("drift", 1000L), (after.Drift, after.Rows));
        Assert.Equal(2000, (await CompareAsync(new MonitorInput("demo", "bikes", null, null, null))).Rows);
    }

    [Fact]
    public async Task Compare_NothingLogged_SaysSo()
    {
        await PublishChampionAsync();
        var fault = await Assert.ThrowsAsync<FaultException>(() => CompareAsync(new MonitorInput("demo", "bikes", null, null, null)));
        Assert.Contains("No prediction of demo/bikes version 1 was logged", fault.Message, StringComparison.Ordinal);

        Log(version: 1, Noon, seed: 3, shift: 0);
        await Assert.ThrowsAsync<FaultException>(() => CompareAsync(new MonitorInput("demo", "bikes", null, Noon.AddDays(1), null)));
    }

    [Fact]
    public async Task Compare_NoChampion_SaysSo()
    {
        var fault = await Assert.ThrowsAsync<FaultException>(() => CompareAsync(new MonitorInput("demo", "bikes", null, null, null)));
        Assert.Contains("no champion", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ReadingRules.First)]
    [InlineData(ReadingRules.Second)]
    public async Task Compare_RowsThatCannotBeRead_AreToldAndCount(int rules)
    {
        await PublishChampionAsync(rules);
        var file = await WriteCsvAsync(seed: 2);
        var lines = (await File.ReadAllTextAsync(file, Token)).Split('\n');
        for (var i = 1; i <= 40; i++)
        {
            lines[i] = "ERR" + lines[i][lines[i].IndexOf(',', StringComparison.Ordinal)..];
        }

        await File.WriteAllTextAsync(file, string.Join('\n', lines), Token);
        var result = await CompareAsync(file);

        Assert.Equal(("drift", 960L, 40L), (result.Drift, result.Rows, result.Rejected));
        Assert.Equal(["amount"], result.DriftedColumns);
        Assert.Equal(("amount", 40L), (result.Reasons[0].Column, result.Reasons[0].Records));
        Assert.StartsWith("1000 rows, 40 of which could not be read (", result.Summary, StringComparison.Ordinal);
        Assert.True(File.Exists(result.Quarantine));
        var document = MdlcJson.Deserialize<MonitoringDocument>(await _artifacts.ReadTextAsync(result.Document, Token));
        Assert.Equal((1000L, 40L), (document.Records, document.Rejected));
        Assert.Contains("unreadable values: 4.0 %", document.Drift.Columns[0].Reason, StringComparison.Ordinal);
        Assert.Contains("ERR", await File.ReadAllTextAsync(result.Report, Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Compare_NoRowCanBeRead_IsDriftAndNoFault()
    {
        await PublishChampionAsync();
        var file = await WriteCsvAsync(seed: 2, rows: 300);
        var lines = (await File.ReadAllTextAsync(file, Token)).Split('\n');
        await File.WriteAllTextAsync(file, string.Join('\n', lines.Select((line, i) => i == 0 || line.Length == 0 ? line : "ERR" + line)), Token);

        var result = await CompareAsync(file);

        Assert.Equal(("drift", 0L, 300L), (result.Drift, result.Rows, result.Rejected));
    }

    [Fact]
    public async Task Compare_LaterDays_IsNoDrift()
    {
        await PublishChampionAsync();
        var file = await WriteCsvAsync(seed: 2);
        await File.WriteAllTextAsync(file, (await File.ReadAllTextAsync(file, Token)).Replace("2026-01-", "2027-05-", StringComparison.Ordinal), Token);

        Assert.Equal("stable", (await CompareAsync(file)).Drift);
    }

    [Fact]
    public async Task Compare_LoggedTextsWithBlanks_AreThoseThatTheModelSaw()
    {
        await PublishChampionAsync(ReadingRules.Second);
        Log(version: 1, Noon, seed: 3, shift: 0, blank: " ");

        Assert.Equal("stable", (await CompareAsync(new MonitorInput("demo", "bikes", null, null, null))).Drift);
    }

    [Theory]
    [InlineData(0, "ok")]
    [InlineData(3, "worse")] // every third label is the other one
    public async Task Compare_FileWithLabels_TellsWhetherTheModelIsAsGood(int wrongEach, string expected)
    {
        await PublishChampionAsync(auc: 0.97);
        var result = await CompareAsync(await WriteLabelledAsync((row, label) => wrongEach > 0 && row % wrongEach == 0 ? Other(label) : label));

        Assert.Equal((expected, "stable", 1000L), (result.Quality, result.Drift, result.Rows));
        Assert.Matches(@"^auc 0\.\d+ \(0\.\d+ to [01]\.?\d*\) on 1000 rows, 0\.97 \(0\.95 to 0\.99\) on 400 at training: ", result.QualityReason);
        Assert.Contains(expected == "ok" ? "the model is as good as it was (auc 0." : "the model is worse (auc 0.", result.Summary, StringComparison.Ordinal);
        Assert.Contains(expected, await File.ReadAllTextAsync(result.Report, Token), StringComparison.Ordinal);
        Assert.Equal((1000L, 0.97), (await DocumentAsync(result)) is { Quality: { } quality } ? (quality.Rows, quality.Training!.Value) : default);
    }

    [Fact]
    public async Task Compare_FileWithLabels_IsJudgedAtTheModelsOwnThreshold()
    {
        await PublishChampionAsync(auc: 0.97, threshold: 1e-9);
        var metrics = (await DocumentAsync(await CompareAsync(await WriteLabelledAsync((_, label) => label)))).Quality!.Metrics;

        // From so low on all rows count as positive.
        Assert.Equal(1, metrics.Single(metric => metric.Name == MetricName.Recall).Value);
        Assert.InRange(metrics.Single(metric => metric.Name == MetricName.Precision).Value!.Value, 0.3, 0.6);
    }

    [Fact]
    public async Task Compare_LabelsThatAreNone_AreCountedAndTheRowsStillCompared()
    {
        await PublishChampionAsync(auc: 0.97);
        var result = await CompareAsync(await WriteLabelledAsync((row, label) => row < 100 ? "" : row < 140 ? "maybe" : label));

        Assert.Equal(("ok", 1000L), (result.Quality, result.Rows));
        Assert.Contains("on 860 rows", result.QualityReason, StringComparison.Ordinal);
        Assert.EndsWith("; 100 rows without a label are not judged; 40 rows have a label that training did not have ('maybe') and are not judged", result.QualityReason, StringComparison.Ordinal);
        var quality = (await DocumentAsync(result)).Quality!;
        Assert.Equal((860L, 100L, 40L), (quality.Rows, quality.Unlabelled, quality.UnknownLabels));
    }

    /// <summary>Of several classes, one that training did not have is one that the model cannot say: each such row is an error of it.</summary>
    [Fact]
    public async Task Compare_LabelsOfAClassThatTrainingDidNotHave_CountAsWrong()
    {
        await PublishChampionAsync(auc: 0.97, task: ModelTask.Multiclass);
        var result = await CompareAsync(await WriteLabelledAsync((row, _) => row < 40 ? "gigantic" : "low"));

        Assert.EndsWith("; 40 rows have a label that training did not have ('gigantic') and count as wrong", result.QualityReason, StringComparison.Ordinal);
        var quality = (await DocumentAsync(result)).Quality!;
        Assert.Equal((1000L, 0L, 40L), (quality.Rows, quality.Unlabelled, quality.UnknownLabels));
    }

    /// <summary>A label that cannot be read costs a judgement, and not the row.</summary>
    [Fact]
    public async Task Compare_LabelsThatCannotBeRead_AreCountedAndTheRowsStillCompared()
    {
        await PublishChampionAsync(auc: 0.97, labelType: ColumnType.Boolean);
        var result = await CompareAsync(await WriteLabelledAsync((row, label) => row < 250 ? "pending" : label == "yes" ? "true" : "false"));

        Assert.Equal(("stable", 1000L, 0L), (result.Drift, result.Rows, result.Rejected));
        Assert.Contains("250 rows whose label cannot be read are not judged", result.QualityReason, StringComparison.Ordinal);
        Assert.Equal(250, (await DocumentAsync(result)).Quality!.UnreadableLabels);
    }

    [Fact]
    public async Task Compare_NoLabelOrNoEvaluation_CannotTellAndSaysWhy()
    {
        await PublishChampionAsync(auc: 0.97);
        var unlabelled = await CompareAsync(await WriteCsvAsync(seed: 2));
        Log(version: 1, Noon, seed: 3, shift: 0);
        var logged = await CompareAsync(new MonitorInput("demo", "bikes", null, null, null));

        Assert.Equal(("cannotTell", "cannotTell"), (unlabelled.Quality, logged.Quality));
        Assert.Contains("has no column 'label'", unlabelled.QualityReason, StringComparison.Ordinal);
        Assert.Equal("no labels: logged predictions hold no labels", logged.QualityReason);
    }

    [Fact]
    public async Task Compare_PackageOfBefore_SaysWhatIsNotCompared()
    {
        await PublishChampionAsync();
        var result = await CompareAsync(await WriteLabelledAsync((_, label) => label));

        Assert.Equal(("", "cannotTell"), (result.PredictionDrift, result.Quality));
        Assert.Equal("the package holds no evaluation to compare with", result.QualityReason);
        Assert.Contains(result.Notes, note => note.StartsWith("what the model says is not compared: version 1", StringComparison.Ordinal));
        Assert.Contains(result.Notes, note => note.StartsWith("how much each column matters to the model is not known", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Compare_Predictions_AreHeldAgainstThoseAtTraining()
    {
        await PublishChampionAsync(auc: 0.97);
        var before = await PredictionsAsync(await WriteCsvAsync(seed: 7));
        await PublishChampionAsync(auc: 0.97, predictions: before);

        var same = await CompareAsync(await WriteCsvAsync(seed: 2));
        var shifted = await CompareAsync(await WriteCsvAsync(seed: 2, shift: 40));
        Log(version: 2, Noon, seed: 3, shift: 40);
        var logged = await CompareAsync(new MonitorInput("demo", "bikes", null, null, null));

        Assert.Equal(("stable", "stable", 2), (same.Drift, same.PredictionDrift, same.Version));
        Assert.Equal(("drift", "drift"), (shifted.PredictionDrift, logged.PredictionDrift));
        Assert.Equal(["amount", DataProfile.PredictionName], shifted.Columns.Select(column => column.Column));
        Assert.Equal(("strong", 0.75, 1), (shifted.Columns[0].Severity, Math.Round(shifted.Columns[0].Importance!.Value, 9), shifted.Columns[0].ImportanceRank!.Value));
        Assert.Equal(["amount"], shifted.DriftedColumns);
        Assert.Contains("amount (strong, importance 75 %)", shifted.Summary, StringComparison.Ordinal);
        var html = await File.ReadAllTextAsync(shifted.Report, Token);
        Assert.Contains("75 % (no. 1)", html, StringComparison.Ordinal);
        Assert.Contains(DataProfile.PredictionName, html, StringComparison.Ordinal);
    }

    /// <summary>Numbers of rows are told by the training rows' order, and a window's are never compared.</summary>
    [Fact]
    public async Task Profile_NumbersOfRows_AreOfKindTimeInBoth()
    {
        Directory.CreateDirectory(_temporary.Home.Root);
        using var session = DuckDbSession.Open(_temporary.Home);
        var (train, later) = (Path.Combine(_temporary.Home.Root, "train.parquet"), Path.Combine(_temporary.Home.Root, "later.parquet"));
        session.Execute($"COPY (SELECT 1000000 + 3 * range AS order_no, range * 7919 % 100 AS x FROM range(500)) TO {Sql.Text(train)} (FORMAT parquet)", Token);
        session.Execute($"COPY (SELECT 9000000 - range AS order_no, range AS x FROM range(500)) TO {Sql.Text(later)} (FORMAT parquet)", Token);
        var plan = new FeaturePlan(
        [
            new("order_no", ColumnType.Integer, ColumnRole.Numeric, HasMissing: false, "whole numbers"),
            new("x", ColumnType.Integer, ColumnRole.Numeric, HasMissing: false, "whole numbers"),
        ]);

        var training = await DriftProfile.OfTrainingAsync(session, train, plan, time: null, Token);
        var window = await DriftProfile.OfWindowAsync(session, later, plan, training, Token);

        Assert.Equal([ColumnKind.Time, ColumnKind.Numeric], training.Columns.Select(column => column.Kind));
        Assert.Equal([ColumnKind.Time, ColumnKind.Numeric], window.Columns.Select(column => column.Kind));
        Assert.Contains("numbers the rows", training.Columns[0].Note, StringComparison.Ordinal);
    }

    /// <summary>A profile of before kept them as numbers: a later window has others, which is no drift.</summary>
    [Fact]
    public void Renewed_PointsInTimeThatWereKeptAsNumbers_AreOfKindTime()
    {
        string[] names = ["shipped", "due", "x"];
        double[] days = [.. Enumerable.Range(0, 500).Select(i => i % 50 == 0 ? double.NaN : 1.7e9 + (86_400 * (i / 50)))];
        var plan = new FeaturePlan([.. names.Select(name => new FeatureColumn(name, name == "shipped" ? ColumnType.Timestamp : ColumnType.Number, ColumnRole.Numeric, true, ""))]);

        var renewed = DriftProfile.Renewed(new DataProfile(500, [.. names.Select(name => ProfileBuilder.Numeric(name, days))]), plan, time: "due");

        Assert.Equal([ColumnKind.Time, ColumnKind.Time, ColumnKind.Numeric], renewed.Columns.Select(column => column.Kind));
        Assert.All(renewed.Columns, column => Assert.Equal((500, 10), (column.Rows, column.Missing)));
    }

    private static string Other(string label) => label == "yes" ? "no" : "yes";

    private async Task<MonitoringDocument> DocumentAsync(MonitorResult result) =>
        MdlcJson.Deserialize<MonitoringDocument>(await _artifacts.ReadTextAsync(result.Document, Token));

    private async Task<ColumnProfile> PredictionsAsync(string csv)
    {
        var parquet = Path.ChangeExtension(csv, ".parquet");
        using var session = DuckDbSession.Open(_temporary.Home);
        session.Execute($"COPY (SELECT * FROM read_csv({Sql.Text(csv)}, header = true)) TO {Sql.Text(parquet)} (FORMAT parquet)", Token);
        var champion = await _catalog.Models.GetAsync("demo", "bikes", 1, Token);
        using var rows = await WindowFile.NewAsync(parquet, _ => Task.CompletedTask);
        return (await new WindowScorer(session, new PackageStore(_temporary.Home, _catalog).Open(champion!)).ProfileAsync(rows, Token))!;
    }

    /// <summary>The rows of <see cref="WriteCsvAsync"/> with the labels that the model learned.</summary>
    private async Task<string> WriteLabelledAsync(Func<int, string, string> labelOf)
    {
        var file = await WriteCsvAsync(seed: 2);
        var lines = (await File.ReadAllTextAsync(file, Token)).TrimEnd('\n').Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            lines[i] += i == 0 ? ",label" : $",{labelOf(i - 1, Truth(lines[i].Split(',')))}";
        }

        await File.WriteAllTextAsync(file, string.Join('\n', lines) + '\n', Token);
        return file;

        static string Truth(string[] cells) =>
            double.Parse(cells[0], CultureInfo.InvariantCulture) + (cells[1] == "red" ? 50 : 0) + (cells[4] == "true" ? 10 : 0) > 75 ? "yes" : "no";
    }

    private static EvaluationDocument Evaluation(ModelTask task, string metric, double value) => new()
    {
        Run = "demo/bikes/1",
        Model = "bikes",
        Task = task,
        Label = "label",
        Trainer = TrainerKind.LightGbm,
        TrainRows = 2000,
        TestRows = 400,
        Metric = metric,
        Metrics = [new() { Name = metric, Value = value, Lower = value - 0.02, Upper = value + 0.02, Confidence = 0.95 }],
        Seed = 1,
        Importance = [new("amount", 0.3, 0.01), new("colour", 0.1, 0.01), new("hour", -0.01, 0.01)],
        Plan = new FeaturePlan(SmallModel.Columns),
    };

    private Task<MonitorResult> CompareAsync(string file) => CompareAsync(new MonitorInput("demo", "bikes", file, null, null));

    private Task<MonitorResult> CompareAsync(MonitorInput input) => _activities.CompareAsync(input, "window", _ => { }, Token);

    /// <param name="auc">What the evaluation says; null: there is none.</param>
    private async Task PublishChampionAsync(
        int rules = ReadingRules.First, double? auc = null, ColumnType labelType = ColumnType.Text, ColumnProfile? predictions = null, double threshold = 0.5,
        ModelTask task = ModelTask.Binary)
    {
        var isBinary = task == ModelTask.Binary;
        var model = isBinary ? SmallModels.Binary : SmallModels.Multiclass;
        var zip = _artifacts.NewScratchFile(".zip");
        await File.WriteAllBytesAsync(zip, model.Zip, Token);
        var version = await _catalog.Models.ReserveAsync("demo", "bikes", predictions is null ? "demo/bikes/1" : "demo/bikes/2", Token);
        var spec = new ModelSpec
        {
            Project = "demo",
            Model = "bikes",
            Task = task,
            Label = "label",
            Source = new SourceSpec { Path = "/data/bikes.csv", Rules = rules, Delimiter = ",", Header = true, Types = new Dictionary<string, ColumnType> { ["label"] = labelType } },
            Positive = isBinary && labelType == ColumnType.Text ? "yes" : null,
        };
        var texts = new Dictionary<string, string>
        {
            [PackageFile.Signature] = MdlcJson.Serialize(model.Signature with { Rules = rules, Threshold = threshold, Classes = !isBinary ? model.Signature.Classes : labelType == ColumnType.Text ? ["no", "yes"] : ["false", "true"] }),
            [PackageFile.Spec] = MdlcJson.Serialize(spec),
            [PackageFile.Plan] = MdlcJson.Serialize(new FeaturePlan(SmallModel.Columns)),
            [PackageFile.Profile] = MdlcJson.Serialize(await TrainingProfileAsync() with { Predictions = predictions }),
        };
        if (auc is { } value)
        {
            texts[PackageFile.Metrics] = MdlcJson.Serialize(Evaluation(task, isBinary ? MetricName.Auc : MetricName.MicroAccuracy, value));
        }

        await new PackageStore(_temporary.Home, _catalog).PublishAsync(
            new PackageDraft("demo", "bikes", version, $"demo/bikes/{version}", "digest", "snapshot", zip, texts, Noon), Token);
        await _catalog.Models.PromoteAsync(new PromotionRequest("demo", "bikes", version, version == 1 ? null : 1, "test", "test", "test", Noon), Token);
    }

    private async Task<DataProfile> TrainingProfileAsync()
    {
        var csv = await WriteCsvAsync(seed: 1, rows: 2000);
        var parquet = Path.ChangeExtension(csv, ".parquet");
        using var session = DuckDbSession.Open(_temporary.Home);
        session.Execute($"COPY (SELECT * FROM read_csv({Sql.Text(csv)}, header = true)) TO {Sql.Text(parquet)} (FORMAT parquet)", Token);
        return await DriftProfile.OfTrainingAsync(session, parquet, new FeaturePlan(SmallModel.Columns), time: null, Token);
    }

    private async Task<string> WriteCsvAsync(int seed, int rows = 1000, double shift = 0, string[]? colours = null)
    {
        var random = new Random(seed);
        var csv = new StringBuilder("amount,colour,hour,at,member\n");
        for (var i = 0; i < rows; i++)
        {
            csv.Append(
                CultureInfo.InvariantCulture,
                $"{(random.NextDouble() * 100) + shift:0.###},{Pick(random, colours ?? ["red", "green", "blue"])},{random.Next(24)},2026-01-{random.Next(1, 29):00} 08:00:00,{(random.Next(2) == 0 ? "true" : "false")}\n");
        }

        Directory.CreateDirectory(_temporary.Home.Root);
        var file = Path.Combine(_temporary.Home.Root, $"rows-{seed}-{rows}-{shift.ToString(CultureInfo.InvariantCulture)}.csv");
        await File.WriteAllTextAsync(file, csv.ToString(), Token);
        return file;
    }

    private void Log(int version, DateTimeOffset time, int seed, double shift, string blank = "")
    {
        const int Rows = 1000;
        var random = new Random(seed);
        using var files = new PredictionLogFiles(_temporary.Home, $"test{seed}");
        LoggedColumn[] inputs =
        [
            new("amount", ColumnType.Number, Many<double?>(Rows, () => (random.NextDouble() * 100) + shift)),
            new("colour", ColumnType.Text, Many(Rows, () => blank + Pick(random, ["red", "green", "blue"]))),
            new("hour", ColumnType.Integer, Many<long?>(Rows, () => random.Next(24))),
            new("at", ColumnType.Timestamp, Many<DateTime?>(Rows, () => new DateTime(2026, 1, random.Next(1, 29), 8, 0, 0, DateTimeKind.Utc))),
            new("member", ColumnType.Boolean, Many<bool?>(Rows, () => random.Next(2) == 0)),
        ];
        files.Write("demo", "bikes", version, [new LoggedRequest(time, "r", Rows, inputs, [])]);
    }

    private static T[] Many<T>(int count, Func<T> make) => [.. Enumerable.Range(0, count).Select(_ => make())];

    private static string Pick(Random random, string[] values) => values[random.Next(values.Length)];
}
