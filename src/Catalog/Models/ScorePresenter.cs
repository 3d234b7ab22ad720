using System.Globalization;
using Mdlc.Catalog.Snapshots;
using Mdlc.Contracts.Artifacts;
using Mdlc.Contracts.Models;
using Mdlc.Contracts.Spec;

namespace Mdlc.Catalog.Models;

/// <summary>Turns scores into the outputs that people and clients see: values of the label, and probabilities by name.</summary>
internal sealed class ScorePresenter(ModelSignature signature)
{
    private readonly Array _labels = LabelValues(signature);

    public Scores Present(Scores scores) => scores with { Columns = [.. ColumnsOf(scores)] };

    private IEnumerable<ScoreColumn> ColumnsOf(Scores scores)
    {
        if (signature.Task == ModelTask.Regression)
        {
            yield return new ScoreColumn(OutputName.Prediction, ColumnType.Number, Numbers(scores.Values!));
            yield break;
        }

        yield return new ScoreColumn(OutputName.Prediction, signature.LabelType, Labels(scores.Classes!));
        if (scores.Probabilities is { } probabilities)
        {
            yield return new ScoreColumn(OutputName.Probability, ColumnType.Number, probabilities);
        }

        if (scores.ClassProbabilities is { } byClass)
        {
            foreach (var (name, values) in signature.Classes.Zip(byClass))
            {
                yield return new ScoreColumn(OutputName.ProbabilityOf(name), ColumnType.Number, values);
            }
        }
        else
        {
            yield return new ScoreColumn(OutputName.Score, ColumnType.Number, scores.Values!);
        }
    }

    private Array Numbers(float[] scores) =>
        signature.LabelRescaling is { } rescaling ? Array.ConvertAll(scores, rescaling.Restore) : scores;

    private Array Labels(int[] classes) => _labels switch
    {
        long[] numbers => Array.ConvertAll(classes, i => numbers[i]),
        double[] numbers => Array.ConvertAll(classes, i => numbers[i]),
        float[] numbers => Array.ConvertAll(classes, i => numbers[i]),
        bool[] flags => Array.ConvertAll(classes, i => flags[i]),
        _ => Array.ConvertAll(classes, i => ((string[])_labels)[i]),
    };

    private static Array LabelValues(ModelSignature signature) => signature.LabelType switch
    {
        ColumnType.Integer => signature.Classes.Select(text => long.Parse(text, CultureInfo.InvariantCulture)).ToArray(),
        ColumnType.Number => Numbers(signature.Classes),
        ColumnType.Boolean => signature.Classes.Select(bool.Parse).ToArray(),
        _ => signature.Classes.ToArray(),
    };

    /// <summary>In single precision where that says each class as the label does.</summary>
    private static Array Numbers(IReadOnlyList<string> classes)
    {
        var singles = classes.Select(text => float.Parse(text, CultureInfo.InvariantCulture)).ToArray();
        return singles.Select(CanonicalText.Of).SequenceEqual(classes)
            ? singles
            : classes.Select(text => double.Parse(text, CultureInfo.InvariantCulture)).ToArray();
    }
}
