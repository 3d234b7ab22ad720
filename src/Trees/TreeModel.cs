using Mdlc.Contracts.Faults;

namespace Mdlc.Trees;

/// <summary>
/// A boosted model by LightGBM's text, scored without its library. Raw scores are those of LightGBM itself. Safe for any number of threads.
/// </summary>
public sealed class TreeModel
{
    private readonly Forest _forest;

    internal TreeModel(string text, TreeObjective objective, double sigmoid, int slots, int outputs, IReadOnlyList<Tree> trees)
    {
        (Text, Objective, Sigmoid, Slots, Trees) = (text, objective, sigmoid, slots, trees);
        _forest = new Forest(trees, outputs);
    }

    /// <summary>What it was read from; LightGBM reads it too.</summary>
    public string Text { get; }

    public TreeObjective Objective { get; }

    /// <summary>Binary: the slope of the sigmoid that makes a probability of a raw score.</summary>
    public double Sigmoid { get; }

    /// <summary>Length of the feature vector.</summary>
    public int Slots { get; }

    /// <summary>Raw scores of a row: one, or one for each class.</summary>
    public int Outputs => _forest.Outputs;

    /// <summary>In the order of their scores' adding up; of several outputs in turn.</summary>
    public IReadOnlyList<Tree> Trees { get; }

    /// <exception cref="FaultException">The text is damaged, or of a kind that is not scored here.</exception>
    public static TreeModel Parse(string text) => new TreeReader(text).Read();

    /// <param name="row">A value for each slot.</param>
    /// <param name="raw"><see cref="Outputs"/> raw scores are put here.</param>
    public void Score(ReadOnlySpan<float> row, Span<double> raw)
    {
        raw.Clear();
        _forest.AddTo(row, raw);
    }

    /// <summary>Binary: the probability of the positive class.</summary>
    public double Probability(double raw) => 1 / (1 + Math.Exp(-Sigmoid * raw));

    /// <summary>Multiclass: makes the classes' probabilities of their raw scores, in place.</summary>
    public static void Softmax(Span<double> raw)
    {
        var most = double.NegativeInfinity;
        foreach (var score in raw)
        {
            most = Math.Max(most, score);
        }

        var sum = 0.0;
        for (var i = 0; i < raw.Length; i++)
        {
            raw[i] = Math.Exp(raw[i] - most);
            sum += raw[i];
        }

        for (var i = 0; i < raw.Length; i++)
        {
            raw[i] /= sum;
        }
    }
}
