namespace Mdlc.EndToEnd.Tests;

public sealed class RunTests
{
    [Fact]
    public async Task Run_OfAGoodSpec_EndsWithAChampionAndOneDocument()
    {
        using var place = new Workplace();
        place.WriteRows("rows.csv", 2_000);
        place.WriteSpec(more: "gate: {limits: {auc: {min: 0.7}}}");

        var run = await place.MdlcAsync("run", "model.yaml", "--json");

        Assert.True(run.ExitCode == 0, run.ToString());
        var document = run.Json;
        Assert.Equal("e2e/income/1", (string?)document["run"]);
        Assert.Equal("pass", (string?)document["verdict"]);
        Assert.Equal(1, (int?)document["version"]);
        Assert.Equal(1, (int?)document["champion"]);
        Assert.Equal(2_000, (int)document["rows"]!["train"]! + (int)document["rows"]!["test"]!);
        Assert.Equal(64, ((string)document["modelDigest"]!).Length);
        Assert.True(File.Exists((string)document["report"]!), "the report is there");
        Assert.Null(document["endpoint"]);
        Assert.Equal(
            ["fetch", "validate", "transform", "train", "evaluate", "gate", "register", "deploy"],
            document["stages"]!.AsArray().Select(s => (string)s!["name"]!));
        Assert.Equal("pending", (string?)document["stages"]!.AsArray()[^1]!["state"]);
    }

    [Fact]
    public async Task Run_ThatTheGateRefuses_ExitsWithThreeAndMovesNoAlias()
    {
        using var place = new Workplace();
        place.WriteRows("rows.csv", 2_000);
        place.WriteSpec(more: "gate: {limits: {auc: {min: 0.999}}}");

        var run = await place.MdlcAsync("run", "model.yaml", "--json");

        Assert.True(run.ExitCode == 3, run.ToString());
        Assert.Equal("fail", (string?)run.Json["verdict"]);
        Assert.Null(run.Json["champion"]);
        var models = await place.MdlcAsync("models", "--json");
        Assert.Null(models.Json.AsArray()[0]!["champion"]);
    }

