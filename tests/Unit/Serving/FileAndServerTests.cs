using System.Globalization;
using System.Text;
using System.Text.Json;
using Mdlc.Catalog.DataViews;
using Mdlc.Catalog.DuckDb;
using Mdlc.Catalog.Models;
using Mdlc.Catalog.Sources.Cells;
using Mdlc.Catalog.Sources.Preparing;
using Mdlc.Contracts.Artifacts;
using Mdlc.Contracts.Models;
using Mdlc.Contracts.Spec;
using Mdlc.Unit.Tests.Catalog;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers.LightGbm;

namespace Mdlc.Unit.Tests.Serving;

/// <summary>The same cells in a file and in a request, in every notation there is: one model, one reading, the same scores to the bit.</summary>
public sealed class FileAndServerTests : IAsyncDisposable
{
    private const int Rows = 10_000;
    private const int TrainingRows = 1_000;
    private const string Label = "y";

    private static readonly Dictionary<string, (ColumnType Type, ColumnRole Role, string? Format)> Columns = new()
    {
        ["amount"] = (ColumnType.Number, ColumnRole.Numeric, "#.###,#"),
        ["price"] = (ColumnType.Number, ColumnRole.Numeric, "$#,###.#"),
        ["rate"] = (ColumnType.Number, ColumnRole.Numeric, "#.#%"),
        ["pieces"] = (ColumnType.Integer, ColumnRole.Numeric, "# pcs"),
        ["plain"] = (ColumnType.Number, ColumnRole.Numeric, null),
        ["count"] = (ColumnType.Integer, ColumnRole.Category, null),
        ["day"] = (ColumnType.Timestamp, ColumnRole.Date, "d.M.yyyy"),
        ["moment"] = (ColumnType.Timestamp, ColumnRole.Date, "M/d/yyyy h:mm tt"),
        ["compact"] = (ColumnType.Timestamp, ColumnRole.Date, "yyyyMMdd"),
        ["iso"] = (ColumnType.Timestamp, ColumnRole.Date, null),
        ["city"] = (ColumnType.Text, ColumnRole.Category, null),
        ["flag"] = (ColumnType.Boolean, ColumnRole.Boolean, null),
    };

    private static readonly string?[][] Cells = [.. Enumerable.Range(0, Rows).Select(MakeRow)];

    private readonly DataSandbox _data = new();
    private readonly ServedHome _home = new();

    /// <summary>The forms in which the same cells lie in a file.</summary>
    public static TheoryData<string> Forms => ["csv", "jsonl", "parquet"];

