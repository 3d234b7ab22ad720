using System.Diagnostics;
using System.Globalization;
using Mdlc.Contracts.Artifacts;
using Mdlc.Contracts.Json;
using Mdlc.Contracts.Spec;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers.LightGbm;
using Microsoft.ML.Transforms;

namespace Mdlc.Training.Bench;

/// <summary>
/// What a .NET developer would write without the product: text loader, cache, one-hot for texts, LightGBM with the same options, save. It
/// runs in a process of its own; its figure is from the start of the process until the model is saved.
/// </summary>
internal static class PlainProgram
{
    private const string LabelColumn = "Label";

    public static int Run(string jobFile)
    {
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        var job = MdlcJson.Deserialize<PlainJob>(File.ReadAllText(jobFile));
        var ml = new MLContext(job.Seed);
        var loader = ml.Data.CreateTextLoader(OptionsOf(job));
        var rows = ml.Data.Cache(loader.Load(job.Train));
        var model = Pipeline(ml, job).Fit(rows);
        ml.Model.Save(model, rows.Schema, job.Model);
        var seconds = (TimeProvider.System.GetLocalNow().DateTime - Process.GetCurrentProcess().StartTime).TotalSeconds;
        var metric = Evaluate(ml, job, model.Transform(loader.Load(job.Test)));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{seconds} {metric}"));
        return 0;
    }

    private static TextLoader.Options OptionsOf(PlainJob job) => new()
    {
        HasHeader = true,
        Separators = [','],
        AllowQuoting = true,
        MissingRealsAsNaNs = true,
        Columns = [.. job.Columns.Select((column, i) => new TextLoader.Column(column.Name, KindOf(job, column), i))],
    };

    private static DataKind KindOf(PlainJob job, SnapshotColumn column) =>
        column.Name == job.Label && job.Task != ModelTask.Regression ? DataKind.String
        : column.Type is ColumnType.Text or ColumnType.Timestamp ? DataKind.String
        : DataKind.Single;

    private static EstimatorChain<ITransformer> Pipeline(MLContext ml, PlainJob job)
    {
        var texts = job.Columns.Where(column => column.Name != job.Label && KindOf(job, column) == DataKind.String).Select(column => column.Name).ToArray();
        IEstimator<ITransformer> pipeline = Label(ml, job);
        if (texts.Length > 0)
        {
            pipeline = pipeline.Append(ml.Transforms.Categorical.OneHotEncoding([.. texts.Select(text => new InputOutputColumnPair(text))]));
        }

        return pipeline
            .Append(ml.Transforms.Concatenate("Features", [.. job.Columns.Select(column => column.Name).Where(name => name != job.Label)]))
            .Append(Trainer(ml, job));
    }

    private static IEstimator<ITransformer> Label(MLContext ml, PlainJob job) => job.Task switch
    {
        ModelTask.Binary => ml.Transforms.Conversion.MapValue(
            LabelColumn, [new KeyValuePair<string, bool>(job.Positive ?? "1", true)], job.Label),
        ModelTask.Multiclass => ml.Transforms.Conversion.MapValueToKey(
            LabelColumn, job.Label, keyOrdinality: ValueToKeyMappingEstimator.KeyOrdinality.ByValue),
        _ => ml.Transforms.CopyColumns(LabelColumn, job.Label),
    };

    private static IEstimator<ITransformer> Trainer(MLContext ml, PlainJob job)
    {
        var booster = new GradientBooster.Options { MinimumChildWeight = 1e-3, L2Regularization = 0, SubsampleFrequency = 1 };
        return job.Task switch
        {
            ModelTask.Binary => ml.BinaryClassification.Trainers.LightGbm(new LightGbmBinaryTrainer.Options
            {
                NumberOfIterations = 100, NumberOfLeaves = 31, LearningRate = 0.1, MinimumExampleCountPerLeaf = 20, Sigmoid = 1,
                UseCategoricalSplit = false, NumberOfThreads = job.Threads, Seed = job.Seed, Booster = booster,
            }),
            ModelTask.Multiclass => ml.MulticlassClassification.Trainers.LightGbm(new LightGbmMulticlassTrainer.Options
            {
                NumberOfIterations = 100, NumberOfLeaves = 31, LearningRate = 0.1, MinimumExampleCountPerLeaf = 20, Sigmoid = 1,
                UseSoftmax = true, UseCategoricalSplit = false, NumberOfThreads = job.Threads, Seed = job.Seed, Booster = booster,
            }),
            _ => ml.Regression.Trainers.LightGbm(new LightGbmRegressionTrainer.Options
            {
                NumberOfIterations = 100, NumberOfLeaves = 31, LearningRate = 0.1, MinimumExampleCountPerLeaf = 20,
                UseCategoricalSplit = false, NumberOfThreads = job.Threads, Seed = job.Seed, Booster = booster,
            }),
        };
    }

    private static double Evaluate(MLContext ml, PlainJob job, IDataView scored) => job.Task switch
    {
        ModelTask.Binary => ml.BinaryClassification.Evaluate(scored, LabelColumn).AreaUnderRocCurve,
        ModelTask.Multiclass => ml.MulticlassClassification.Evaluate(scored, LabelColumn).MicroAccuracy,
        _ => ml.Regression.Evaluate(scored, LabelColumn).RootMeanSquaredError,
    };
}