    [Fact]
    public async Task Run_FromAStage_TakesOverWhatWasMadeBefore_AndNothingThatIsDamaged()
    {
        using var place = new Workplace();
        place.WriteRows("rows.csv", 1_000);
        place.WriteSpec();
        var first = await place.MdlcAsync("run", "model.yaml", "--json");
        File.Delete(place.PathOf("rows.csv"));

        var second = await place.MdlcAsync("run", "--from", "train", "e2e/income/1", "--json");

        Assert.True(first.ExitCode == 0 && second.ExitCode == 0, $"{first}\n{second}");
        Assert.Equal((string?)first.Json["modelDigest"], (string?)second.Json["modelDigest"]);
        Assert.Equal(("train", 1), ((string?)second.Json["takenOver"]!["from"], (int?)second.Json["takenOver"]!["run"]!["number"]));
        Assert.StartsWith("taken over from run 1: ", (string?)second.Json["stages"]!.AsArray()[0]!["summary"], StringComparison.Ordinal);

        place.WriteRows("rows.csv", 1_000);
        File.AppendAllText(place.PathOf("model.yaml"), "split: {test: 0.4}\n");
        var other = await place.MdlcAsync("run", "model.yaml", "--from", "train", "e2e/income/1", "--json");
        Assert.Equal(1, other.ExitCode);
        Assert.Contains("made what comes before train by another spec: split.test: ", (string?)other.Json["error"], StringComparison.Ordinal);

        foreach (var file in Directory.EnumerateFiles(Path.Combine(place.Home, "artifacts"), "*.parquet", SearchOption.AllDirectories))
        {
            File.AppendAllText(file, "x");
        }

        var damaged = await place.MdlcAsync("run", "--from", "train", "e2e/income/1", "--json");
        Assert.Equal("failed", (string?)damaged.Json["state"]);
        Assert.Contains("is damaged", (string?)damaged.Json["error"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Export_ImportedInAnEmptyHome_IsTheSameModel()
    {
        using var place = new Workplace();
        place.WriteRows("rows.csv", 1_000);
        place.WriteSpec(more: "tune: {trials: 2}");
        var run = await place.MdlcAsync("run", "model.yaml", "--json");
        Assert.True(run.ExitCode == 0, run.ToString());

        var exported = await place.MdlcAsync("export", "income", "-o", "income.mdlc", "--json");
        Assert.True(exported.ExitCode == 0, exported.ToString());
        using var elsewhere = new Workplace();
        File.Move(place.PathOf("income.mdlc"), elsewhere.PathOf("income.mdlc"));
        var imported = await elsewhere.MdlcAsync("import", "income.mdlc", "--hash", (string)exported.Json["contentHash"]!, "--json");

        Assert.True(imported.ExitCode == 0, imported.ToString());
        Assert.Equal((string?)run.Json["modelDigest"], (string?)imported.Json["modelDigest"]);
        Assert.Equal((string?)run.Json["modelDigest"], (string?)exported.Json["modelDigest"]);
        Assert.Equal(run.Json["metrics"]!.ToJsonString(), imported.Json["metrics"]!.ToJsonString());

        var refused = await elsewhere.MdlcAsync("import", "income.mdlc", "--hash", new string('0', 64), "--json");
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("is refused: manifest.json has SHA-256 ", (string?)refused.Json["error"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_Twice_GivesTheSameSnapshotAndModel()
    {
        using var place = new Workplace();
        place.WriteRows("rows.csv", 1_000);
        place.WriteSpec();

        var first = await place.MdlcAsync("run", "model.yaml", "--json");
        var second = await place.MdlcAsync("run", "model.yaml", "--json");

        Assert.True(first.ExitCode == 0 && second.ExitCode == 0, $"{first}\n{second}");
        Assert.Equal((string?)first.Json["snapshot"], (string?)second.Json["snapshot"]);
        Assert.Equal((string?)first.Json["modelDigest"], (string?)second.Json["modelDigest"]);
        Assert.Equal(2, (int?)second.Json["version"]);

        // The champion once more is not promoted over itself.
        Assert.Equal((1, 1), ((int?)second.Json["sameAs"], (int?)second.Json["champion"]));
        var deploy = second.Json["stages"]!.AsArray()[^1]!;
        Assert.Equal(("skipped", "the same model as version 1, the champion: nothing to promote"), ((string?)deploy["state"], (string?)deploy["summary"]));
        var models = await place.MdlcAsync("models", "--json");
        Assert.Equal(1, (int?)models.Json.AsArray()[0]!["champion"]);
    }

    [Fact]
    public async Task Tune_ASpecWithoutASearch_SearchesAsItIsTold_AndShowsTheTrialsAfterwards()
    {
        using var place = new Workplace();
        place.WriteRows("rows.csv", 1_000);
        place.WriteSpec();

        var without = await place.MdlcAsync("tune", "model.yaml");
        var run = await place.MdlcAsync("tune", "model.yaml", "--trials", "3", "--parallel", "2", "--tuner", "sobol", "--json");

        Assert.Equal(2, without.ExitCode);
        Assert.True(run.ExitCode == 0, run.ToString());
        var tune = run.Json["stages"]!.AsArray().Single(s => (string?)s!["name"] == "tune");
        Assert.Equal("succeeded", (string?)tune!["state"]);
        var board = (await place.MdlcAsync("study", "show", (string)run.Json["run"]!, "--json")).Json;
        Assert.Equal((3, "sobol", "ended"), (board["trials"]!.AsArray().Count, (string?)board["study"]!["tuner"], (string?)board["study"]!["phase"]));
        var late = await place.MdlcAsync("study", "pause", (string)run.Json["run"]!);
        Assert.Equal(1, late.ExitCode);
        Assert.Contains("is under way: the search has ended", late.Error, StringComparison.Ordinal);
    }
}
