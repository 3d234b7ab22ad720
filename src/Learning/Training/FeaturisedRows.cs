using Mdlc.Contracts.Models;
using Mdlc.Contracts.Spec;
using Mdlc.Learning.Boosting;
using Mdlc.Learning.Features;
using Mdlc.Trees;
using Microsoft.ML;

namespace Mdlc.Learning.Training;

/// <summary>
/// What one feature plan makes of rows to train on and of rows held out, as a boosting in segments takes them: all trials of a search by the same
/// plan can share it, because neither the trainer's options nor its seed bear on it.
/// </summary>
public sealed class FeaturisedRows
{
    private readonly BoostingRows _train;
    private readonly BoostingRows _held;
    private readonly Array _truth;
    private readonly IReadOnlyList<string> _classes;
    private readonly IReadOnlyList<int> _categorical;

    private FeaturisedRows(BoostingRows train, BoostingRows held, Array truth, IReadOnlyList<string> classes, IReadOnlyList<int> categorical) =>
        (_train, _held, _truth, _classes, _categorical) = (train, held, truth, classes, categorical);

    /// <summary>Rows that are trained on.</summary>
    public int Rows => _train.Count;

    public int HeldOutRows => _held.Count;

    /// <summary>Bytes that it takes on a disk, nearly.</summary>
    public long Bytes => _train.Features.Bytes + _held.Features.Bytes + (12L * Rows) + (12L * HeldOutRows);

    /// <param name="rows">The plan's input columns and the label, as <see cref="ModelTrainer"/> takes them.</param>
    /// <param name="held">The held-out rows in the same shape.</param>
    /// <param name="truth">The held-out rows' labels as <see cref="ModelOutput.Judge"/> takes them.</param>
    /// <exception cref="Contracts.Faults.FaultException">The rows hold more than a role can take.</exception>
    public static FeaturisedRows Make(ModelTask task, TrainSpec spec, FeaturePlan plan, IDataView rows, IDataView held, string label, Array truth)
    {
        var (features, featurized) = FeaturePipeline.Fit(new MLContext(spec.Seed), plan, spec.Trainer, rows, label);
        return new FeaturisedRows(
            BoostingRows.Read(featurized, FeaturePipeline.Output, label),
            BoostingRows.Read(features.Transform(held), FeaturePipeline.Output, label),
            truth,
            task == ModelTask.Multiclass ? BoostedTrainer.ClassesOf(featurized.Schema[label]) : [],
            FeaturePipeline.CategoricalSlots(plan, spec.Trainer, featurized.Schema));
    }

    /// <param name="isMeasured">Whether the loss on the held-out rows is measured on the way.</param>
    /// <param name="rescaling">Regression: the plan's.</param>
    /// <returns>What the model says of the held-out rows, to the digit what it says as a part of a pipeline; their labels; how it was boosted.</returns>
    /// <exception cref="Contracts.Faults.FaultException">An option is unknown, or a native library is missing.</exception>
    public (ModelOutput Output, Array Truth, BoostingSummary Summary) FitAndScore(ModelTask task, TrainSpec spec, BoostingControl control, bool isMeasured, Rescaling? rescaling)
    {
        var parameters = TrainerParameters.Resolve(task, spec.Trainer, spec.Params);
        var (predictor, summary) = NativeParts.Guard(() =>
            new BoostedTrainer(task, spec, parameters, spec.CheckpointEvery!.Value, control, _categorical).Fit(_train, isMeasured ? _held : null, _classes));
        return (Score(predictor.Model, spec.Threads, rescaling), _truth, summary);
    }

    internal static FeaturisedRows Read(BinaryReader reader)
    {
        string[] classes = [.. Enumerable.Range(0, CountOf(reader)).Select(_ => reader.ReadString())];
        int[] categorical = [.. Enumerable.Range(0, CountOf(reader)).Select(_ => reader.ReadInt32())];
        var (train, held) = (BoostingRows.Read(reader), BoostingRows.Read(reader));
        var kind = reader.ReadByte();
        Array truth = kind switch
        {
            0 => Filled(() => reader.ReadBoolean()),
            1 => Filled(reader.ReadUInt32),
            2 => Filled(reader.ReadDouble),
            _ => throw new InvalidDataException("its labels are of no kind that is known"),
        };
        return new FeaturisedRows(train, held, truth, classes, categorical);

        T[] Filled<T>(Func<T> next)
        {
            var values = new T[held.Count];
            for (var i = 0; i < values.Length; i++)
            {
                values[i] = next();
            }

            return values;
        }
    }

    internal void Write(BinaryWriter writer)
    {
        writer.Write(_classes.Count);
        foreach (var name in _classes)
        {
            writer.Write(name);
        }

        writer.Write(_categorical.Count);
        foreach (var slot in _categorical)
        {
            writer.Write(slot);
        }

        _train.Write(writer);
        _held.Write(writer);
        switch (_truth)
        {
            case bool[] flags:
                writer.Write((byte)0);
                Array.ForEach(flags, writer.Write);
                break;
            case uint[] keys:
                writer.Write((byte)1);
                Array.ForEach(keys, writer.Write);
                break;
            default:
                writer.Write((byte)2);
                Array.ForEach((double[])_truth, writer.Write);
                break;
        }
    }

    private ModelOutput Score(TreeModel model, int threads, Rescaling? rescaling)
    {
        var rows = HeldOutRows;
        var raw = new double[checked((long)rows * model.Outputs)];
        _held.Features.AddScores(new Forest(model.Trees, model.Outputs), raw, threads);
        return model.Objective switch
        {
            TreeObjective.Binary => ModelOutput.OfProbabilities(Array.ConvertAll(raw, score => (float)model.Probability(score))),
            TreeObjective.Multiclass => ModelOutput.OfClasses([.. Enumerable.Range(0, rows).Select(row => SharesOf(raw, row, model.Outputs))], _classes),
            _ => ModelOutput.OfNumbers(Array.ConvertAll(raw, score => (float)score), rescaling),
        };
    }

    private static int CountOf(BinaryReader reader) => reader.ReadInt32() is >= 0 and var count ? count : throw new InvalidDataException("it counts below 0");

    private static float[] SharesOf(double[] raw, int row, int outputs)
    {
        var rows = raw.Length / outputs;
        Span<double> shares = [.. Enumerable.Range(0, outputs).Select(output => raw[(output * rows) + row])];
        TreeModel.Softmax(shares);
        var singles = new float[outputs];
        for (var i = 0; i < outputs; i++)
        {
            singles[i] = (float)shares[i];
        }

        return singles;
    }
}
