using System.Globalization;
using Mdlc.Catalog.DuckDb;
using Mdlc.Catalog.Metadata.Sqlite;
using Mdlc.Catalog.Models;
using Mdlc.Contracts.Faults;
using Mdlc.Contracts.Json;
using Mdlc.Contracts.Models;
using Mdlc.Contracts.Spec;

namespace Mdlc.Unit.Tests.Catalog.Models;

public sealed class FileScorerTests : IAsyncDisposable
{
    private static readonly SmallModel Model = SmallModel.Train(ModelTask.Binary);

    private readonly TemporaryHome _temporary = new();
    private readonly SqliteCatalog _catalog;

    public FileScorerTests() => _catalog = new SqliteCatalog(_temporary.Home);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await _catalog.DisposeAsync();
        _temporary.Dispose();
    }

    [Fact]
    public async Task Score_TrainingRowsAsCsv_EqualsTheScorerRowByRow()
    {
        var package = await PublishAsync();
        var lines = Enumerable.Range(0, Model.Rows.Rows).Select(row => string.Join(';', Cells(row)));
        var file = await WriteAsync(string.Join('\n', lines.Prepend("note;at;member;hour;colour;amount")) + "\n");

        var scores = await FileScorer.ScoreAsync(package, file, TimeProvider.System, cancellationToken: Token);

        var expected = package.LoadScorer().Score(Model.Rows);
        Assert.Equal(Model.Rows.Rows, scores.Rows);
        Assert.Equal(expected.Columns.Select(column => column.Name), scores.Columns.Select(column => column.Name));
        Assert.All(expected.Columns.Zip(scores.Columns), pair => Assert.Equal(pair.First.Values, pair.Second.Values));
    }

    [Theory]
    [InlineData("csv")]
    [InlineData("parquet")]
    [InlineData("jsonl")]
    public async Task Write_RowsOfSeveralParts_GivesEachRowItsPredictionBesideWhatWasKept(string form)
    {
        var package = await PublishAsync();
        const int Times = 90;
        var lines = Enumerable.Range(0, Times * Model.Rows.Rows).Select(i => $"{i:000000};{string.Join(';', Cells(i % Model.Rows.Rows).Skip(1))}");
        var file = await WriteAsync(string.Join('\n', lines.Prepend("note;at;member;hour;colour;amount")) + "\n");
        var output = Path.Combine(_temporary.Home.Scratch, $"scores.{form}");
        Directory.CreateDirectory(_temporary.Home.Scratch);

        var written = await FileScorer.WriteAsync(package, file, new ScoreFile(output, ["note", "colour"]), TimeProvider.System, cancellationToken: Token);

        Assert.Equal((Times * (long)Model.Rows.Rows, 1, 0.5), (written.Rows, written.Version, written.Threshold!.Value));
        Assert.False(File.Exists($"{output}.partial"));
        var expected = package.LoadScorer().Score(Model.Rows);
        var labels = (string[])expected.Columns[0].Values;
        using var session = DuckDbSession.Open(_temporary.Home);
        var read = form switch { "csv" => "read_csv({0}, all_varchar = true)", "parquet" => "read_parquet({0})", _ => "read_json({0}, format = 'newline_delimited')" };
        var relation = string.Format(CultureInfo.InvariantCulture, read, Sql.Text(output));
        var rows = session.Rows(
            $"SELECT note::VARCHAR, colour, prediction, probability::FLOAT, model_version::INT, threshold::DOUBLE FROM {relation}",
            r => (Note: r.GetString(0), Colour: r.GetString(1), Label: r.GetString(2), Probability: r.GetFloat(3), Version: r.GetInt32(4), Threshold: r.GetDouble(5)),
            Token);
        Assert.Equal(written.Rows, rows.Count);
        var probabilities = (float[])expected.Columns.Single(column => column.Name == OutputName.Probability).Values;
        Assert.All(rows.Index(), row =>
        {
            var source = row.Index % Model.Rows.Rows;
            Assert.Equal(row.Index, int.Parse(row.Item.Note, CultureInfo.InvariantCulture));
            Assert.Equal((labels[source], probabilities[source], 1, 0.5), (row.Item.Label, row.Item.Probability, row.Item.Version, row.Item.Threshold));
        });
    }

    [Theory]
    [InlineData("scores.txt", "note", ".parquet, .csv or .jsonl")]
    [InlineData("scores.csv", "score", "predict writes itself")]
    [InlineData("scores.csv", "Threshold", "predict writes itself")]
    [InlineData("scores.csv", "note,note", "twice in --keep")]
    [InlineData("scores.csv", "nota", "Did you mean 'note'?")]
    public async Task Write_WhatCannotBeWritten_IsRefusedAndLeavesNothing(string name, string keep, string why)
    {
        var package = await PublishAsync();
        var file = await WriteAsync($"note;at;member;hour;colour;amount\n{string.Join(';', Cells(0))}\n");
        var folder = Directory.CreateDirectory(Path.Combine(_temporary.Home.Root, "out")).FullName;

        var fault = await Assert.ThrowsAsync<FaultException>(() =>
            FileScorer.WriteAsync(package, file, new ScoreFile(Path.Combine(folder, name), keep.Split(',')), TimeProvider.System, cancellationToken: Token));

        Assert.Contains(why, fault.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder));
    }

    [Fact]
    public async Task Score_ACellThatIsNoNumber_PredictsNothingAndNamesIt()
    {
        var package = await PublishAsync();
        var file = await WriteAsync("amount;colour;hour;at;member\n1;red;1;2026-01-01 08:00:00;true\nmany;red;1;2026-01-01 08:00:00;true\n");

        var fault = await Assert.ThrowsAsync<FaultException>(() => FileScorer.ScoreAsync(package, file, TimeProvider.System, cancellationToken: Token));
        Assert.Contains("many", fault.Message, StringComparison.Ordinal);
        Assert.Contains("amount", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Score_RowsThatCannotBeRead_AreCountedAndLieWhereTheMessageSays(int bad)
    {
        var package = await PublishAsync();
        var rows = Enumerable.Range(0, 3).Select(i => $"{(i < bad ? "many" : "1")};red;1;2026-01-01 08:00:00;true");
        var file = await WriteAsync($"amount;colour;hour;at;member\n{string.Join('\n', rows)}\n");

        var fault = await Assert.ThrowsAsync<FaultException>(() => FileScorer.ScoreAsync(package, file, TimeProvider.System, cancellationToken: Token));

        var unread = Assert.IsType<UnreadRows>(fault.Details);
        Assert.Equal((3, 3 - bad, bad), (unread.Rows, unread.Kept, unread.Rejected));
        Assert.StartsWith($"{bad} of 3 rows of {file} cannot be read ({bad} cells of 'amount')", fault.Message, StringComparison.Ordinal);
        Assert.Contains(unread.Quarantine, fault.Message, StringComparison.Ordinal);
        Assert.True(File.Exists(unread.Quarantine));
        File.Delete(unread.Quarantine);
    }

    [Fact]
    public async Task Score_MissingColumn_NamesIt()
    {
        var package = await PublishAsync();
        var file = await WriteAsync("amount;colour;hour;at\n1;red;1;2026-01-01 08:00:00\n");

        var fault = await Assert.ThrowsAsync<FaultException>(() => FileScorer.ScoreAsync(package, file, TimeProvider.System, cancellationToken: Token));
        Assert.Contains("'member'", fault.Message, StringComparison.Ordinal);
    }

    private static IEnumerable<string> Cells(int row)
    {
        var at = DateTimeOffset.FromUnixTimeSeconds((long)((double[])Model.Rows["at"].Values)[row]);
        return
        [
            "x",
            at.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture),
            Model.Rows["member"].TextOf(row) == "1" ? "true" : "false",
            Model.Rows["hour"].TextOf(row)!,
            Model.Rows["colour"].TextOf(row)!,
            Model.Rows["amount"].TextOf(row) ?? "",
        ];
    }

    private async Task<string> WriteAsync(string csv)
    {
        Directory.CreateDirectory(_temporary.Home.Root);
        var file = Path.Combine(_temporary.Home.Root, "rows.csv");
        await File.WriteAllTextAsync(file, csv, Token);
        return file;
    }

    private async Task<VerifiedPackage> PublishAsync()
    {
        Directory.CreateDirectory(_temporary.Home.Root);
        var zip = Path.Combine(_temporary.Home.Root, "model.zip");
        await File.WriteAllBytesAsync(zip, Model.Zip, Token);
        var spec = new ModelSpec
        {
            Model = "bikes",
            Task = ModelTask.Binary,
            Label = "label",
            Source = new SourceSpec { Path = "/data/bikes.csv", Delimiter = ";", Header = true },
        };
        var texts = new Dictionary<string, string>
        {
            [PackageFile.Signature] = MdlcJson.Serialize(Model.Signature),
            [PackageFile.Spec] = MdlcJson.Serialize(spec),
        };
        await _catalog.Models.ReserveAsync("demo", "bikes", "demo/bikes/1", Token);
        var store = new PackageStore(_temporary.Home, _catalog);
        return store.Open(await store.PublishAsync(
            new PackageDraft("demo", "bikes", 1, "demo/bikes/1", "digest", "snapshot", zip, texts, DateTimeOffset.UnixEpoch), Token));
    }
}
