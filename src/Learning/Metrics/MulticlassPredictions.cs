namespace Mdlc.Learning.Metrics;

/// <summary>Predictions of a model of three or more classes.</summary>
public sealed class MulticlassPredictions : Predictions
{
    /// <param name="classes">Names of the classes; labels and predictions are positions in it.</param>
    /// <param name="labels">A class that the model does not know is −1: a row that it cannot get right.</param>
    /// <param name="labelProbabilities">The probability given to the row's own class (0 for an unknown one); null where the model gives none.</param>
    /// <param name="classProbabilities">Of each row an array, the probability of each class; null where the model gives none.</param>
    public MulticlassPredictions(
        IReadOnlyList<string> classes, int[] labels, int[] predicted, double[]? labelProbabilities, IReadOnlyList<float[]>? classProbabilities = null)
        : base(labels.Length)
    {
        RequireLength(predicted.Length, labels.Length, "predicted classes");
        RequireLength(labelProbabilities?.Length ?? labels.Length, labels.Length, "probabilities");
        RequireLength(classProbabilities?.Count ?? labels.Length, labels.Length, "rows of probabilities");
        RequireFinite(labelProbabilities ?? [], "probability");
        Classes = classes;
        Labels = labels;
        Predicted = predicted;
        LabelProbabilities = labelProbabilities;
        ClassProbabilities = classProbabilities;
    }

    public IReadOnlyList<string> Classes { get; }

    public int[] Labels { get; }

    public int[] Predicted { get; }

    public double[]? LabelProbabilities { get; }

    public IReadOnlyList<float[]>? ClassProbabilities { get; }

    public override (int Count, string Noun) Scarcest => (Rows, "rows");

    public override Predictions Select(IReadOnlyList<int> rows) => new MulticlassPredictions(
        Classes,
        Pick(Labels, rows),
        Pick(Predicted, rows),
        LabelProbabilities is null ? null : Pick(LabelProbabilities, rows),
        ClassProbabilities is null ? null : [.. rows.Select(row => ClassProbabilities[row])]);

    /// <summary>By name, since two models may number their classes differently.</summary>
    public override bool HasSameLabels(Predictions other) =>
        other is MulticlassPredictions multiclass && Names().SequenceEqual(multiclass.Names());

    private IEnumerable<string?> Names() => Labels.Select(label => label < 0 ? null : Classes[label]);
}