    public async ValueTask DisposeAsync()
    {
        await _home.DisposeAsync();
        _data.Dispose();
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task Score_TheSameCellsFromAFileAndByHttp_AreTheSameToTheBit(string form)
    {
        var source = await ReadTrainingAsync();
        var (model, signature) = await TrainAsync(source);
        var spec = new ModelSpec { Model = "cells", Task = ModelTask.Regression, Label = Label, Source = source.Source };
        var package = await _home.PromoteAsync(await _home.PublishAsync(model, signature, spec, "cells"));
        await _home.StartReadyAsync();

        var batch = await FileScorer.ScoreAsync(_home.Packages.Open(package), Write(form, Cells), TimeProvider.System, cancellationToken: ServedHome.Token);
        var inputs = Columns.Keys.Select((name, i) => ServedHome.Tensor(name, "BYTES", [.. Cells.Select(row => row[i])]));
        var answer = await _home.InferOkAsync(new { inputs }, "cells");

        var served = answer.GetProperty("outputs")[0].GetProperty("data").EnumerateArray().Select(value => BitConverter.SingleToInt32Bits(value.GetSingle())).ToArray();
        var scored = ((float[])batch.Columns[0].Values).Select(BitConverter.SingleToInt32Bits).ToArray();
        Assert.Equal(Rows, scored.Length);
        Assert.Equal(scored, served);
        Assert.InRange(scored.Distinct().Count(), 500, Rows);
    }

    private async Task<Mdlc.Catalog.Sources.SourceReading> ReadTrainingAsync() => await _data.ReadAsync(new SourceRequest
    {
        Label = Label,
        MaxRejectedShare = 0,
        Source = new SourceSpec
        {
            Path = Write("csv", Cells[..TrainingRows], Label, i => i.ToString(CultureInfo.InvariantCulture)),
            Rules = ReadingRules.Second,
            Delimiter = ";",
            Header = true,
            NullValues = ["?", "n/a"],
            ColumnNullValues = new Dictionary<string, IReadOnlyList<string>> { ["plain"] = ["-999"] },
            Types = Columns.ToDictionary(column => column.Key, column => column.Value.Type),
            Formats = Columns.Where(column => column.Value.Format is not null).ToDictionary(column => column.Key, column => column.Value.Format!),
        },
    });

    /// <summary>Trained on the snapshot that fetching made, with the signature that registering makes.</summary>
    private async Task<(byte[] Zip, ModelSignature Signature)> TrainAsync(Mdlc.Catalog.Sources.SourceReading source)
    {
        var inputs = Columns.Select(column => new SnapshotDataViewColumn(column.Key, column.Value.Type, column.Value.Role.InputKind())).ToList();
        var label = new SnapshotDataViewColumn(Label, ColumnType.Integer, ColumnarDataViewKind.Single);
        using var session = DuckDbSession.Open(_data.Home);
        using var snapshot = await _data.Artifacts.OpenAsync(source.Snapshot.File, ServedHome.Token);
        var rows = await SnapshotDataView.LoadAsync(session, snapshot.Path, [.. inputs, label], cancellationToken: ServedHome.Token);

        var ml = new MLContext(seed: 1);
        IEstimator<ITransformer> chain = ml.Transforms.Categorical.OneHotEncoding(
            [.. inputs.Where(input => input.Kind == ColumnarDataViewKind.Text).Select(input => new InputOutputColumnPair($"f:{input.Name}", input.Name))]);
        chain = inputs.Where(input => input.Kind == ColumnarDataViewKind.Double)
            .Aggregate(chain, (so, input) => so.Append(ml.Transforms.Conversion.ConvertType($"f:{input.Name}", input.Name, DataKind.Single)));
        var names = inputs.Select(input => input.Kind == ColumnarDataViewKind.Single ? input.Name : $"f:{input.Name}").ToArray();
        var trainer = ml.Regression.Trainers.LightGbm(
            new LightGbmRegressionTrainer.Options { LabelColumnName = Label, NumberOfIterations = 60, MinimumExampleCountPerLeaf = 5, NumberOfThreads = 1, Seed = 1 });
        var model = chain.Append(ml.Transforms.Concatenate("Features", names)).Append(trainer).Fit(rows);
        using var zip = new MemoryStream();
        ml.Model.Save(model, rows.Schema, zip);
        return (zip.ToArray(), SignatureOf(source.Source));
    }

    private static ModelSignature SignatureOf(SourceSpec source) => new()
    {
        Rules = source.Rules,
        Task = ModelTask.Regression,
        Label = Label,
        LabelType = ColumnType.Number,
        Outputs = [new(OutputName.Prediction, ColumnType.Number)],
        Inputs =
        [
            .. Columns.Select(column => ColumnReading.Of(source, new SnapshotColumn(column.Key, column.Value.Type))).Select(reading =>
                new SignatureInput(reading.Name, reading.Type, Columns[reading.Name].Role, Nullable: true) { Format = reading.Format, NullWords = reading.NullWords }),
        ],
    };

    private string Write(string form, string?[][] rows, string? more = null, Func<int, string>? cell = null)
    {
        var names = more is null ? [.. Columns.Keys] : Columns.Keys.Append(more).ToArray();
        var all = rows.Select((row, i) => more is null ? row : [.. row, cell!(i)]).ToArray();
        return form switch
        {
            "csv" => WriteCsv(names, all),
            "jsonl" => WriteJson(names, all),
            _ => WriteParquet(names, all),
        };
    }

    private string WriteCsv(string[] names, string?[][] rows) => _data.Write(
        $"rows-{rows.Length}.csv", string.Join('\n', rows.Select(row => string.Join(';', row)).Prepend(string.Join(';', names))) + "\n");

    private string WriteJson(string[] names, string?[][] rows) => _data.Write(
        $"rows-{rows.Length}.jsonl",
        string.Join('\n', rows.Select(row => JsonSerializer.Serialize(names.Zip(row).ToDictionary(cell => cell.First, cell => cell.Second)))) + "\n");

    private string WriteParquet(string[] names, string?[][] rows)
    {
        var file = _data.PathOf($"rows-{rows.Length}.parquet");
        using var session = DuckDbSession.Open(_data.Home);
        session.Execute($"CREATE TABLE cells ({string.Join(", ", names.Select(name => $"{Sql.Name(name)} VARCHAR"))})");
        using (var appender = session.Connection.CreateAppender("cells"))
        {
            foreach (var cells in rows)
            {
                var row = appender.CreateRow();
                foreach (var cell in cells)
                {
                    _ = cell is null ? row.AppendNullValue() : row.AppendValue(cell);
                }

                row.EndRow();
            }
        }

        session.Execute($"COPY cells TO {Sql.Text(file)} (FORMAT parquet)");
        return file;
    }

    private static string?[] MakeRow(int i)
    {
        var random = new Random(i);
        var time = new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddMinutes(random.Next(3_000_000));
        return
        [
            Maybe(random, Number(random, 100_000, '.', ',')),
            Maybe(random, Sign(random) + "$" + Number(random, 5_000_000, ',', '.')),
            Maybe(random, Number(random, 100, null, '.') + Pick(random, "%", " %", "\u00A0%")),
            Maybe(random, random.Next(500).ToString(CultureInfo.InvariantCulture) + Pick(random, " pcs", "pcs")),
            random.Next(20) == 0 ? "-999" : Maybe(random, Sign(random) + (random.NextDouble() * 1e6).ToString(Pick(random, "R", "E9", "0.00"), CultureInfo.InvariantCulture)),
            Maybe(random, Pick(random, "", "+") + random.Next(40).ToString(CultureInfo.InvariantCulture)),
            Maybe(random, time.ToString(Pick(random, "d.M.yyyy", "d.M.yyyy", "yyyy-MM-dd"), CultureInfo.InvariantCulture)),
            Maybe(random, time.ToString("M/d/yyyy h:mm tt", CultureInfo.InvariantCulture)),
            Maybe(random, time.ToString("yyyyMMdd", CultureInfo.InvariantCulture)),
            Maybe(random, time.ToString(Pick(random, "yyyy-MM-dd", "yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd'T'HH:mm:ss.fff", "yyyy-MM-dd'T'HH:mm:ss'+02:00'"), CultureInfo.InvariantCulture)),
            Maybe(random, Pick(random, "Köln", "Ko\u0308ln", "São Paulo", "Sa\u0303o Paulo", "Paris", "\u2003Paris", "東京", "0123", "1.0", "true", "Ã\u0327", "\uFB01n", "👩‍🔬")),
            Maybe(random, Pick(random, "true", "false", "TRUE", "False")),
        ];
    }

    private static string? Maybe(Random random, string value) => random.Next(25) switch
    {
        0 => null,
        1 => "?",
        2 => " n/a\u00A0",
        3 => "",
        4 => $"  {value}",
        5 => $"\u00A0{value}\u2003",
        _ => value,
    };

    /// <summary>Thousands are marked in some cells, and decimals written in some.</summary>
    private static string Number(Random random, int most, char? group, char point)
    {
        var whole = random.Next(most);
        var grouped = group is { } mark && random.Next(2) == 0
            ? whole.ToString("#,0", CultureInfo.InvariantCulture).Replace(',', mark)
            : whole.ToString(CultureInfo.InvariantCulture);
        return random.Next(3) == 0 ? grouped : new StringBuilder(grouped).Append(point).Append(random.Next(1000)).ToString();
    }

    private static string Sign(Random random) => Pick(random, "", "", "-");

    private static T Pick<T>(Random random, params T[] values) => values[random.Next(values.Length)];
}
